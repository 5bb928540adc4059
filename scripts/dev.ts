/** `npm run dev [file...]`: runs tests again as files change, and compiles the kernels anew first where it was theirs. */
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { kernelsAreStale, npmRun } from "./build-missing.js";

/** Editors write a file in several steps. */
const settleMs = 100;

function compile(): void {
  if (!kernelsAreStale()) return;
  try {
    npmRun("build:wasm");
  } catch (error) {
    // The compiler said what is wrong; the next change brings another try.
    console.error(error instanceof Error ? error.message : error);
  }
}

compile();
let timer: NodeJS.Timeout | undefined;
const watcher = watch("assembly", { recursive: true }, () => {
  clearTimeout(timer);
  timer = setTimeout(compile, settleMs);
});
// The modules of the kernels are a file that tests import: vitest sees that one written.
const tests = spawn("npx", ["vitest", "--watch", ...process.argv.slice(2)], { stdio: "inherit" });
tests.on("exit", (code) => {
  watcher.close();
  process.exitCode = code ?? 1;
});
