import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  categoricalCrossEntropy,
  cosineLoss,
  DenseLayer,
  hingeLoss,
  huberLoss,
  klDivergence,
  losses,
  MLArray,
  mseLoss,
  NeuralNetwork,
  poissonLoss,
  SGD,
  sigmoidBinaryCrossEntropy,
  softmax,
  softmaxCrossEntropy,
  sparseSoftmaxCrossEntropy,
} from "../../src/index.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore } from "../support/settings.js";
import { seeds } from "../support/shapes.js";

type Options = { reduction?: "mean" | "sum" | "none" };
type Loss = (p: MLArray, y: MLArray, options?: Options) => MLArray;

const lengths = fc.integer({ min: 1, max: 4 });

function constant(values: readonly number[], shape: number[]): MLArray {
  return new MLArray(values, { shape, dtype: "float64", requiresGrad: false });
}

/** Rows of numbers above 0 that add up to 1. */
function distributions(data: Data, rows: number, columns: number): number[] {
  const x = softmax(constant(data.rough(rows * columns, -1, 1), [rows, columns]));
  return Array.from(x.toTypedArray());
}

/** Each loss with predictions and targets that suit it. */
const suited: Record<string, [Loss, predictions: string, targets: string]> = {
  mseLoss: [losses.mseLoss, "any", "any"],
  maeLoss: [losses.maeLoss, "any", "far"],
  huberLoss: [huberLoss, "any", "far"],
  logCoshLoss: [losses.logCoshLoss, "any", "any"],
  binaryCrossEntropy: [losses.binaryCrossEntropy, "shares", "probabilities"],
  sigmoidBinaryCrossEntropy: [sigmoidBinaryCrossEntropy, "any", "probabilities"],
  categoricalCrossEntropy: [categoricalCrossEntropy, "probabilities", "probabilities"],
  softmaxCrossEntropy: [softmaxCrossEntropy, "any", "probabilities"],
  sparseSoftmaxCrossEntropy: [sparseSoftmaxCrossEntropy, "any", "labels"],
  hingeLoss: [hingeLoss, "any", "signs"],
  poissonLoss: [poissonLoss, "probabilities", "labels of elements"],
  klDivergence: [klDivergence, "probabilities", "probabilities"],
  cosineLoss: [cosineLoss, "any", "far"],
};

function numbers(kind: string, data: Data, rows: number, columns: number): number[] {
  const n = rows * columns;
  if (kind === "probabilities") return distributions(data, rows, columns);
  if (kind === "shares") return data.rough(n, 0.1, 0.9);
  if (kind === "far") return data.rough(n, 6, 8);
  if (kind === "signs") return data.rough(n, 0, 1).map((x) => (x < 0.5 ? -1 : 1));
  if (kind === "labels") return Array.from({ length: rows }, () => data.integer(columns));
  if (kind === "labels of elements") return Array.from({ length: n }, () => data.integer(4));
  return data.rough(n, -0.9, 0.9);
}

