import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ActivationLayer,
  binaryCrossEntropy,
  categoricalCrossEntropy,
  DenseLayer,
  huberLoss,
  logCoshLoss,
  MLArray,
  maeLoss,
  mseLoss,
  sigmoid,
  sigmoidBinaryCrossEntropy,
  softmax,
  softmaxCrossEntropy,
  sparseCategoricalCrossEntropy,
  sparseSoftmaxCrossEntropy,
  type Value,
} from "../../src/index.js";
import { type Shape, sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";
import { seeds, shapes } from "../support/shapes.js";

type Loss = (p: MLArray, y: MLArray) => MLArray;

const mean = (xs: number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;

/** Of a difference: value per element. */
const differences: Record<string, [loss: Loss, value: (d: number) => number]> = {
  mseLoss: [mseLoss, (d) => d * d],
  maeLoss: [maeLoss, (d) => Math.abs(d)],
  huberLoss: [
    (p, y) => huberLoss(p, y, 1.5),
    (d) => (Math.abs(d) <= 1.5 ? (d * d) / 2 : 1.5 * Math.abs(d) - 1.125),
  ],
  logCoshLoss: [logCoshLoss, (d) => Math.log(Math.cosh(d))],
};

/** Differences from 0.1 to 4 in size, away from the kinks at 0 and 1.5. */
function apart(data: Data, n: number): number[] {
  return data.rough(n, 0.1, 4).map((d) => {
    const size = Math.abs(d - 1.5) < 0.01 ? 1.6 : d;
    return data.integer(2) ? size : -size;
  });
}

function constant(values: readonly number[], shape: Shape): MLArray {
  return new MLArray(values, { shape, dtype: "float64", requiresGrad: false });
}

/** Rows of probabilities. */
function distributions(data: Data, rows: number, columns: number): number[] {
  return Array.from({ length: rows }, () => {
    const weights = data.rough(columns, 0.1, 1);
    const total = weights.reduce((sum, w) => sum + w, 0);
    return weights.map((w) => w / total);
  }).flat();
}

onEachCore(() => {
  describe("losses of a difference", () => {
    for (const [name, [loss, value]] of Object.entries(differences)) {
      test(`${name}: value, and gradients of predictions and targets`, () => {
        const property = fc.property(shapes(), seeds, (shape, seed) => {
          const data = new Data(seed);
          const y = data.rough(sizeOf(shape));
          const d = apart(data, y.length);
          const p = y.map((target, i) => target + d[i]);
          const result = loss(constant(p, shape), constant(y, shape));
          expect(result.shape).toEqual([]);
          expect(result.item()).toBeCloseTo(mean(d.map(value)), 10);
          const inputs = [p, y].map((values) => ({ shape, values }));
          expectGradients(loss, inputs);
        });
        fc.assert(property, { numRuns: 30 });
      });
    }

    test("maeLoss has slope 0 where it is exact", () => {
      const p = new MLArray([1, 2]);
      maeLoss(p, [1, 1]).backward();
      expect(p.grad().toList()).toEqual([0, 0.5]);
    });
  });

  describe("cross entropies", () => {
    const sizes = [fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 5 }), seeds] as const;

    test("of two classes: from probabilities, from logits, and the two joined", () => {
      const property = fc.property(shapes(1, 3), seeds, (shape, seed) => {
        const data = new Data(seed);
        const n = sizeOf(shape);
        const [z, t] = [data.rough(n), data.rough(n, 0, 1)];
        const y = constant(t, shape);
        const p = z.map((x) => 1 / (1 + Math.exp(-x)));
        const expected = mean(p.map((q, i) => -t[i] * Math.log(q) - (1 - t[i]) * Math.log(1 - q)));
        const fromLogits = (x: MLArray): MLArray => sigmoidBinaryCrossEntropy(x, y);
        const joined = (x: MLArray): MLArray => binaryCrossEntropy(x.sigmoid(), y);
        expect(binaryCrossEntropy(constant(p, shape), y).item()).toBeCloseTo(expected, 10);
        expect(fromLogits(constant(z, shape)).item()).toBeCloseTo(expected, 10);
        expectGradients((x) => binaryCrossEntropy(x, y), [{ shape, values: p }]);
        expectGradients(fromLogits, [{ shape, values: z }]);
        expectGradients(joined, [{ shape, values: z }]);
      });
      fc.assert(property, { numRuns: 30 });
    });

    test("of many classes: the sum over a row, the mean over rows", () => {
      const property = fc.property(...sizes, (rows, columns, seed) => {
        const data = new Data(seed);
        const shape = [rows, columns];
        const t = distributions(data, rows, columns);
        const p = distributions(data, rows, columns);
        const y = constant(t, shape);
        const expected = -p.reduce((sum, q, i) => sum + t[i] * Math.log(q), 0) / rows;
        expect(categoricalCrossEntropy(constant(p, shape), y).item()).toBeCloseTo(expected, 10);
        const logits = p.map((q) => Math.log(q) + 3);
        expect(softmaxCrossEntropy(constant(logits, shape), y).item()).toBeCloseTo(expected, 10);
        expectGradients((x) => categoricalCrossEntropy(x, y), [{ shape, values: p }]);
        expectGradients((x) => softmaxCrossEntropy(x, y), [{ shape, values: logits }]);
        const joined = (x: MLArray): MLArray => categoricalCrossEntropy(x.softmax(), y);
        expectGradients(joined, [{ shape, values: logits }]);
      });
      fc.assert(property, { numRuns: 30 });
    });

    test("with labels instead of rows of targets", () => {
      const property = fc.property(...sizes, (rows, columns, seed) => {
        const data = new Data(seed);
        const shape = [rows, columns];
        const p = distributions(data, rows, columns);
        const labels = Array.from({ length: rows }, () => data.integer(columns));
        const y = constant(labels, [rows]);
        const expected = mean(labels.map((label, row) => -Math.log(p[row * columns + label])));
        for (const targets of [y, y.reshape(rows, 1)]) {
          for (const loss of [sparseCategoricalCrossEntropy, categoricalCrossEntropy]) {
            expect(loss(constant(p, shape), targets).item()).toBeCloseTo(expected, 10);
          }
        }
        const logits = p.map((q) => Math.log(q) - 2);
        expect(sparseSoftmaxCrossEntropy(constant(logits, shape), y).item()).toBeCloseTo(
          expected,
          10,
        );
        expectGradients((x) => sparseCategoricalCrossEntropy(x, y), [{ shape, values: p }]);
        expectGradients((x) => sparseSoftmaxCrossEntropy(x, y), [{ shape, values: logits }]);
        const joined = (x: MLArray): MLArray => sparseCategoricalCrossEntropy(x.softmax(), y);
        expectGradients(joined, [{ shape, values: logits }]);
      });
      fc.assert(property, { numRuns: 30 });
    });

    test("an activation that is used elsewhere too gets both gradients", () => {
      const [z, t] = [
        [0.5, -1, 2, 0.25, 1, -0.5],
        [0, 0, 1, 1, 0, 0],
      ];
      const y = constant(t, [2, 3]);
      const both = (x: MLArray): MLArray => {
        const p = x.softmax();
        return categoricalCrossEntropy(p, y).add(p.mul(p).mul([1, 2, 3]).sum());
      };
      expectGradients(both, [{ shape: [2, 3], values: z }]);
      const twice = (x: MLArray): MLArray => {
        const p = x.sigmoid();
        return binaryCrossEntropy(p, y)
          .mul(3)
          .sub(binaryCrossEntropy(p, y.mul(0.5)))
          .add(p.sum());
      };
      expectGradients(twice, [{ shape: [2, 3], values: z }]);
    });
  });
});

