/**
 * `npm run test:platforms`: one program on every runtime that this machine has, an app built
 * by every bundler and run under strict policies, all with the packed library.
 * Names given as arguments ("Node 26" Chromium) must be there; without any, what is missing is only said.
 */
import { aliveChecks } from "./alive.js";
import { apps } from "./apps.js";
import type { Check } from "./check.js";
import { makeProject } from "./project.js";
import { readme } from "./readme.js";
import { runtimes } from "./runtimes.js";
import { differences } from "./table.js";
import { types } from "./types.js";

const checks: readonly Check[] = [
  ...runtimes.map((runtime) => ({
    ...runtime,
    async problems() {
      const report = await runtime.run();
      return [...report.failed, ...differences(report)];
    },
  })),
  ...aliveChecks,
  ...apps,
  ...readme,
  ...types,
];

/** What went wrong; empty if nothing did. */
async function problemsOf(check: Check): Promise<string[]> {
  try {
    return await check.problems();
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

await makeProject();
const required = process.argv.slice(2);
let failed = 0;
for (const check of checks) {
  const { name, found } = check;
  const wanted = required.length === 0 || required.some((each) => name.startsWith(each));
  if (!wanted) continue;
  if (!found) {
    console.log(`-  ${name}: not found`);
    if (required.length > 0) failed++;
    continue;
  }
  const problems = await problemsOf(check);
  console.log(`${problems.length === 0 ? "ok" : "!!"} ${name}`);
  for (const problem of problems.slice(0, 10)) console.log(`     ${problem}`);
  if (problems.length > 0) failed++;
}
if (failed > 0) process.exitCode = 1;