onEachCore(() => {
  describe.each(Object.entries(suited))("%s", (_, [loss, kindOfP, kindOfY]) => {
    const property = (check: (p: number[], y: MLArray, shape: number[]) => void) =>
      fc.assert(
        fc.property(lengths, lengths, seeds, (rows, columns, seed) => {
          const data = new Data(seed);
          const p = numbers(kindOfP, data, rows, columns);
          const shape = [rows, columns];
          const y = constant(
            numbers(kindOfY, data, rows, columns),
            kindOfY === "labels" ? [rows] : shape,
          );
          check(p, y, shape);
        }),
        { numRuns: 20 },
      );

    test('"none" gives a value for each row, of which "sum" and "mean" are made', () => {
      property((values, y, shape) => {
        const p = constant(values, shape);
        const rows = loss(p, y, { reduction: "none" });
        expect(rows.shape).toEqual([shape[0]]);
        expect(loss(p, y, { reduction: "sum" }).item()).toBeCloseTo(rows.sum().item(), 10);
        expect(loss(p, y, { reduction: "mean" }).item()).toBeCloseTo(rows.mean().item(), 10);
        const first = loss(p.get([0, 1]), y.get([0, 1]));
        expect(first.item()).toBeCloseTo(rows.get(0).item(), 10);
      });
    });

    test("gradients of each equal differences", () => {
      property((values, y, shape) => {
        for (const reduction of ["mean", "sum", "none"] as const) {
          expectGradients((p) => loss(p, y, { reduction }), [{ shape, values }]);
        }
      });
    });
  });

  test("straight from a softmax, rows have the exact gradient of the logits", () => {
    const z = new MLArray(
      [
        [200, -200, 0],
        [1, 2, 3],
      ],
      { dtype: "float64" },
    );
    const rows = categoricalCrossEntropy(
      softmax(z),
      [
        [0, 1, 0],
        [0, 0, 1],
      ],
      { reduction: "none" },
    );
    rows.backward(new MLArray([2, 10], { dtype: "float64" }));
    const [first] = z.grad().toList() as number[][];
    expect(first).toEqual([2, -2, 2 * Math.exp(-200)].map((x) => expect.closeTo(x, 12)));
  });

  test("targets of differences have the opposite gradient, row by row", () => {
    const [p, y] = [
      new MLArray([
        [1, 2],
        [3, 5],
      ]),
      new MLArray([
        [2, 2],
        [1, 1],
      ]),
    ];
    mseLoss(p, y, { reduction: "none" }).backward([1, 10]);
    expect(y.grad().add(p.grad()).any().item()).toBe(0);
    expect(p.grad().toList()).toEqual([
      [-1, 0],
      [20, 40],
    ]);
  });

  describe("labelSmoothing", () => {
    test("is that of targets smoothed by hand, for labels and for rows", () => {
      const p = constant([1, 2, 3, 0, -1, 1], [2, 3]);
      const by = [
        [0.05, 0.05, 0.9],
        [0.9, 0.05, 0.05],
      ];
      const expected = softmaxCrossEntropy(p, by).item();
      const options = { labelSmoothing: 0.15 };
      expect(softmaxCrossEntropy(p, [2, 0], options).item()).toBeCloseTo(expected, 10);
      expect(
        softmaxCrossEntropy(
          p,
          [
            [0, 0, 1],
            [1, 0, 0],
          ],
          options,
        ).item(),
      ).toBeCloseTo(expected, 10);
      const z = constant([1, -2], [2, 1]);
      expect(sigmoidBinaryCrossEntropy(z, [[1], [0]], { labelSmoothing: 0.2 }).item()).toBeCloseTo(
        sigmoidBinaryCrossEntropy(z, [[0.9], [0.1]]).item(),
        10,
      );
    });
  });

  describe("ignoreLabel", () => {
    const p = constant([1, 2, 3, 0, -1, 1, 5, 5, 5], [3, 3]);

    test("leaves rows out of the mean and of the gradient", () => {
      const kept = softmaxCrossEntropy(p.get([0, 2]), [2, 0]).item();
      for (const labels of [
        [2, 0, -1],
        [[2], [0], [-1]],
      ]) {
        expect(softmaxCrossEntropy(p, labels, { ignoreLabel: -1 }).item()).toBeCloseTo(kept, 10);
      }
      const x = new MLArray(p.toTypedArray(), { shape: [3, 3], dtype: "float64" });
      sparseSoftmaxCrossEntropy(x, [2, 0, -1], { ignoreLabel: -1 }).backward();
      expect(x.grad().get(2).toList()).toEqual([0, 0, 0]);
    });

    test("of all rows gives 0; of rows of targets there is none", () => {
      expect(softmaxCrossEntropy(p, [1, 1, 1], { ignoreLabel: 1 }).item()).toBe(0);
      expect(() => softmaxCrossEntropy(p, p, { ignoreLabel: 1 })).toThrow(
        /softmaxCrossEntropy: ignoreLabel needs one label per row, \(3,\), got targets of shape \(3, 3\)/,
      );
    });
  });

  test("sample weights reach losses with options", () => {
    const X = [[1], [2]];
    const y = [[1], [-1]];
    const final = (lossFunction: Loss, weights: number[]) => {
      const layer = new DenseLayer({ inputSize: 1, outputSize: 1 });
      layer.weights.updateValues([[0.5]]);
      const network = new NeuralNetwork({ layers: [layer], lossFunction, optimizer: new SGD() });
      return network.train(X, y, { epochs: 3, sampleWeights: weights, verbose: false }).at(-1);
    };
    const plain = final(mseLoss, [1, 3]);
    expect(final((p, t) => mseLoss(p, t, { reduction: "none" }).mean(), [1, 3])).toBeCloseTo(
      plain as number,
      5,
    );
    expect(final(hingeLoss, [1, 0])).not.toBe(final(hingeLoss, [1, 1]));
  });

  test("conventions where mathematics has none", () => {
    expect(klDivergence([[1, 0]], [[1, 0]]).item()).toBeCloseTo(0, 6);
    expect(cosineLoss([[0, 0]], [[1, 0]]).item()).toBe(1);
    expect(poissonLoss([[0]], [[0]]).item()).toBe(0);
    expect(huberLoss([3], [0], 2).item()).toBe(huberLoss([3], [0], { delta: 2 }).item());
  });

  test.each<[string, () => unknown, RegExp]>([
    ["a target", () => hingeLoss([[1]], [[0]]), /hingeLoss: targets must be -1 or 1, got 0/],
    [
      "a shape",
      () => klDivergence([[1]], [1]),
      /klDivergence: predictions \(1, 1\) and targets \(1,\)/,
    ],
    [
      "a reduction",
      () => mseLoss([1], [1], { reduction: "all" as "sum" }),
      /mseLoss: reduction must be "mean", "sum" or "none", got "all"/,
    ],
    [
      "a share",
      () => softmaxCrossEntropy([[1]], [0], { labelSmoothing: 1 }),
      /softmaxCrossEntropy: labelSmoothing must be/,
    ],
    [
      "an option",
      () => mseLoss([1], [1], { delta: 1 } as object),
      /mseLoss: unknown option delta; expected reduction/,
    ],
  ])("wrong: %s", (_, call, message) => {
    expect(call).toThrow(message);
  });
});
