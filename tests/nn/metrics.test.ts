import { describe, expect, test } from "vitest";
import { type MLArray, metrics, oneHot } from "../../src/index.js";
import { Data } from "../support/data.js";
import { onEachCoreAndDtype } from "../support/settings.js";

const { accuracy, confusionMatrix, f1, mae, precision, r2, recall } = metrics;

/** Of four classes. Expected values in this file are those of scikit-learn 1.2.1. */
const actual = [0, 1, 2, 2, 1, 0, 3, 3, 1, 0, 2, 1];
const predicted = [0, 2, 2, 1, 1, 0, 3, 0, 1, 1, 2, 1];
const binary = { actual: [1, 0, 1, 1, 0, 0, 1, 0], predicted: [1, 0, 0, 1, 1, 0, 1, 1] };

/** Rows of scores whose largest stands at the label. */
function scores(labels: readonly number[], classes: number): number[][] {
  const data = new Data(2);
  return labels.map((label) => {
    const row = data.rough(classes, -1, 1);
    row[label] = 1.5;
    return row;
  });
}

const column = (values: readonly number[]): number[][] => values.map((value) => [value]);

const forms: readonly (readonly [
  string,
  MLArray | number[] | number[][],
  MLArray | number[] | number[][],
])[] = [
  ["labels", predicted, actual],
  ["columns of labels", column(predicted), column(actual)],
  ["one-hot rows", oneHot(predicted, 4), oneHot(actual, 4)],
  ["scores and labels", scores(predicted, 4), actual],
  ["labels and one-hot rows", predicted, oneHot(actual, 4)],
];

onEachCoreAndDtype(() => {
  describe.each(forms)("from %s", (_, yPred, yTrue) => {
    test("accuracy and the confusion matrix", () => {
      expect(accuracy(yPred, yTrue)).toBe(8 / 12);
      expect(confusionMatrix(yPred, yTrue)).toEqual([
        [2, 1, 0, 0],
        [0, 3, 1, 0],
        [0, 1, 2, 0],
        [1, 0, 0, 1],
      ]);
    });

    test.each([
      ["macro", 0.7333333333333333, 0.6458333333333333, 0.6666666666666665],
      ["micro", 0.6666666666666666, 0.6666666666666666, 0.6666666666666666],
      ["weighted", 0.7000000000000001, 0.6666666666666666, 0.6666666666666666],
    ] as const)("precision, recall and f1, averaged by %s", (average, p, r, f) => {
      expect(precision(yPred, yTrue, { average })).toBeCloseTo(p, 14);
      expect(recall(yPred, yTrue, { average })).toBeCloseTo(r, 14);
      expect(f1(yPred, yTrue, { average })).toBeCloseTo(f, 14);
    });

    test("more than two classes are averaged by macro where nothing is said", () => {
      expect(precision(yPred, yTrue)).toBe(precision(yPred, yTrue, { average: "macro" }));
    });
  });

  test.each([
    ["labels", binary.predicted],
    ["probabilities", binary.predicted.map((label, i) => 0.5 * label + 0.06 * i + 0.01)],
    ["a column of probabilities", column(binary.predicted.map((label) => 0.3 + 0.4 * label))],
    ["rows of two scores", scores(binary.predicted, 2)],
  ])("two classes from %s", (_, yPred) => {
    expect(confusionMatrix(yPred, binary.actual)).toEqual([
      [2, 2],
      [1, 3],
    ]);
    expect(accuracy(yPred, column(binary.actual))).toBe(0.625);
    expect(precision(yPred, binary.actual)).toBeCloseTo(0.6, 14);
    expect(recall(yPred, binary.actual)).toBeCloseTo(0.75, 14);
    expect(f1(yPred, binary.actual)).toBeCloseTo(0.6666666666666665, 14);
  });

  test("r2 and mae", () => {
    const p = [
      [2.5, 0],
      [0, 2],
      [8, -1],
      [1.5, 3],
    ];
    const y = [
      [3, -0.5],
      [-0.5, 2],
      [7, 0],
      [2, 3.5],
    ];
    expect(r2(p, y)).toBeCloseTo(0.8968506815689141, 14);
    expect(mae(p, y)).toBe(0.5625);
    expect(r2([2.5, 0, 2, 8], [3, -0.5, 2, 7])).toBeCloseTo(0.9486081370449679, 14);
    expect(r2([3, 2, 1], [1, 2, 3])).toBe(-3);
  });
});

