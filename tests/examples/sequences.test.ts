import { type BackendName, setBackend } from "smolml";
import { afterAll, describe, expect, test } from "vitest";
import { cartPole } from "../../examples/cart-pole.js";
import { forecast } from "../../examples/forecast.js";

/** What goes step by step: a series, and a game. */

const cores: readonly BackendName[] = ["wasm", "typescript"];

afterAll(() => setBackend("wasm"));

describe.each(cores)("on the %s core", (core) => {
  test('passengers are forecast better than by "as a year ago"', () => {
    setBackend(core);
    for (const seed of [1, 2]) {
      const { train, error, naiveError } = forecast(seed);
      train(false);
      expect(naiveError()).toBeCloseTo(35.917, 2);
      // The worst of eight seeds: 15.7.
      expect(error()).toBeLessThan(20);
    }
  });

  test("a pole is kept upright for 195 steps in the mean of 100 episodes, the same way each time", () => {
    setBackend(core);
    const [once, again, other] = [1, 1, 2].map((seed) => cartPole(seed).train(false));
    for (const lengths of [once, other] as number[][]) {
      // At random: 22 steps. The longest of eight seeds took 330 episodes.
      expect(lengths.length).toBeLessThan(1000);
      expect(lengths.slice(-100).reduce((a, b) => a + b) / 100).toBeGreaterThanOrEqual(195);
    }
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
  }, 60_000);
});
