import { describe, expect, test } from "vitest";
import { datasets, type MLArray, manualSeed } from "../../src/index.js";
import { onEachCoreAndDtype } from "../support/settings.js";

const { blobs, circles, moons, spirals, xor } = datasets;
const generators = { blobs, circles, moons, spirals };

function rowsOf(X: MLArray): number[][] {
  return X.toList() as number[][];
}

function expectPoints(X: MLArray, expected: number[][]): void {
  rowsOf(X).forEach((row, i) => {
    row.forEach((x, j) => void expect(x).toBeCloseTo(expected[i][j], 6));
  });
  expect(X.shape).toEqual([expected.length, expected[0].length]);
}

function radius([x, y]: number[]): number {
  return Math.hypot(x, y);
}

onEachCoreAndDtype((dtype) => {
  test("without noise and shuffling the points are scikit-learn's", () => {
    const options = { nSamples: 5, shuffle: false };
    // sklearn.datasets 1.2.1: make_moons(5, shuffle=False), make_circles(5, shuffle=False, factor=0.5)
    const moon = moons(options);
    const moonPoints = [
      [1, 0],
      [-1, 0],
      [0, 0.5],
      [1, -0.5],
      [2, 0.5],
    ];
    expectPoints(moon.X, moonPoints);
    expect(moon.y.toList()).toEqual([0, 0, 1, 1, 1]);
    const circle = circles({ ...options, factor: 0.5 });
    const circlePoints = [
      [1, 0],
      [-1, 0],
      [0.5, 0],
      [-0.25, 0.43301270189221935],
      [-0.25, -0.43301270189221935],
    ];
    expectPoints(circle.X, circlePoints);
    expect(circle.y.toList()).toEqual([0, 0, 1, 1, 1]);
    expect([moon.X.dtype, moon.y.dtype, moon.X.node.requiresGrad]).toEqual([dtype, dtype, false]);
  });

  test("blobs of no width are their centers, sizes as scikit-learn's", () => {
    const centers = [
      [0, 10],
      [5, 5],
      [10, 0],
    ];
    const { X, y } = blobs({ nSamples: 5, centers, clusterStd: 0, shuffle: false });
    expectPoints(
      X,
      [0, 0, 1, 1, 2].map((i) => centers[i]),
    );
    expect(y.toList()).toEqual([0, 0, 1, 1, 2]);
  });

  test("xor has its four rows", () => {
    const { X, y } = xor();
    expectPoints(X, [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    expect(y.toList()).toEqual([[0], [1], [1], [0]]);
    const many = xor({ nSamples: 50, noise: 0.1, shuffle: true, seed: 1 });
    const corners = rowsOf(many.X).map((row) => row.map(Math.round));
    expect(many.y.toList()).toEqual(corners.map(([a, b]) => [a ^ b]));
  });

  test("the noise has the deviation asked for", () => {
    const { X } = circles({ nSamples: 4000, factor: 0, noise: 0.1, shuffle: false, seed: 3 });
    const inner = rowsOf(X).slice(2000).flat();
    const mean = inner.reduce((sum, x) => sum + x, 0) / inner.length;
    const variance = inner.reduce((sum, x) => sum + (x - mean) ** 2, 0) / inner.length;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.sqrt(variance)).toBeCloseTo(0.1, 2);
    const wide = blobs({ nSamples: 3000, centers: [[7]], clusterStd: [2], seed: 3 });
    expect(wide.X.mean().item()).toBeCloseTo(7, 0);
    expect(wide.X.std().item()).toBeCloseTo(2, 0);
  });

  test("spirals wind outwards, in turned arms", () => {
    const { X, y } = spirals({ nSamples: 30, noise: 0, shuffle: false });
    const rows = rowsOf(X);
    rows.forEach((row, i) => void expect(radius(row)).toBeCloseTo((i % 10) / 9, 6));
    expect(y.toList()).toEqual(rows.map((_, i) => Math.floor(i / 10)));
    const end = [8, 12].map((angle) => [Math.sin(angle), Math.cos(angle)]);
    expect(rows[19][0]).toBeCloseTo(end[0][0], 5);
    expect(rows[29][1]).toBeCloseTo(end[1][1], 5);
  });
});

describe.each(Object.entries(generators))("%s", (name, generate) => {
  test("a seed makes the same points, whatever the common generator does", () => {
    const first = generate({ seed: 5 });
    manualSeed(1);
    expect(generate({ seed: 5 }).X.toList()).toEqual(first.X.toList());
    expect(generate({ seed: 6 }).X.toList()).not.toEqual(first.X.toList());
  });

  test("without a seed it follows manualSeed", () => {
    manualSeed(7);
    const first = generate();
    const second = generate();
    manualSeed(7);
    expect(generate().X.toList()).toEqual(first.X.toList());
    expect(second.X.toList()).not.toEqual(first.X.toList());
  });

  test("shuffling keeps points and classes together", () => {
    const sorted = (shuffle: boolean): unknown[] => {
      const { X, y } = generate({ ...still, nSamples: 20, seed: 2, shuffle });
      const labels = y.toList() as number[];
      return rowsOf(X)
        .map((row, i) => [...row, labels[i]].join())
        .sort();
    };
    const still = name === "blobs" ? { clusterStd: 0 } : { noise: 0 };
    expect(sorted(true)).toEqual(sorted(false));
    const { y } = generate({ nSamples: 50, seed: 2 });
    expect(y.toList()).not.toEqual(generate({ nSamples: 50, seed: 2, shuffle: false }).y.toList());
  });

  test("wrong options are named", () => {
    expect(() => generate({ nSamples: 0 })).toThrow(
      `${name}: nSamples must be a positive integer, got 0`,
    );
    expect(() => generate({ seed: 0.5 })).toThrow(`${name}: seed must be an integer, got 0.5`);
    expect(() => generate({ n_samples: 3 } as object)).toThrow(`${name}: unknown option n_samples`);
  });
});

test("options of their own are checked", () => {
  expect(() => moons({ noise: -1 })).toThrow("moons: noise must be a finite number >= 0, got -1");
  expect(() => circles({ factor: 1 })).toThrow("circles: factor must be below 1, got 1");
  expect(() => spirals({ classes: 0 })).toThrow("spirals: classes must be a positive integer");
  expect(() => blobs({ centers: [[1, 2], [3]] })).toThrow("blobs: centers must be");
  expect(() => blobs({ centers: 2, clusterStd: [1] })).toThrow(
    "blobs: clusterStd has 1 entries for 2 centers",
  );
  expect(() => blobs({ centerBox: [1, 0] })).toThrow("blobs: centerBox[1]");
});
