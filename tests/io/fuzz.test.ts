import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NeuralNetwork } from "../../src/index.js";
import { file, loadings } from "./loadings.js";

/** Briefly; `npm run fuzz` goes on for as long as it is told to, and counts the time as well. */

describe("loading withstands", () => {
  test("every truncation", () => {
    for (let length = 0; length < file.length; length++) {
      expect(() => NeuralNetwork.load(file.subarray(0, length))).toThrow(/^load: /);
    }
  });

  test.each(Object.keys(loadings))("%s", (name) => {
    fc.assert(loadings[name], { numRuns: 1000 });
  });
});
