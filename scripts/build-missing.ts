/** Before tests: makes what they read, where it is missing or, for the kernels, older than their sources. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const compiled = "build/wasm-core.ts";

/** Whether the compiled kernels are missing, or a file in assembly/ was written after them. */
export function kernelsAreStale(): boolean {
  if (!existsSync(compiled)) return true;
  const made = statSync(compiled).mtimeMs;
  const sources = readdirSync("assembly", { recursive: true, encoding: "utf8" });
  return sources.some((name) => statSync(join("assembly", name)).mtimeMs > made);
}

export function npmRun(script: string): void {
  const { status } = spawnSync("npm", ["run", "--silent", script], { stdio: "inherit" });
  if (status !== 0) throw new Error(`npm run ${script} failed`);
}

/** What vitest calls once, before the first test. */
export function setup(): void {
  if (!existsSync("dist/index.d.ts")) npmRun("build");
  else if (kernelsAreStale()) npmRun("build:wasm");
  if (!existsSync("build/datasets/digits.ts")) npmRun("build:modules");
}
