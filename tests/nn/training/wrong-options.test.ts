import { expect, test } from "vitest";
import type { TrainOptions } from "../../../src/index.js";
import { onEachCore } from "../../support/settings.js";
import { classifier, samples, weightsOf } from "./networks.js";

const { X, oneHot, labels } = samples();
const pair = [X, oneHot] as const;
const spoilt = X.map((row) => [...row]);
spoilt[4][1] = Number.NaN;
const infinite = oneHot.map((row) => [...row]);
infinite[6][2] = Number.POSITIVE_INFINITY;

/** Options, or whole arguments, that are wrong, and what train says. */
const wrong: readonly (readonly [unknown, string])[] = [
  [undefined, "train: expected an object of options (epochs, "],
  [{ epochs: 0 }, "train: epochs must be a positive integer, got 0"],
  [{ epochs: 1, batchSize: 1.5 }, "train: batchSize must be a positive integer, got 1.5"],
  [{ epochs: 1, initialEpoch: -1 }, "train: initialEpoch must be an integer >= 0, got -1"],
  [{ epochs: 1, validationSplit: 1 }, "train: validationSplit must be a share in (0, 1), got 1"],
  [
    { epochs: 1, validationSplit: 0.96 },
    "train: validationSplit 0.96 of 23 rows leaves none to learn from",
  ],
  [
    { epochs: 1, validationSplit: 0.1, validationData: pair },
    "train: give validationData or validationSplit, not both",
  ],
  [{ epochs: 1, validationData: X }, "train: validationData must be a pair [X, y]"],
  [
    { epochs: 1, validationData: [X.slice(1), oneHot] },
    "train: validationData: X has 22 rows and y has 23; expected as many",
  ],
  [
    { epochs: 1, metrics: ["acuracy"] },
    'train: unknown metric "acuracy"; expected accuracy, precision, recall, f1, r2, mae or a function',
  ],
  [{ epochs: 1, metrics: "f1" }, "train: metrics must be a list, got string"],
  [
    { epochs: 1, metrics: [() => 1] },
    "train: metrics[0] is a function without a name; give it one",
  ],
  [{ epochs: 1, metrics: ["f1", "f1"] }, 'train: metrics[1]: the name "f1" is taken'],
  [{ epochs: 1, metrics: [{ map: () => 1 }.map] }, 'train: metrics[0]: the name "map" is taken'],
  [{ epochs: 1, callbacks: {} }, "train: callbacks must be a list, got object"],
  [{ epochs: 1, signal: new AbortController() }, "train: signal must be an AbortSignal"],
  [{ epochs: 1, signal: null }, "train: signal must be an AbortSignal"],
  [
    { epochs: 1, callbacks: [{ onEpoch: () => {} }] },
    "train: callbacks[0] has none of onTrainBegin",
  ],
  [{ epochs: 1, callbacks: [null] }, "train: callbacks[0] has none of"],
  [
    { epochs: 1, callbacks: [{ onEpochEnd: 3 }] },
    "train: callbacks[0].onEpochEnd must be a function",
  ],
  [
    { epochs: 1, sampleWeights: [1, 2] },
    "train: sampleWeights has 2 numbers, expected 23, one per row",
  ],
  [
    { epochs: 1, sampleWeights: labels.map((_, i) => (i === 3 ? -1 : 1)) },
    "train: sampleWeights[3] must be a finite number >= 0, got -1",
  ],
  [
    { epochs: 1, classWeights: { 0: 1, 1: Number.NaN } },
    "train: classWeights[1] must be a finite number >= 0, got NaN",
  ],
  [
    { epochs: 1, classWeights: { 0: 1, 1: 2 } },
    "train: classWeights has none for class 2, that of row 2",
  ],
];

