/** Runs a load twice, each time in a process of its own: spilling all the while, and with room to spare. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BackendName } from "../../src/index.js";
import type { LoadName } from "./loads.js";
import type { Outcome } from "./process.js";

const mebibyte = 2 ** 20;
const roomy = 1024 * mebibyte;
/** A load's budget is a part of what it works with. */
const cramped: Record<LoadName, number> = { steps: 1024, models: 1024, eager: mebibyte };
/** A heap that garbage of a few seconds would fill, and collections on demand, for the samples. */
const nodeOptions = ["--max-old-space-size=64", "--max-semi-space-size=4", "--expose-gc"];
const tolerance = 0.05;

const runFile = promisify(execFile);

async function outcomeOf(core: BackendName, load: LoadName, units: number, budget: number) {
  const script = join(import.meta.dirname, "process.ts");
  const node = [...nodeOptions, "--import", "tsx", script];
  const { stdout } = await runFile(process.execPath, [
    ...node,
    core,
    load,
    `${units}`,
    `${budget}`,
  ]);
  return JSON.parse(stdout) as Outcome;
}

export interface Findings {
  /** Bytes of the process and of linear memory: the median of the run's second quarter, the least of its last. */
  readonly resident: readonly [early: number, late: number];
  readonly linear: readonly [early: number, late: number];
  readonly spills: number;
  /** What is not as it should be, one line each. */
  readonly complaints: readonly string[];
}

/** `units` of a load; the first quarter warms up. */
export async function soak(core: BackendName, load: LoadName, units: number): Promise<Findings> {
  const { hash, spills, samples } = await outcomeOf(core, load, units, cramped[load]);
  const expected = await outcomeOf(core, load, units, roomy);
  const resident = quarters(samples.map((sample) => sample.resident));
  const linear = quarters(samples.map((sample) => sample.linear));
  const complaints: string[] = [];
  if (hash !== expected.hash) complaints.push("the results differ from those without spilling");
  if (spills < units) complaints.push(`only ${spills} storages were spilled`);
  for (const [what, [early, late]] of Object.entries({ resident, linear })) {
    if (late > early * (1 + tolerance)) {
      complaints.push(`${what} memory grew from ${early} to ${late} bytes`);
    }
  }
  return { resident, linear, spills, complaints };
}

/** Buffers wait for their pages to be given back, by chance 10 % of all; a leak raises even the least. */
function quarters(bytes: readonly number[]): [early: number, late: number] {
  const quarter = bytes.length / 4;
  return [median(bytes.slice(quarter, 2 * quarter)), Math.min(...bytes.slice(3 * quarter))];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
