import { describe, expect, test } from "vitest";
import type { LoadName } from "./loads.js";
import { soak } from "./soak.js";

/** A few seconds of each; `npm run soak` takes minutes. */
const units: Record<LoadName, number> = { steps: 40_000, models: 1000, eager: 2000 };

describe("spilling all the while: results to the bit, memory flat after warming up", () => {
  for (const [load, count] of Object.entries(units) as [LoadName, number][]) {
    test(load, { timeout: 120_000 }, async () => {
      const { complaints } = await soak("wasm", load, count);
      expect(complaints).toEqual([]);
    });
  }
});