test("classes that occur on neither side do not count in the mean over classes", () => {
  const yPred = oneHot([0, 1, 1, 0, 1, 1], 4);
  const yTrue = oneHot([0, 1, 2, 2, 1, 0], 4);
  const options = { average: "macro" } as const;
  expect(precision(yPred, yTrue, options)).toBeCloseTo(0.3333333333333333, 14);
  expect(recall(yPred, yTrue, options)).toBeCloseTo(0.5, 14);
  expect(f1(yPred, yTrue, options)).toBeCloseTo(0.38888888888888884, 14);
});

test("a constant column counts 1 if it is met exactly, else 0", () => {
  const y = [
    [1, 5],
    [2, 5],
    [3, 5],
  ];
  expect(
    r2(
      [
        [1, 5],
        [2, 5],
        [4, 5],
      ],
      y,
    ),
  ).toBe(0.75);
  expect(
    r2(
      [
        [1, 5],
        [2, 6],
        [4, 5],
      ],
      y,
    ),
  ).toBe(0.25);
});

test("where nothing is predicted as or is of class 1, the scores are 0", () => {
  expect(precision([0, 0], [0, 1])).toBe(0);
  expect(recall([1, 0], [0, 0])).toBe(0);
  expect(f1([0, 0], [0, 0])).toBe(0);
});

test("of equal scores the first counts, and a half is class 0", () => {
  expect(
    confusionMatrix(
      [
        [0.5, 0.5],
        [0.1, 0.9],
      ],
      [0, 1],
    ),
  ).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(accuracy([0.5, 0.51], [0, 1])).toBe(1);
});

test("logits are cut at the threshold that is given", () => {
  expect(accuracy([-2, 0.3, 4, -0.1], [0, 1, 1, 0], { threshold: 0 })).toBe(1);
  expect(accuracy([1, 2, 3], [0, 0, 1], { threshold: 2.5 })).toBe(1);
});

test.each<readonly [() => unknown, string]>([
  [
    () => accuracy([-2, 0.3], [0, 1]),
    "accuracy: predictions of shape (2,) hold -2: expected integer labels, one-hot rows or probabilities (for logits, give a threshold of 0)",
  ],
  [() => f1([0.2, Number.NaN], [0, 1]), "f1: predictions of shape (2,) hold NaN"],
  [() => recall([0, 1], [0.3, 2]), "recall: targets of shape (2,) hold 2"],
  [() => accuracy([0, 1, 1], [0, 1]), "accuracy: 3 predictions for 2 targets"],
  [
    () => precision([0, 1, 2], [0, 1, 1], { average: "binary" }),
    'precision: average "binary" is for two classes, got 3; expected "macro", "micro" or "weighted"',
  ],
  [
    () => precision([0, 1], [0, 1], { average: "mean" as "macro" }),
    'precision: unknown average "mean"; expected "binary", "macro", "micro" or "weighted"',
  ],
  [
    () => accuracy([0], [0], { threshold: Number.NaN }),
    "accuracy: threshold must be a finite number",
  ],
  [() => confusionMatrix([0, 1e6], [0, 1]), "confusionMatrix: the largest label is 1000000"],
  [
    () => r2([1, 2], [[1], [2]]),
    "r2: predictions (2,) and targets (2, 1) must have the same shape",
  ],
  [
    () => mae([[1, 2]], [1, 2]),
    "mae: predictions (1, 2) and targets (2,) must have the same shape",
  ],
])("%#: says %s", (call, message) => {
  expect(call).toThrow(message);
});
