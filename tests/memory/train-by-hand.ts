/**
 * Run as a process of its own: many steps of training written by hand, with no tidy and nothing
 * freed. Prints as JSON what it learnt and how much memory it took.
 * Arguments: core, budget in bytes, steps.
 */
import {
  type BackendName,
  MLArray,
  manualSeed,
  memory,
  SGD,
  setBackend,
  setMemoryBudget,
  uniform,
} from "../../src/index.js";
import { linearMemory } from "../../src/memory/memory.js";

const [core, budget, steps] = process.argv.slice(2);
/** Steps after which the weights are noted, so that a shorter run can be compared. */
const noteAfter = [100, 5000];

setBackend(core as BackendName);
setMemoryBudget(Number(budget));
manualSeed(1);

const x = new MLArray([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const y = new MLArray([[0], [1], [1], [0]]);
const weights = [uniform([2, 4], { low: -1 }), uniform([1, 4]), uniform([4, 1], { low: -1 })];
const optimizer = new SGD({ learningRate: 1e-4, momentum: 0.5 });

function learn(): void {
  const [w, b, v] = weights;
  const error = x.matmul(w).add(b).tanh().matmul(v).sub(y);
  error.mul(error).mean().backward();
  optimizer.step(weights);
  for (const array of weights) array.restart();
}

let heapPeak = 0;
let bufferPeak = 0;
const noted: Record<number, number[][]> = {};
const values = (): number[][] => weights.map((array) => Array.from(array.toTypedArray()));
for (let step = 1; step <= Number(steps); step++) {
  learn();
  if (noteAfter.includes(step)) noted[step] = values();
  if (step % 1000 !== 0) continue;
  const used = process.memoryUsage();
  heapPeak = Math.max(heapPeak, used.heapUsed);
  bufferPeak = Math.max(bufferPeak, used.arrayBuffers);
}

const linear = linearMemory().bytes.byteLength;
console.log(
  JSON.stringify({ weights: values(), noted, heapPeak, bufferPeak, linear, ...memory() }),
);
