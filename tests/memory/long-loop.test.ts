import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { MemoryReport } from "../../src/index.js";
import { coreNames } from "../support/settings.js";

const run = promisify(execFile);
const mebibyte = 2 ** 20;
/** What a process may take; above what a loop needs, far below what a leak would make of it. */
const heapLimit = 64;

interface Outcome extends MemoryReport {
  readonly weights: number[][];
  /** The weights after certain steps. */
  readonly noted: Record<number, number[][]>;
  readonly heapPeak: number;
  readonly bufferPeak: number;
  /** Bytes of linear memory at the end. */
  readonly linear: number;
}

async function train(core: string, budget: number, steps: number): Promise<Outcome> {
  const script = join(import.meta.dirname, "train-by-hand.ts");
  const node = [`--max-old-space-size=${heapLimit}`, "--import", "tsx", script];
  const { stdout } = await run(process.execPath, [...node, core, String(budget), String(steps)]);
  return JSON.parse(stdout) as Outcome;
}

describe.concurrent("200,000 steps written by hand, with no tidy and nothing freed", () => {
  for (const core of coreNames) {
    test(core, { timeout: 120_000 }, async () => {
      const long = await train(core, 16 * mebibyte, 200_000);
      // 7 storages a step: 1.4 million of them have gone through 4096 places.
      expect(long.spills).toBeGreaterThan(1_300_000);
      expect(long.peak).toBeLessThanOrEqual(16 * mebibyte);
      // The budget, what growing ahead adds to it, and the copies that wait for the collector.
      expect(long.linear).toBeLessThanOrEqual(2 * 16 * mebibyte);
      expect(long.bufferPeak - long.linear).toBeLessThan(32 * mebibyte);
      expect(long.heapPeak).toBeLessThan(heapLimit * mebibyte);

      // To the bit the same where nothing is spilled, and where nearly everything is.
      const unspilled = await train(core, 1024 * mebibyte, 100);
      expect(unspilled.spills).toBe(0);
      expect(long.noted[100]).toEqual(unspilled.weights);
      const cramped = await train(core, 1024, 5000);
      expect(cramped.spills).toBeGreaterThan(5000 * 15);
      expect(long.noted[5000]).toEqual(cramped.weights);
      expect(long.weights).not.toEqual(cramped.weights);
    });
  }
});
