import { describe, expect, it } from "vitest";
import type { LossName } from "../../src/kernels/kernels.js";
import { allKernels } from "../support/all-kernels.js";
import { Arena } from "../support/buffers.js";
import { forEachCore } from "../support/cores.js";
import { Data } from "../support/data.js";

const { log, log1p, exp, cosh } = Math;

/** One row of p and t, and what the field's formula gives. */
const values: [LossName, p: number[], t: number[], parameter: number, expected: number][] = [
  ["mse", [1, 2, -2], [0, 2, 1], 0, 10 / 3],
  ["mae", [1, 2, -2], [0, 2, 1], 0, 4 / 3],
  ["huber", [1, 2, -2], [0.5, 2, 1], 1, (0.125 + 0 + 2.5) / 3],
  ["huber", [1, 3], [0, 0], 2, (0.5 + 4) / 2],
  ["logCosh", [1, 2, -2], [0, 2, 1], 0, (log(cosh(1)) + log(cosh(3))) / 3],
  ["logCosh", [500], [0], 0, 500 - log(2)],
  ["binaryCrossEntropy", [0.25, 0.75], [1, 0.5], 1e-7, (log(4) + (log(4 / 3) + log(4)) / 2) / 2],
  ["binaryCrossEntropy", [0], [1], 2 ** -10, 10 * log(2)],
  ["binaryCrossEntropy", [1], [0], 2 ** -10, 10 * log(2)],
  ["binaryCrossEntropyOfSigmoid", [0.25, 0.75], [1, 0], 1e-7, log(4)],
  ["categoricalCrossEntropy", [0.25, 0.5, 0.25], [0, 1, 0], 1e-7, log(2)],
  ["categoricalCrossEntropy", [0.25, 0, 0.75], [0.5, 0.5, 0], 2 ** -10, 6 * log(2)],
  ["categoricalCrossEntropyOfSoftmax", [0.25, 0.5, 0.25], [0, 0, 1], 1e-7, log(4)],
  ["sparseCategoricalCrossEntropy", [0.25, 0.5, 0.25], [2], 1e-7, log(4)],
  ["sparseCategoricalCrossEntropyOfSoftmax", [0.25, 0.5, 0.25], [1], 1e-7, log(2)],
  ["sigmoidBinaryCrossEntropy", [0, 2], [1, 0], 0, (log(2) + 2 + log1p(exp(-2))) / 2],
  ["sigmoidBinaryCrossEntropy", [-500, 800], [1, 0], 0, 650],
  ["softmaxCrossEntropy", [0, log(3)], [1, 0], 0, log(4)],
  ["softmaxCrossEntropy", [1000, 0], [0, 1], 0, 1000],
  ["sparseSoftmaxCrossEntropy", [0, log(3)], [1], 0, log(4 / 3)],
  ["sparseSoftmaxCrossEntropy", [0, -Infinity], [0], 0, 0],
];

type Matrix = { p: number[]; t: number[]; rows: number; columns: number; parameter: number };

/** Smooth places for each loss: away from kinks and bounds. */
function smooth(name: LossName): Matrix {
  const [rows, columns] = [3, 4];
  const data = new Data(5);
  const probability = !/^(mse|mae|huber|logCosh|sigmoid|softmax|sparseSoftmax)/.test(name);
  const p = probability ? data.rough(12, 0.1, 0.9) : data.rough(12, -2, 2);
  const t = name.startsWith("sparse") ? [3, 0, 1] : data.rough(12, 0.1, 0.9);
  return { p, t, rows, columns, parameter: name === "huber" ? 0.6 : 1e-7 };
}

forEachCore((backend, dtype) => {
  const kernels = allKernels(backend, dtype);

  function lossAndGradient(name: LossName, { p, t, rows, columns, parameter }: Matrix) {
    const arena = new Arena(backend.memory, dtype);
    const [y, dp] = [arena.output(1), arena.output(p.length)];
    kernels[name](arena.input(p), arena.input(t), y, dp, rows, columns, parameter);
    return { loss: arena.read(y, 1)[0], gradient: arena.read(dp, p.length) };
  }

  it.each(values)("%s of %j against %j", (name, p, t, parameter, expected) => {
    const { loss } = lossAndGradient(name, { p, t, rows: 1, columns: p.length, parameter });
    const tolerance = dtype === "float32" ? 1e-6 : 1e-14;
    expect(Math.abs(loss - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, expected));
  });

  describe.each([
    "mse",
    "mae",
    "huber",
    "logCosh",
    "binaryCrossEntropy",
    "categoricalCrossEntropy",
    "sparseCategoricalCrossEntropy",
    "sigmoidBinaryCrossEntropy",
    "softmaxCrossEntropy",
    "sparseSoftmaxCrossEntropy",
  ] as const)("%s", (name) => {
    it("has the gradient that finite differences show", () => {
      const [h, tolerance] = dtype === "float32" ? [2 ** -8, 2e-3] : [2 ** -17, 1e-8];
      const at = smooth(name);
      const { gradient } = lossAndGradient(name, at);
      for (let i = 0; i < at.p.length; i++) {
        const moved = (by: number) =>
          lossAndGradient(name, { ...at, p: at.p.map((p, j) => (j === i ? p + by : p)) }).loss;
        const slope = (moved(h) - moved(-h)) / (2 * h);
        expect(Math.abs(gradient[i] - slope), `dp[${i}]`).toBeLessThan(tolerance);
      }
    });
  });

  it.each([
    ["binaryCrossEntropyOfSigmoid", [0.5, 0.25], [1, 0], [-0.25, 0.125]],
    ["categoricalCrossEntropyOfSoftmax", [0.5, 0.25], [0, 2], [1, -1.5]],
    ["sparseCategoricalCrossEntropyOfSoftmax", [0.5, 0.25], [1], [0.5, -0.75]],
    // At the kinks and bounds, by convention.
    ["mae", [1, 2], [1, 0], [0, 0.5]],
    ["huber", [1, -3], [0, 0], [0.5, -0.5]],
    ["binaryCrossEntropy", [0, 1], [1, 1], [0, -0.5]],
    ["categoricalCrossEntropy", [0, 0.5], [0.5, 0.5], [0, -1]],
  ] as const)("%s has the slope %j - %j", (name, p, t, expected) => {
    // An epsilon of 2^-60: 1 - epsilon is 1 in both dtypes, so a prediction of 1 lies within.
    const parameter = name === "huber" ? 1 : 2 ** -60;
    const at = { p: [...p], t: [...t], rows: 1, columns: 2, parameter };
    expect([...lossAndGradient(name, at).gradient]).toEqual(expected);
  });
});
