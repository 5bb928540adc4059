/**
 * `npm run test:platforms`: one program on every runtime that this machine has, with the packed library.
 * Names given as arguments ("Node 26" Chromium) must be there; without any, what is missing is only said.
 */
import { makeProject } from "./project.js";
import { type Runtime, runtimes } from "./runtimes.js";
import { differences } from "./table.js";

/** What went wrong; empty if nothing did. */
async function check({ run, typescript }: Runtime): Promise<string[]> {
  try {
    const report = await run();
    return [...report.failed, ...differences(report, typescript)];
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

await makeProject();
const required = process.argv.slice(2);
let failed = 0;
for (const runtime of runtimes) {
  const { name, found } = runtime;
  const wanted = required.length === 0 || required.some((each) => name.startsWith(each));
  if (!wanted) continue;
  if (!found) {
    console.log(`-  ${name}: not found`);
    if (required.length > 0) failed++;
    continue;
  }
  const problems = await check(runtime);
  console.log(`${problems.length === 0 ? "ok" : "!!"} ${name}`);
  for (const problem of problems.slice(0, 10)) console.log(`     ${problem}`);
  if (problems.length > 0) failed++;
}
if (failed > 0) process.exitCode = 1;
