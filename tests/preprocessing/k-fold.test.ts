import { expect, test } from "vitest";
import { kFold, MLArray, manualSeed, randn } from "../../src/index.js";
import { onEachCoreAndDtype } from "../support/settings.js";

const labels = Array.from({ length: 11 }, (_, i) => i);
const X = labels.map((i) => [i, -i]);

onEachCoreAndDtype(() => {
  test("holds each row back once, beside its target", () => {
    const folds = [...kFold(X, labels, { nSplits: 3 })];
    const held: number[] = [];
    for (const [XTrain, XTest, yTrain, yTest] of folds) {
      const [learnt, tested] = [yTrain.toList() as number[], yTest.toList() as number[]];
      expect(XTrain.toList()).toEqual(learnt.map((i) => X[i]));
      expect(XTest.toList()).toEqual(tested.map((i) => X[i]));
      expect([...learnt, ...tested].sort((a, b) => a - b)).toEqual(labels);
      held.push(...tested);
    }
    expect(held).not.toEqual(labels);
    expect(held.sort((a, b) => a - b)).toEqual(labels);
    // scikit-learn 1.2.1: KFold(3) of 11 rows
    expect(folds.map(([, XTest]) => XTest.shape[0])).toEqual([4, 4, 3]);
  });

  test("keeps the order where asked to, as scikit-learn's KFold(3)", () => {
    const folds = [...kFold(X, labels, { nSplits: 3, shuffle: false })];
    const tested = [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10],
    ];
    expect(folds.map(([, , , yTest]) => yTest.toList())).toEqual(tested);
  });
});

test("stratified, each part has its share of each class", () => {
  // 3 of class 0, 6 of class 1, 9 of class 2, sorted by class.
  const y = [...Array(3).fill(0), ...Array(6).fill(1), ...Array(9).fill(2)] as number[];
  const rows = y.map((_, i) => [i]);
  const held: number[] = [];
  for (const [, XTest, , yTest] of kFold(rows, y, { nSplits: 3, stratify: true })) {
    const labels = (yTest.toList() as number[]).sort();
    expect(labels).toEqual([0, 1, 1, 2, 2, 2]);
    held.push(...XTest.toTypedArray());
  }
  expect(held.sort((a, b) => a - b)).toEqual(y.map((_, i) => i));
});

test("follows the common seed, and makes 5 folds by default", () => {
  manualSeed(2);
  const first = [...kFold(X, labels)].map(([, , , yTest]) => yTest.toList());
  expect(first.length).toBe(5);
  manualSeed(2);
  expect([...kFold(X, labels)].map(([, , , yTest]) => yTest.toList())).toEqual(first);
});

test("follows a seed of its own, and leaves the common one alone", () => {
  manualSeed(2);
  const drawn = randn(3).toList();
  manualSeed(2);
  const held = (seed: number) => [...kFold(X, labels, { seed })].map(([, , , y]) => y.toList());
  expect(held(7)).toEqual(held(7));
  expect(held(8)).not.toEqual(held(7));
  expect(randn(3).toList()).toEqual(drawn);
  expect(() => kFold(X, labels, { seed: 1.5 })).toThrow("kFold: seed must be an integer, got 1.5");
});

test("says at the call what does not fit", () => {
  expect(() => kFold(X, [1, 2])).toThrow("kFold: X has 11 rows and y has 2");
  expect(() => kFold(new MLArray(3), labels)).toThrow("kFold: X has no rows and y has 11");
  for (const nSplits of [1, 12, 2.5]) {
    expect(() => kFold(X, labels, { nSplits })).toThrow(
      `kFold: nSplits must be an integer from 2 to the number of rows (11), got ${nSplits}`,
    );
  }
});
