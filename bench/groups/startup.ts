import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Group, units } from "../group.js";
import { inProcess } from "../measure.js";

const row = "import to the first result (XOR forward), in a new process";
const nothing = "empty module";

/** Runs a script of bench/startup in a process of its own. */
function start(script: string): () => void {
  const path = fileURLToPath(new URL(`../startup/${script}.js`, import.meta.url));
  return () => {
    const { status, stderr } = spawnSync(process.execPath, [path]);
    if (status !== 0) throw new Error(`${script}: ${stderr}`);
  };
}

export const startup: Group = {
  name: "startup",
  title: "Start-up",
  unit: units.milliseconds,
  rows: [{ name: row, work: 1, goals: [{ atMost: 10, over: nothing }] }],
  contestants: () => [
    inProcess("wasm", { [row]: () => start("xor") }),
    inProcess(nothing, { [row]: () => start("empty") }),
  ],
};
