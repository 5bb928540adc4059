/**
 * The long soak: a million training steps, ten thousand networks, arrays by hand, all under budgets that
 * make them spill; then linear memory filled to its limit of 4 GiB (which takes 10 GiB of the machine's).
 */
import { execFileSync } from "node:child_process";
import type { LoadName } from "../tests/soak/loads.js";
import { soak } from "../tests/soak/soak.js";

const units: Record<LoadName, number> = { steps: 1_000_000, models: 10_000, eager: 40_000 };

const inMebibytes = (bytes: readonly number[]): string =>
  bytes.map((each) => (each / 2 ** 20).toFixed(1)).join(" -> ");

for (const [load, count] of Object.entries(units) as [LoadName, number][]) {
  const { resident, linear, spills, complaints } = await soak("wasm", load, count);
  console.log(
    `${load}: ${count}, ${spills} spills; MiB resident ${inMebibytes(resident)}, linear ${inMebibytes(linear)}`,
  );
  for (const complaint of complaints) console.error(`${load}: ${complaint}`);
  if (complaints.length > 0) process.exitCode = 1;
}

const limit = ["--import", "tsx", "tests/soak/limit-process.ts", "wasm"];
console.log(`4 GiB: ${execFileSync(process.execPath, limit, { encoding: "utf8" }).trim()}`);
