import { describe, expect, test } from "vitest";
import {
  BatchNorm,
  DenseLayer,
  EarlyStopping,
  LayerNorm,
  MLArray,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  randn,
  SGD,
  schedules,
} from "../../../src/index.js";
import { onEachCore } from "../../support/settings.js";

const X = [
  [1, 2],
  [3, 4],
];
const y = [
  [0, 1],
  [1, 0],
];
const once = { epochs: 1, verbose: false };

function unbuilt(): NeuralNetwork {
  const layers = [
    new DenseLayer({ outputSize: 3 }),
    new LayerNorm(),
    new DenseLayer({ outputSize: 2 }),
  ];
  return new NeuralNetwork({ layers: [...layers, new BatchNorm()], lossFunction: mseLoss });
}

const wrong: Record<string, readonly unknown[]> = {
  "rows of y": [X, [[0, 1]], once],
  "the shape of y": [X, [[1], [0]], once],
  "sample weights": [X, y, { ...once, sampleWeights: [1] }],
  "class weights": [X, y, { ...once, classWeights: { 0: 1 } }],
  "rows of validation data": [X, y, { ...once, validationData: [X, [[0, 1]]] }],
  "features of validation data": [X, y, { ...once, validationData: [[[1, 2, 3]], [[0, 1]]] }],
  "a validation split": [X, y, { ...once, validationSplit: 0.99 }],
  "a series to watch": [X, y, { ...once, callbacks: [new EarlyStopping({ monitor: "own" })] }],
  "a callback that refuses": [
    X,
    y,
    {
      ...once,
      callbacks: [
        {
          onTrainBegin() {
            throw new Error("refused");
          },
        },
      ],
    },
  ],
};

onEachCore(() => {
  describe("a refused training changes nothing: no layer is built, the random stream stands", () => {
    for (const [what, given] of Object.entries(wrong)) {
      for (const way of ["train", "fit"] as const) {
        test(`${what}, in ${way}`, async () => {
          const network = unbuilt();
          manualSeed(5);
          const expected = randn([3]).toList();
          manualSeed(5);
          const call = async () => Reflect.apply(network[way] as () => unknown, network, given);
          await expect(call()).rejects.toThrow();
          expect(randn([3]).toList()).toEqual(expected);
          expect(network.parameters()).toEqual([]);
          expect(network.input).toBeNull();
          // And as if it had not been, all else goes.
          manualSeed(6);
          const after = [...network.train(X, y, { ...once, epochs: 2 })];
          manualSeed(6);
          expect(after).toEqual([...unbuilt().train(X, y, { ...once, epochs: 2 })]);
        });
      }
    }

    test("layers that were built stay as they are", () => {
      const network = unbuilt();
      network.train(X, y, once);
      const before = network.parameters().map((array) => array.toList());
      expect(() => network.train(X, [[1]], once)).toThrow();
      expect(network.parameters().map((array) => array.toList())).toEqual(before);
      const learningRate = schedules.reduceOnPlateau({ learningRate: 1 });
      const watching = new NeuralNetwork({
        layers: [new DenseLayer({ outputSize: 2 })],
        lossFunction: mseLoss,
        optimizer: new SGD({ learningRate }),
      });
      expect(() => watching.train(X, y, once)).toThrow("validationLoss");
      expect(watching.parameters()).toEqual([]);
    });
  });
});

describe("metrics that cannot be series of numbers", () => {
  const named = (name: string, of: (...given: never[]) => unknown) =>
    Object.defineProperty(of, "name", { value: name }) as (p: MLArray, y: MLArray) => number;
  const train = (metric: (p: MLArray, y: MLArray) => number) => () =>
    unbuilt().train(X, y, { ...once, metrics: [metric] });

  test.each(["0", "12", "validationLoss", "loss", "length"])("the name %s is taken", (name) => {
    expect(train(named(name, () => 1))).toThrow(`train: metrics[0]: the name "${name}" is taken`);
  });

  test("promises, and what is no number", () => {
    expect(train(named("own", async () => 1))).toThrow("metrics[0]: own is async");
    const late = named("late", () => Promise.reject(new Error("late")));
    expect(train(late)).toThrow("metrics: late must give a number or an array of one, got");
    expect(train(named("text", () => "1"))).toThrow('got "1"');
  });
});

test("an abort that comes while the source is waited for is told in the history", async () => {
  const controller = new AbortController();
  const source = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }),
  };
  setTimeout(() => controller.abort(new Error("enough")), 5);
  const history = await unbuilt().fit(source, { ...once, signal: controller.signal });
  expect(history.stopped).toBe("aborted: enough");
});

test("a loss that is a promise is refused, and its failure ends nothing", async () => {
  const lossFunction = (async () => {
    throw new Error("late");
  }) as never;
  const network = new NeuralNetwork({ layers: [new DenseLayer({ outputSize: 2 })], lossFunction });
  expect(() => network.train(X, y, once)).toThrow("expected an array of one element as the loss");
  await new Promise((resolve) => setTimeout(resolve, 5));
});

test("lists that contain themselves, or go too deep, are refused", () => {
  const own: unknown[] = [];
  own.push(own);
  let deep: unknown = 1;
  for (let i = 0; i < 1e5; i++) deep = [deep];
  for (const data of [own, deep]) {
    expect(() => new MLArray(data as number[])).toThrow(
      "MLArray: lists within lists, more than 64 deep",
    );
  }
});
