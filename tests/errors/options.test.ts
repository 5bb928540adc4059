import { expect, test } from "vitest";
import {
  AdaGrad,
  Adam,
  AdamW,
  DataLoader,
  DenseLayer,
  EarlyStopping,
  full,
  kFold,
  mseLoss,
  NeuralNetwork,
  RMSprop,
  SGD,
  SGDMomentum,
  schedules,
  trainTestSplit,
} from "../../src/index.js";

/** What callers without types write: SmolML's positions and spelling, or a slip of the finger. */
function made(Class: new (...options: never[]) => unknown, ...options: unknown[]): () => unknown {
  return () => new Class(...(options as never[]));
}

const optimizers = [SGD, SGDMomentum, AdaGrad, RMSprop, Adam, AdamW];

test.each(optimizers.map((Class) => [Class.name, Class] as const))(
  "%s refuses a bare rate and unknown names, and takes its own options",
  (name, Class) => {
    expect(made(Class, 0.1)).toThrow(`${name}: expected an object of options (learningRate`);
    expect(made(Class, { learning_rate: 0.1 })).toThrow(
      `${name}: unknown option learning_rate; expected learningRate, decay`,
    );
    const again = new (Class as typeof SGD)(new Class({ clipNorm: 1 }).config());
    expect(again.config()).toEqual({ ...new Class().config(), clipNorm: 1 });
  },
);

test("a layer and a network refuse SmolML's positions and unknown names", () => {
  expect(made(DenseLayer, 2, 16)).toThrow("DenseLayer: expected an object of options (inputSize");
  expect(made(DenseLayer)).toThrow("DenseLayer: expected an object of options");
  expect(made(DenseLayer, { output_size: 1 })).toThrow("DenseLayer: unknown option output_size");
  const layers = [new DenseLayer({ inputSize: 1, outputSize: 1 })];
  expect(made(NeuralNetwork, layers, mseLoss)).toThrow(
    "NeuralNetwork: expected an object of options (layers, lossFunction, optimizer, scaler), got an array",
  );
  expect(made(NeuralNetwork, { layers, loss: mseLoss })).toThrow("unknown option loss;");
});

test("training refuses missing and unknown options, and changes nothing", () => {
  const layers = [new DenseLayer({ inputSize: 1, outputSize: 1 })];
  const network = new NeuralNetwork({ layers, lossFunction: mseLoss });
  const before = network.parameters().map((array) => array.toList());
  const train = network.train.bind(network) as (...given: unknown[]) => unknown;
  const data = [[1]];
  expect(() => train(data, data)).toThrow("train: the options are missing: train(X, y, {");
  expect(() => train(data, data, 100)).toThrow("options (epochs");
  expect(() => train(data, data, { epochs: 1, batchsize: 1 })).toThrow(
    "train: unknown option batchsize; expected epochs",
  );
  expect(network.parameters().map((array) => array.toList())).toEqual(before);
});

test("counts are integers", () => {
  const learningRate = 0.1;
  const cases: readonly (readonly [() => unknown, string])[] = [
    [() => new EarlyStopping({ patience: 1.5 }), "EarlyStopping: patience must be an integer >= 0"],
    [() => new EarlyStopping({ patience: -1 }), "integer >= 0, got -1"],
    [
      () => schedules.reduceOnPlateau({ learningRate, cooldown: 0.5 }),
      "schedules.reduceOnPlateau: cooldown must be an integer >= 0, got 0.5",
    ],
    [() => schedules.oneCycle({ learningRate, steps: 2.5 }), "steps must be an integer >= 2"],
    [
      () => new SGD().setCounters({ iterations: 1.5, updates: [] }),
      "SGD: a counter must be an integer >= 0, got 1.5",
    ],
    [
      () => new DataLoader([[1]], [1], { prefetch: 0.5 }),
      "DataLoader: prefetch must be an integer >= 0, got 0.5",
    ],
  ];
  for (const [call, message] of cases) expect(call).toThrow(message);
});

test("a text in place of a number is told from the number", () => {
  const text = "0.1" as unknown as number;
  expect(() => new SGD({ learningRate: text })).toThrow(
    'SGD: learningRate must be a finite number >= 0, got "0.1"',
  );
  expect(() => new DenseLayer({ outputSize: text })).toThrow('positive integer, got "0.1"');
  const rows = [[1], [2]];
  const network = new NeuralNetwork({
    layers: [new DenseLayer({ outputSize: 1 })],
    lossFunction: mseLoss,
  });
  const train = (options: object) => network.train(rows, rows, { epochs: 1, ...options });
  for (const call of [
    () => full([2], text),
    () => kFold(rows, rows, { nSplits: text }),
    () => kFold(rows, rows, { seed: text }),
    () => trainTestSplit(rows, rows, { testSize: text }),
    () => train({ validationSplit: text }),
    () => train({ sampleWeights: [1, text] }),
  ]) {
    expect(call).toThrow('got "0.1"');
  }
});
