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
  const end = performance.now() + warmMilliseconds;
  do await run();
  while (performance.now() < end);
  const calls = await callsPerSample(run);
  const { min } = await measure(run, {
    min_cpu_time: totalMilliseconds * 1e6,
    min_samples: 3,
    warmup_threshold: Number.POSITIVE_INFINITY,
    batch_threshold: calls > 1 ? Number.POSITIVE_INFINITY : 0,
    batch_samples: calls,
    batch_unroll: unroll,
    gc: false,
  });
  return min / 1e9;
}

async function callsPerSample(run: () => unknown): Promise<number> {
  let calls = 1;
  while ((await quickest(run, calls)) < sampleMilliseconds) calls *= calls === 1 ? unroll : 2;
  return calls;
}

/** Milliseconds that so many calls take, the best of three: one may have been interrupted. */
async function quickest(run: () => unknown, calls: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3; attempt++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) await run();
    best = Math.min(best, performance.now() - start);
    if (best > totalMilliseconds) break;
  }
  return best;
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
