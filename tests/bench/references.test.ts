import { describe, expect, it } from "vitest";
import { step } from "../../bench/groups/training.js";
import { networks } from "../../bench/networks.js";
import { kernelSequence } from "../../bench/references/kernel-sequence.js";
import { plainLoop } from "../../bench/references/plain-loop.js";
import * as smolml from "../../src/index.js";

/** A ratio means something only if both sides do the same: they learn alike, from the same start. */
describe("what the benchmark compares a training step with", () => {
  const steps = 5;
  const losses = (run: () => number) => Array.from({ length: steps }, run);
  const learning = networks.map((network) => ({ ...network, learningRate: 0.01 }));

  it.each(learning)("kernels by hand: $name", (network) => {
    const expected = losses(step(smolml, network));
    expect(expected[0]).toBeGreaterThan(expected[steps - 1]);
    losses(kernelSequence(network)).forEach((loss, i) => {
      expect(loss).toBeCloseTo(expected[i], 5);
    });
  });

  it.each(learning.filter(({ classes }) => !classes))("plain loop: $name", (network) => {
    const expected = losses(step(smolml, network));
    losses(plainLoop(network)).forEach((loss, i) => {
      expect(loss).toBeCloseTo(expected[i], 5);
    });
  });
});