onEachCore(() => {
  test.each(wrong.map(([options, message]) => [message, options] as const))(
    "%s",
    (message, options) => {
      const network = classifier();
      const before = weightsOf(network);
      expect(() => network.train(X, oneHot, options as TrainOptions)).toThrow(message);
      expect(weightsOf(network)).toEqual(before);
      expect(network.optimizer.iterations).toBe(0);
    },
  );

  test("checkData says where NaN and Infinity stand", () => {
    const network = classifier();
    const before = weightsOf(network);
    const options = { epochs: 1, checkData: true, verbose: false };
    expect(() => network.train(spoilt, oneHot, options)).toThrow(
      "train: X holds NaN at row 4, column 1; expected finite numbers",
    );
    expect(() => network.train(X, infinite, options)).toThrow(
      "train: y holds Infinity at row 6, column 2",
    );
    expect(() =>
      network.train(
        X,
        labels.map((label, i) => (i === 2 ? Number.NaN : label)),
        options,
      ),
    ).toThrow("train: y holds NaN at row 2; expected finite numbers");
    expect(() =>
      network.train(X, oneHot, { ...options, validationData: [spoilt, oneHot] }),
    ).toThrow("train: validationData: X holds NaN at row 4, column 1");
    expect(weightsOf(network)).toEqual(before);
    expect(network.train(X, oneHot, options)).toHaveLength(1);
  });
});

const one = [[X.slice(0, 4), oneHot.slice(0, 4)]] as const;

test.each<readonly [unknown, object, string]>([
  [3, {}, "train: expected X, y and options, or an iterable of [X, y] batches and options"],
  [one, { batchSize: 2 }, "train: batchSize goes with X and y, but the data comes in batches"],
  [one, { sampleWeights: [1] }, "train: sampleWeights goes with X and y"],
  [(async function* () {})(), {}, "train: the batches come asynchronously; use fit"],
  [[[X]], {}, "train: a batch must be a pair [X, y]"],
  [[[X, oneHot.slice(1)]], {}, "train: X has 23 rows and y has 22; expected as many"],
  [
    [...one, [[[1, 2]], [[1, 0, 0]]]],
    {},
    "train: a batch has x of shape (1, 2), expected rows of (3,)",
  ],
  [[...one, [[[1, 2, 3]], [1]]], {}, "train: a batch has y of shape (1,), expected rows of (3,)"],
  [[], {}, "train: epoch 1 got no batch: the data is empty, or has been gone through before"],
])("batches %#: %s", (data, options, message) => {
  const network = classifier();
  expect(() =>
    network.train(data as typeof one, { epochs: 2, verbose: false, ...options }),
  ).toThrow(message);
});

test("a bad batch changes nothing, the good ones before it do", () => {
  const good = classifier();
  good.trainOnBatch(...one[0]);
  const network = classifier();
  const bad = [[[1, 2, 3], [4]], [[1, 0, 0]]] as const;
  const batches = [...one, bad] as unknown as typeof one;
  expect(() => network.train(batches, { epochs: 1, verbose: false })).toThrow(/ragged|MLArray/);
  expect(weightsOf(network)).toEqual(weightsOf(good));
});

test("data that can be gone through only once is found out in the second epoch", () => {
  const once = one.values();
  expect(() => classifier().train(once, { epochs: 2, verbose: false })).toThrow(
    "train: epoch 2 got no batch: data that can be gone through only once serves one epoch",
  );
});

test("a promise in train is an error that names fit", () => {
  const callbacks = [{ onEpochEnd: async () => {} }];
  expect(() => classifier().train(X, oneHot, { epochs: 2, callbacks, verbose: false })).toThrow(
    "train: a callback or the data returned a promise; use fit",
  );
});

test("a promise in train that fails later does not end the process", async () => {
  const unhandled: unknown[] = [];
  const listen = (reason: unknown): void => void unhandled.push(reason);
  process.on("unhandledRejection", listen);
  const onEpochEnd = (): Promise<void> => Promise.reject(new Error("later"));
  const options = { epochs: 2, callbacks: [{ onEpochEnd }], verbose: false };
  expect(() => classifier().train(X, oneHot, options)).toThrow("use fit");
  await new Promise((resolve) => setTimeout(resolve, 10));
  process.off("unhandledRejection", listen);
  expect(unhandled).toEqual([]);
});
