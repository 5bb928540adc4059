import { measure } from "mitata";
import type { Cases, Contestant, Group } from "./group.js";
import type { Cores } from "./library.js";
import { probe } from "./probe.js";

/** Long enough for V8 to compile a loop's hot code in the background. */
const warmMilliseconds = 30;
/** 200 steps of the coarsest clock there is, a browser's; and short beside a turn of the scheduler. */
const sampleMilliseconds = 1;
const totalMilliseconds = 60;
/** mitata unrolls a batch by this. */
const unroll = 4;

export const probeColumn = "probe";

/** The best of mitata's samples, in seconds per call. A sample is as many calls as make up its time. */
export async function secondsPerCall(run: () => unknown): Promise<number> {
  const milliseconds = await warm(run);
  const calls = unroll * Math.ceil(sampleMilliseconds / milliseconds / unroll);
  const batched = milliseconds < sampleMilliseconds;
  const { min } = await measure(run, {
    min_cpu_time: totalMilliseconds * 1e6,
    min_samples: 3,
    warmup_threshold: Number.POSITIVE_INFINITY,
    batch_threshold: batched ? Number.POSITIVE_INFINITY : 0,
    batch_samples: calls,
    batch_unroll: unroll,
    gc: false,
  });
  return min / 1e9;
}

/** Milliseconds per call once it is warm. */
async function warm(run: () => unknown): Promise<number> {
  let half = performance.now();
  const [middle, end] = [half + warmMilliseconds / 2, half + warmMilliseconds];
  let calls = 0;
  for (let now = half; now < end || calls === 0; now = performance.now()) {
    if (now < middle) [half, calls] = [now, 0];
    await run();
    calls++;
  }
  return (performance.now() - half) / calls;
}

/** A column of calls in this process. */
export function inProcess(name: string, cases: Cases): Contestant {
  const calls = new Map<string, () => unknown>();
  return {
    name,
    async measure(row) {
      if (cases[row] === undefined) return null;
      const call = calls.get(row) ?? cases[row]();
      calls.set(row, call);
      return secondsPerCall(call);
    },
  };
}

/** Seconds per call: by row, then by column. */
export type Times = Map<string, Map<string, number>>;

/** Calls this slow are steady enough to be measured in one round only. */
const slowSeconds = 0.5;

/**
 * Measures every row for every column, `rounds` times over, and keeps the best: a disturbance of the
 * machine then hits one round of everything, not every round of one thing.
 */
export async function measureGroup(group: Group, cores: Cores, rounds = 5): Promise<Times> {
  const contestants = await group.contestants(cores);
  const times: Times = new Map(group.rows.map(({ name }) => [name, new Map<string, number>()]));
  const peak = group.probe ? probe() : null;
  let perOperation = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    for (const [row, columns] of times) {
      for (const { name, measure } of contestants) {
        const best = columns.get(name) ?? Number.POSITIVE_INFINITY;
        if (round > 0 && best > slowSeconds) continue;
        const seconds = await measure(row);
        if (seconds !== null) columns.set(name, Math.min(seconds, best));
      }
    }
    if (peak === null) continue;
    perOperation = Math.min(perOperation, (await secondsPerCall(peak.run)) / peak.operations);
  }
  if (peak === null) return times;
  for (const { name, work, peak: part = 1 } of group.rows) {
    times.get(name)?.set(probeColumn, (perOperation * work) / part);
  }
  return times;
}
