/**
 * The long soak: a million training steps, ten thousand networks, arrays by hand, all under budgets that
 * make them spill; then linear memory filled to its limit of 4 GiB (which takes 10 GiB of the machine's), kernels
 * over more than 2 GiB on both cores, and a file of that size.
 */
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
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

/** What a program of tests/soak prints. */
function printedBy(...program: string[]): string {
  const node = ["--import", "tsx", ...program];
  return execFileSync(process.execPath, node, { encoding: "utf8" }).trim();
}

console.log(`4 GiB: ${printedBy("tests/soak/limit-process.ts", "wasm")}`);

/** Of each dtype, drawn anew each time; all run on the WASM core. */
const comparedKernels = 12;

for (const dtype of ["float32", "float64"]) {
  // The plain loops over 2^28 elements and more take too long for all kernels.
  const complaints = printedBy("tests/soak/large-kernels.ts", dtype, String(comparedKernels));
  console.log(`kernels over 2 GiB, ${dtype}: ${complaints || "as on the TypeScript core"}`);
  if (complaints !== "") process.exitCode = 1;
}

printedBy("tests/soak/large-file.ts", tmpdir());
console.log("a file over 2 GiB: written and read");