onEachCoreAndDtype(() => {
  /** The ways from logits to probabilities which the loss must see through. */
  const ways: Record<string, (act: typeof softmax, z: MLArray) => MLArray> = {
    method: (act, z) => act(z),
    "a fused activation": (act, z) => layerOf(z, act).forward(z),
    "an activation layer": (act, z) => new ActivationLayer(act).forward(layerOf(z).forward(z)),
    "a reshape": (act, z) =>
      act(z)
        .reshape(1, ...z.shape)
        .reshape(z.shape),
    "rows of a sequence": (act, z) =>
      layerOf(z, act)
        .forward(z.reshape(1, ...z.shape))
        .reshape(z.shape),
  };

  /** A layer that changes nothing but by its activation. */
  function layerOf(z: MLArray, activationFunction?: typeof softmax): DenseLayer {
    const n = z.shape[1];
    const layer = new DenseLayer({ inputSize: n, outputSize: n, activationFunction });
    const identity = Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
    layer.weights.updateValues(new Float64Array(identity));
    return layer;
  }

  for (const [name, way] of Object.entries(ways)) {
    describe(`an activation and its loss joined, through ${name}`, () => {
      test("softmax: exactly (p - y) / rows, finite for any logits", () => {
        const z = new MLArray([
          [1e4, -1e4, 0],
          [-1e4, 1e4, 1e4],
          [0.5, -0.25, 1],
          [-1e4, 0, 1e4],
        ]);
        const y = [
          [0, 1, 0],
          [1, 0, 0],
          [0, 0, 1],
          [0, 0, 1],
        ];
        const p = way(softmax, z);
        const loss = categoricalCrossEntropy(p, y);
        loss.backward();
        expect(Number.isFinite(loss.item())).toBe(true);
        expect(z.grad().toList()).toEqual(p.detach().sub(y).div(4).toList());
      });

      test("sigmoid: exactly (p - y) / elements, finite for any logits", () => {
        const z = new MLArray([
          [1e4, -1e4],
          [0.5, -0.25],
          [-1e4, 1e4],
          [90, -90],
        ]);
        const y = [
          [0, 1],
          [1, 0],
          [0, 1],
          [0, 1],
        ];
        const p = way(sigmoid as typeof softmax, z);
        const loss = binaryCrossEntropy(p, y);
        loss.backward();
        expect(Number.isFinite(loss.item())).toBe(true);
        expect(z.grad().toList()).toEqual(p.detach().sub(y).div(8).toList());
      });
    });
  }

  test("the probabilities between them say that their gradient was left out, and how to have it", () => {
    const y = [[1, 0, 0]];
    const z = new MLArray([[0.5, -1, 2]]);
    const p = z.softmax();
    const loss = categoricalCrossEntropy(p, y);
    loss.backward(null, { retainGraph: true });
    expect(() => p.grad()).toThrow(
      "grad: the loss handed its gradient straight to the input of this softmax, past the probabilities",
    );
    expect((p.data as Value[][])[0].map(({ grad }) => grad)).toEqual([NaN, NaN, NaN]);
    expect(p.restart().grad().toList()).toEqual([[0, 0, 0]]);
    // As said: by their clone they have the true one, -y / p.
    const q = new MLArray([[0.5, -1, 2]]).softmax();
    categoricalCrossEntropy(q.clone(), y).backward();
    const expected = -1 / (q.toList() as number[][])[0][0];
    expect((q.grad().toList() as number[][])[0][0]).toBeCloseTo(expected, 4);
  });

  test("clipped probabilities that come from elsewhere have slope 0", () => {
    const p = new MLArray([[0, 1, 0.5]]);
    binaryCrossEntropy(p, [[1, 0, 1]], 1e-3).backward();
    expect((p.grad().toList() as number[][])[0].slice(0, 2)).toEqual([0, 0]);
  });
});
