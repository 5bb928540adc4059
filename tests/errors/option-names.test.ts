import { expect, test } from "vitest";
import {
  Adam,
  BatchNorm,
  checkGradients,
  DenseLayer,
  Dropout,
  EarlyStopping,
  Embedding,
  full,
  graph,
  kFold,
  Layer,
  LayerNorm,
  LinearRegression,
  MinMaxScaler,
  MLArray,
  ModelCheckpoint,
  Neuron,
  PolynomialRegression,
  RandomUniform,
  SGD,
  StandardScaler,
  schedules,
  trainTestSplit,
  uniform,
  XavierUniform,
  zeros,
} from "../../src/index.js";

/** What takes options, options that it accepts, and a slip that must not pass for a default. */
type Call = (options: never) => unknown;

const rows = [[1], [2], [3], [4]];
const rate = { learningRate: 0.1 };
const calls: Record<string, [Call, object]> = {
  Dropout: [(options) => new Dropout(options), { rate: 0.5 }],
  BatchNorm: [(options) => new BatchNorm(options), { momentum: 0.1, epsilon: 1e-5 }],
  LayerNorm: [(options) => new LayerNorm(options), { epsilon: 1e-5 }],
  Embedding: [(options) => new Embedding(options), { inputSize: 3, outputSize: 2 }],
  Neuron: [(options) => new Neuron(options), { inputSize: 2, bias: 1 }],
  Layer: [(options) => new Layer(options), { inputSize: 2, outputSize: 1 }],
  LinearRegression: [(options) => new LinearRegression(options), { inputSize: 1 }],
  PolynomialRegression: [
    (options) => new PolynomialRegression(options),
    { inputSize: 1, degree: 2, outputSize: 1 },
  ],
  "schedules.step": [schedules.step, { ...rate, stepSize: 2, gamma: 0.5 }],
  "schedules.exponential": [schedules.exponential, { ...rate, gamma: 0.9 }],
  "schedules.cosine": [schedules.cosine, { ...rate, steps: 3, minimum: 0 }],
  "schedules.warmup": [schedules.warmup, { ...rate, steps: 3, startFactor: 0 }],
  "schedules.oneCycle": [schedules.oneCycle, { ...rate, steps: 9, riseShare: 0.3 }],
  "schedules.reduceOnPlateau": [
    schedules.reduceOnPlateau,
    { ...rate, patience: 2, monitor: "loss", mode: "min", minDelta: 0 },
  ],
  EarlyStopping: [
    (options) => new EarlyStopping(options),
    { patience: 2, restoreBest: true, monitor: "loss", minDelta: 0 },
  ],
  ModelCheckpoint: [
    (options) => new ModelCheckpoint(options),
    { write: () => {}, saveBestOnly: true, monitor: "loss" },
  ],
  trainTestSplit: [(options) => trainTestSplit(rows, rows, options), { testSize: 0.5, seed: 1 }],
  kFold: [(options) => kFold(rows, rows, options), { nSplits: 2, shuffle: false, seed: 1 }],
  checkGradients: [
    (options) => checkGradients((x) => x.mul(x), [[1, 2]], options),
    { tolerance: 1e-4 },
  ],
  zeros: [(options) => zeros([2], options), { dtype: "float64", requiresGrad: false }],
  full: [(options) => full([2], 7, options), { dtype: "float64" }],
  uniform: [(options) => uniform([2], options), { low: 2, high: 3, dtype: "float64" }],
  XavierUniform: [(options) => XavierUniform.initialize([2, 3], options), { dtype: "float64" }],
  RandomUniform: [(options) => RandomUniform.initialize([2, 3], options), { limit: 2 }],
  MLArray: [(options) => new MLArray([1, 2], options), { dtype: "float64", shape: [2, 1] }],
};

test.each(Object.entries(calls))("%s refuses what is no option of it", (name, [call, options]) => {
  expect(() => call(options as never)).not.toThrow();
  expect(() => call({ ...options, lerning: 1 } as never)).toThrow(
    new RegExp(`^${name}: unknown option lerning; expected \\w`),
  );
  expect(() => call(0.5 as never)).toThrow(`${name}: expected an object of options (`);
});

test("options behind separate lengths count as well", () => {
  expect(zeros(2, 3, { dtype: "float64" }).dtype).toBe("float64");
  expect(() => zeros(2, 3, { dtpye: "float64" } as never)).toThrow("zeros: unknown option dtpye");
  const drawn = uniform(1000, { low: 2, high: 3, requiresGrad: false });
  expect(drawn.requiresGrad).toBe(false);
  expect([drawn.min().item() >= 2, drawn.max().item() < 3]).toEqual([true, true]);
});

test("a regression's fit takes iterations, not epochs", () => {
  const model = new LinearRegression({ inputSize: 1 });
  const before = model.weights.toList();
  const learn = model.fit.bind(model) as (...given: unknown[]) => unknown;
  expect(() => learn(rows, rows, { epochs: 5 })).toThrow(
    "fit: unknown option epochs; expected iterations",
  );
  expect(() => learn(rows, rows, 5)).toThrow("fit: expected an object of options (iterations");
  expect(model.weights.toList()).toEqual(before);
});

test.each([StandardScaler, MinMaxScaler])("%o takes no options", (Scaler) => {
  const make = (...given: unknown[]) => new Scaler(...(given as never[]));
  expect(() => make({ featureRange: [-1, 1] })).toThrow(`${Scaler.name}: there are no options`);
  expect(make()).toBeInstanceOf(Scaler);
});

test("regularization names its options", () => {
  const options = { outputSize: 1, regularization: { L2: 0.1 } };
  expect(() => new DenseLayer(options as never)).toThrow(
    "DenseLayer: regularization: unknown option L2; expected l1, l2",
  );
});

test.each([SGD, Adam])("%o.step wants a list of arrays", (Optimizer) => {
  const optimizer = new Optimizer();
  const step = optimizer.step.bind(optimizer) as (given: unknown) => void;
  for (const given of [[1], new MLArray([1]), undefined, [new MLArray([1]), undefined]]) {
    expect(() => step(given)).toThrow(
      `${Optimizer.name}.step: expected a list of MLArrays, such as network.parameters(), got`,
    );
  }
  expect(optimizer.iterations).toBe(0);
});

test("what is of another kind than asked for is named", () => {
  const layer = new DenseLayer({ inputSize: 2, outputSize: 1 });
  const before = layer.weights;
  expect(() => {
    layer.weights = [[1], [2]] as never;
  }).toThrow("DenseLayer: weights must be an MLArray, got an array");
  expect(layer.weights).toBe(before);
  expect(() => new Neuron({ inputSize: 1, activation: "relu" } as never)).toThrow(
    "Neuron: activation must be a function of a Value, got string",
  );
  expect(() => graph(5 as never)).toThrow("graph: expected an MLArray or a Value, got 5");
  expect(() => new SGD({ learningRate: schedules.step as never })).toThrow(
    "SGD: learningRate must be a finite number >= 0, got a function",
  );
});

test("an array of arrays points to stack", () => {
  const x = new MLArray([1, 2]);
  expect(() => new MLArray([x, x] as never)).toThrow(
    "element 0 is an object (MLArray); expected a number or a Value; stack and concat make one array of several",
  );
});
