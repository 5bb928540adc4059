/**
 * What the tests do briefly, for a while: files that were tampered with are loaded, with time and memory counted;
 * allocations fail while networks are trained, at any place and under any budget; functions are called with arguments
 * that are none of theirs; processes are killed while they save. Argument: seconds for each of the four, 60 if there is none. Fails with what is needed to repeat it.
 */
import fc from "fast-check";
import { setBackend, setMemoryBudget } from "../src/index.js";
import { killedWhileSaving } from "../tests/io/killed.js";
import { loadings, slowest } from "../tests/io/loadings.js";
import { complaintsOf } from "../tests/safety/allocations/inject.js";
import { programs } from "../tests/safety/allocations/programs.js";
import { args, calls, complaintOf } from "../tests/safety/calls/wrong-calls.js";

const seconds = Number(process.argv[2] ?? 60);
const complaints: string[] = [];

/** Runs `fn` again and again for as long as there is time; returns how often. */
async function again(fn: (round: number) => void | Promise<void>): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let round = 0;
  while (performance.now() < end) await fn(round++);
  return round;
}

const runsAtOnce = 200;
/** For a load of any size, beside what its bytes are given; machines pause. */
const longestLoad = 2000;

const names = Object.keys(loadings);
const loads = await again((round) => {
  const name = names[round % names.length];
  const outcome = fc.check(loadings[name], { numRuns: runsAtOnce });
  const { failed, counterexample, errorInstance, seed } = outcome as fc.RunDetails<unknown>;
  if (failed) {
    complaints.push(`${name}, seed ${seed}: ${JSON.stringify(counterexample)}: ${errorInstance}`);
  }
});
console.log(
  `${loads * runsAtOnce} loads, the slowest ${slowest.toFixed(0)} ms longer than its size`,
);
if (slowest > longestLoad) complaints.push(`a load took ${slowest} ms longer than its size allows`);

const ofProgram = Object.entries(programs);
let failures = 0;
await again((round) => {
  const [name, program] = ofProgram[round % ofProgram.length];
  const core = round % 2 === 0 ? "wasm" : "typescript";
  const budget = 2 ** (8 + Math.floor(Math.random() * 16));
  setBackend(core);
  setMemoryBudget(budget);
  const found = complaintsOf(program, function* (count) {
    for (let i = 0; i < Math.min(count, 20); i++, failures++) {
      yield Math.floor(Math.random() * count);
    }
  });
  for (const each of found) complaints.push(`${name}, ${core}, budget ${budget}: ${each}`);
});
console.log(`${failures} allocations failed`);

console.warn = () => {};
const called = Object.keys(calls);
const wrongCalls = await again((round) => {
  const name = called[round % called.length];
  const wrong = fc.property(args, (given) => {
    const complaint = complaintOf(name, given);
    if (complaint !== null) throw new Error(complaint);
  });
  const outcome = fc.check(wrong, { numRuns: runsAtOnce });
  const { failed, errorInstance, seed, counterexamplePath } = outcome as fc.RunDetails<unknown>;
  if (failed)
    complaints.push(`${name}, seed ${seed}, path ${counterexamplePath}: ${errorInstance}`);
});
console.log(`${wrongCalls * runsAtOnce} wrong calls`);

const kills = await again(async () => {
  const found = await killedWhileSaving(Math.random() * 50);
  if (found !== null) complaints.push(found);
});
console.log(`${kills} processes were killed while saving`);

for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
