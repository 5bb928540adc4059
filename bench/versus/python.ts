import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { absent, type Peer, type Work } from "./peers.js";

/** The first of these that can import the module measures it. */
const interpreters = ["python3", "/usr/bin/python3"];
const singleThread = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };

/**
 * A Python library, driven by a script that reads one piece of work per line and answers with the best
 * seconds per call. It runs on one core with one thread.
 */
export function connect(
  name: string,
  module: string,
  script: string,
  works: readonly Work[],
  note: string,
): Peer {
  const version = (python: string) =>
    spawnSync(python, ["-c", `import ${module}; print(getattr(${module}, "__version__", ""))`]);
  const python = interpreters.find((each) => version(each).status === 0);
  if (python === undefined) return absent(name, "not found on this machine");
  const found = version(python).stdout.toString().trim();
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn("taskset", ["-c", "0", python, path], {
    env: { ...process.env, ...singleThread },
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.unref();
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const contestant = {
    name,
    async measure(row: string): Promise<number | null> {
      const work = works.find((each) => each.name === row);
      child.stdin.write(`${JSON.stringify(work)}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`${name}: ${script} ended`);
      return JSON.parse(value);
    },
  };
  return {
    name,
    contestant,
    note: `${name} ${found}, pinned to one core with one thread: ${note}`,
  };
}
