import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  arange,
  MinMaxScaler,
  MLArray,
  manualSeed,
  oneHot,
  StandardScaler,
  trainTestSplit,
} from "../../src/index.js";
import { Data } from "../support/data.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";
import { seeds } from "../support/shapes.js";

const size = fc.integer({ min: 2, max: 6 });

/** The columns of a matrix. */
function columnsOf(x: MLArray): number[][] {
  return x.T.toList() as number[][];
}

const mean = (xs: number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;

onEachCore(() => {
  describe("scalers", () => {
    function data(rows: number, columns: number, seed: number): MLArray {
      const values = new Data(seed).rough(rows * columns, -50, 100);
      return new MLArray(values, { shape: [rows, columns], dtype: "float64" });
    }

    test("StandardScaler gives each column mean 0 and deviation 1", () => {
      const property = fc.property(size, size, seeds, (rows, columns, seed) => {
        const X = data(rows, columns, seed);
        for (const column of columnsOf(new StandardScaler().fitTransform(X))) {
          expect(mean(column)).toBeCloseTo(0, 10);
          expect(mean(column.map((x) => x * x))).toBeCloseTo(1, 10);
        }
      });
      fc.assert(property);
    });

    test("MinMaxScaler takes each column from 0 to 1", () => {
      const property = fc.property(size, size, seeds, (rows, columns, seed) => {
        const X = data(rows, columns, seed);
        for (const column of columnsOf(new MinMaxScaler().fitTransform(X))) {
          expect([Math.min(...column), Math.max(...column)]).toEqual([0, 1]);
        }
      });
      fc.assert(property);
    });

    test("the inverse leads back, for other data than in fit too", () => {
      const property = fc.property(size, size, seeds, (rows, columns, seed) => {
        const [X, other] = [data(rows, columns, seed), data(rows + 1, columns, seed + 1)];
        for (const scaler of [new StandardScaler(), new MinMaxScaler()]) {
          const back = scaler.inverseTransform(scaler.fit(X).transform(other));
          expect(back.sub(other).abs().max().item()).toBeLessThan(1e-10);
        }
      });
      fc.assert(property);
    });

    test("a constant column becomes 0, also one whose mean is rounded", () => {
      const X = new MLArray([
        [0.1, 5],
        [0.1, 6],
        [0.1, 7],
      ]);
      for (const scaler of [new StandardScaler(), new MinMaxScaler()]) {
        expect(columnsOf(scaler.fitTransform(X))[0]).toEqual([0, 0, 0]);
        expect(columnsOf(scaler.inverseTransform(scaler.transform(X)))).toEqual(columnsOf(X));
      }
    });

    test("timestamps, numbers near 1e-200 and near 1e200, whatever the dtype of the result", () => {
      const start = 1.7e12;
      const times = [0, 1, 2, 3, 4].map((i) => [start + 1000 * i]);
      const root = Math.SQRT2;
      const standard = new StandardScaler();
      const scaled = standard.fitTransform(times).toTypedArray();
      for (const [i, expected] of [-root, -root / 2, 0, root / 2, root].entries()) {
        expect(scaled[i]).toBeCloseTo(expected, 6);
      }
      expect(standard.mean.toList()).toEqual([start + 2000]);
      expect(new MinMaxScaler().fitTransform(times).toList()).toEqual([
        [0],
        [0.25],
        [0.5],
        [0.75],
        [1],
      ]);
      for (const size of [1e-200, 5e-324, 1e200]) {
        const far = new StandardScaler().fitTransform([[-2 * size], [0], [2 * size]]);
        expect(far.get(0, 0).item()).toBeCloseTo(-Math.sqrt(1.5), size === 5e-324 ? 0 : 6);
        expect(far.get(1, 0).item()).toBeCloseTo(0, 6);
      }
    });

    test("columns wider than the largest number, and numbers far outside of the column", () => {
      const [least, most] = [-1.5e308, 1.5e308];
      const column = new MLArray([least, 0, most, most], { dtype: "float64" });
      const range = new MinMaxScaler();
      const scaled = range.fitTransform(column);
      expect(scaled.toList()).toEqual([0, 0.5, 1, 1]);
      expect(range.inverseTransform(scaled).toList()).toEqual([least, 0, most, most]);
      expect([range.min.item(), range.max.item()]).toEqual([least, most]);
      const copy = new MinMaxScaler();
      copy.setState(range.getState() ?? {});
      expect(copy.transform(column).toList()).toEqual([0, 0.5, 1, 1]);
      // (x - mean) / deviation, with quarters of the numbers: mean 1 / 8, deviation sqrt(0.171875) of 3e308.
      const standard = new StandardScaler();
      const distances = [-5 / 8, -1 / 8, 3 / 8, 3 / 8].map((d) => d / Math.sqrt(0.171875));
      const values = standard.fitTransform(column);
      for (const [i, value] of values.toVector().entries())
        expect(value).toBeCloseTo(distances[i], 12);
      const back = standard.inverseTransform(values).div(1e308);
      for (const [i, value] of back.toVector().entries()) {
        expect(value).toBeCloseTo([-1.5, 0, 1.5, 1.5][i], 12);
      }
      range.fit(new MLArray([-1e308, -0.9e308], { dtype: "float64" }));
      expect(range.transform(new MLArray([1e308], { dtype: "float64" })).item()).toBeCloseTo(20, 9);
      expect(range.transform([NaN, Infinity]).toList()).toEqual([NaN, Infinity]);
    });

    test("statistics of the columns, in double precision", () => {
      const X = new MLArray([
        [1, 10],
        [3, 10],
      ]);
      const standard = new StandardScaler().fit(X);
      expect([standard.mean.toList(), standard.std.toList()]).toEqual([
        [2, 10],
        [1, 1],
      ]);
      expect(standard.mean.dtype).toBe("float64");
      expect(new MinMaxScaler().fit(X).min.toList()).toEqual([1, 10]);
    });
  });
});

onEachCoreAndDtype((dtype) => {
  test("scaled data have the dtype of the data, no gradient, and a single column its shape", () => {
    const scaled = new StandardScaler().fitTransform([1, 2, 3]);
    expect([scaled.shape, scaled.dtype, scaled.requiresGrad]).toEqual([[3], dtype, false]);
    expect(scaled.get(1).item()).toBe(0);
  });

  test("oneHot: labels of any shape, classes given or counted", () => {
    expect(oneHot([0, 2]).toList()).toEqual([
      [1, 0, 0],
      [0, 0, 1],
    ]);
    expect(oneHot([[1], [0]], 2).shape).toEqual([2, 1, 2]);
    expect(oneHot([0], 4).toList()).toEqual([[1, 0, 0, 0]]);
    expect(oneHot([0]).dtype).toBe(dtype);
  });

  describe("trainTestSplit", () => {
    const X = arange(20, null, 1, { requiresGrad: false }).reshape(10, 2);
    const y = X.get([], 0).div(2);

    test("holds back a share of the rows; X and y stay together, none is lost", () => {
      const [XTrain, XTest, yTrain, yTest] = trainTestSplit(X, y, { testSize: 0.3 });
      expect([XTrain.shape, XTest.shape]).toEqual([
        [7, 2],
        [3, 2],
      ]);
      expect(XTrain.get([], 0).div(2).toList()).toEqual(yTrain.toList());
      expect(XTest.get([], 1).sub(1).div(2).toList()).toEqual(yTest.toList());
      const all = [...yTrain.toTypedArray(), ...yTest.toTypedArray()];
      expect(all.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });

    test("shuffles by the common seed, one of its own, or not at all", () => {
      const split = (): unknown => trainTestSplit(X, y).map((part) => part.toList());
      manualSeed(6);
      const first = split();
      expect(split()).not.toEqual(first);
      manualSeed(6);
      expect(split()).toEqual(first);
      const seeded = (seed: number): unknown =>
        trainTestSplit(X, y, { seed }).map((part) => part.toList());
      expect(seeded(3)).toEqual(seeded(3));
      expect(seeded(4)).not.toEqual(seeded(3));
      const inOrder = trainTestSplit(X, y, { shuffle: false });
      expect(inOrder[3].toList()).toEqual([8, 9]);
    });

    test("stratified, holds back the same share of each class, by labels or one-hot rows", () => {
      // Of 20 rows 11 are of class 0, 6 of class 1, 3 of class 2; 5 are held back: 2.75, 1.5 and 0.75.
      const labels = Array.from({ length: 20 }, (_, i) => (i < 11 ? 0 : i < 17 ? 1 : 2));
      const rows = labels.map((_, i) => [i]);
      for (const targets of [labels, oneHot(labels, 3).toList() as number[][]]) {
        const split = trainTestSplit(rows, targets, { testSize: 0.25, stratify: true, seed: 4 });
        const tested = Array.from(split[1].toTypedArray());
        const counts = [0, 1, 2].map((label) => tested.filter((i) => labels[i] === label).length);
        expect(counts).toEqual([3, 1, 1]);
        const all = [...split[0].toTypedArray(), ...tested].sort((a, b) => a - b);
        expect(all).toEqual(labels.map((_, i) => i));
      }
      const series = new MLArray(rows.map(() => [[1], [2]]));
      expect(() => trainTestSplit(rows, series, { stratify: true })).toThrow(
        "trainTestSplit: stratify needs one class per row, got y of shape (20, 2, 1)",
      );
    });
  });
});
