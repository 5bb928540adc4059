/** A page, a worker and Node stay alive while a network is fitted in them. */
import { spawnSync } from "node:child_process";
import { chromium, firefox, openPage } from "./browsers.js";
import type { Check } from "./check.js";
import { type Alive, complaints } from "./programs/alive.js";
import { project } from "./project.js";

/** A machine that others use as well is late at times: what holds once in so many tries holds. */
const tries = 3;

async function problemsOf(look: () => Promise<Record<string, Alive>>): Promise<string[]> {
  let problems: string[] = [];
  for (let i = 0; i < tries; i++) {
    const found = Object.entries(await look());
    problems = found.flatMap(([where, alive]) =>
      complaints(alive).map((each) => `${where}: ${each}`),
    );
    if (problems.length === 0) break;
  }
  return problems;
}

export const aliveChecks: readonly Check[] = [
  {
    name: "Node, alive while it fits",
    found: true,
    problems: () =>
      problemsOf(async () => {
        const options = { cwd: project, encoding: "utf8" } as const;
        const { status, stdout, stderr } = spawnSync(process.execPath, ["alive-cli.js"], options);
        if (status !== 0) throw new Error(stderr);
        return JSON.parse(stdout) as Record<string, Alive>;
      }),
  },
  ...[chromium, firefox].map((browser) => ({
    name: `${browser.name}, alive while it fits`,
    found: browser.path !== undefined,
    problems: () =>
      problemsOf(async () => {
        type Result = Record<string, Alive> | { error: string };
        const result = await openPage<Result>(browser, project, "/alive.html");
        if (typeof result.error === "string") throw new Error(result.error);
        return result as Record<string, Alive>;
      }),
  })),
];
