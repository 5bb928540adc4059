/**
 * Run as a process of its own, so that its memory is that of one load alone. Prints as JSON what it
 * computed, as a hash, and the memory it took on the way.
 * Arguments: core, load, units, budget in bytes.
 */
import { createHash } from "node:crypto";
import { type BackendName, memory, setBackend, setMemoryBudget } from "../../src/index.js";
import { linearMemory } from "../../src/memory/memory.js";
import { type LoadName, start } from "./loads.js";

export interface Sample {
  /** Bytes of the process. */
  readonly resident: number;
  readonly linear: number;
}

export interface Outcome {
  readonly hash: string;
  readonly spills: number;
  readonly samples: readonly Sample[];
}

const [core, load, unitsText, budget] = process.argv.slice(2);
const units = Number(unitsText);
const sampleCount = 100;

setBackend(core as BackendName);
setMemoryBudget(Number(budget));

const samples: Sample[] = [];
const running = start(load as LoadName, units);
let next = running.next();
for (let i = 1; !next.done; i++) {
  if (i % Math.ceil(units / sampleCount) === 0) {
    // Between two collections the process grows and shrinks by more than a leak would show.
    globalThis.gc?.();
    samples.push({
      resident: process.memoryUsage.rss(),
      linear: linearMemory().bytes.byteLength,
    });
  }
  next = running.next();
}
const hash = createHash("sha256").update(Float64Array.from(next.value)).digest("hex");
console.log(JSON.stringify({ hash, spills: memory().spills, samples } satisfies Outcome));
