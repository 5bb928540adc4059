import { describe, expect, test } from "vitest";
import {
  Adam,
  Bidirectional,
  DenseLayer,
  GRU,
  LSTM,
  MLArray,
  Module,
  MultiHeadAttention,
  manualSeed,
  memory,
  mseLoss,
  NeuralNetwork,
  Ones,
  Parallel,
  randn,
  Sequential,
  SimpleRNN,
  TransformerBlock,
  zeros,
} from "../../src/index.js";
import { recurrentLayer, recurrentNames } from "../support/recurrent-layers.js";

function maskOf(lengths: readonly number[], steps: number): MLArray {
  const rows = lengths.map((n) => Array.from({ length: steps }, (_, t) => Number(t < n)));
  return new MLArray(rows, { requiresGrad: false });
}

/** What a model of one's own does with a mask: it is the second of its arrays. */
class Reader extends Module {
  readonly steps = new Bidirectional({ layer: new GRU({ outputSize: 6 }) });
  readonly dense = new DenseLayer({ outputSize: 1 });
  forward(x: MLArray, mask: MLArray): MLArray {
    return this.dense.forward(this.steps.forward(x, { mask }));
  }
}

describe("models", () => {
  const network = (...layers: Module[]) =>
    new NeuralNetwork({
      layers,
      lossFunction: mseLoss,
      optimizer: new Adam({ learningRate: 0.02 }),
    });
  const X = Array.from({ length: 12 }, (_, i) =>
    [0, 1, 2, 3].map((t) => [Math.sin(i + t), (i % 3) - 1]),
  );
  const y = X.map((steps) => [steps[0][0] * steps[2][1]]);

  test.each(recurrentNames)("of %s learn, are saved, and go on as they would have", (name) => {
    manualSeed(1);
    const model = network(
      new Bidirectional({ layer: recurrentLayer(name, { outputSize: 5, returnSequences: true }) }),
      recurrentLayer(name, {
        outputSize: 6,
        regularization: { l2: 1e-4 },
        recurrentInitializer: Ones,
      }),
      new DenseLayer({ outputSize: 1 }),
    );
    const history = model.train(X, y, { epochs: 80, batchSize: 4, verbose: false });
    expect(history.at(-1)).toBeLessThan(history[0] / 2);
    for (const copy of [
      NeuralNetwork.load(model.save()),
      NeuralNetwork.fromJSON(JSON.parse(JSON.stringify(model.toJSON()))),
    ]) {
      expect(copy.predict(X).toList()).toEqual(model.predict(X).toList());
      expect(copy.layers[1].config?.()).toEqual((model.layers[1] as Module).config());
      const rest = NeuralNetwork.load(model.save());
      expect(copy.trainOnBatch(X, y)).toBe(rest.trainOnBatch(X, y));
    }
  });

  test("tell their sizes", () => {
    const layers = [
      new LSTM({ outputSize: 5, inputSize: 2, returnSequences: true }),
      new Bidirectional({ layer: new GRU({ outputSize: 3 }) }),
    ];
    const model = network(...layers);
    model.predict(X);
    const rows = model
      .summary()
      .rows.map(({ path, shape, parameters }) => [path, shape, parameters]);
    expect(rows).toEqual([
      ["layers.0", "(2, 5)", 4 * 5 * (2 + 5 + 1)],
      ["layers.1", "", 2 * 3 * 3 * (5 + 3 + 2)],
      ["layers.1.layer", "(5, 3)", 3 * 3 * (5 + 3 + 2)],
      ["layers.1.backwardLayer", "(5, 3)", 3 * 3 * (5 + 3 + 2)],
    ]);
  });

  test("take masks beside their sequences", () => {
    manualSeed(4);
    const model = network(new Reader());
    const lengths = X.map((_, i) => 1 + (i % 4));
    const data = [new MLArray(X), maskOf(lengths, 4)];
    const target = X.map((steps, i) => [steps[lengths[i] - 1][0]]);
    const history = model.train(data, target, { epochs: 150, batchSize: 5, verbose: false });
    expect(history.at(-1)).toBeLessThan(history[0] / 10);
  });

  test("penalties count both matrices, each once", () => {
    const layer = new GRU({ outputSize: 2, inputSize: 3, regularization: { l1: 0.5, l2: 0.25 } });
    const of = ({ weights }: { weights: MLArray }) =>
      weights.abs().sum().mul(0.5).add(weights.square().sum().mul(0.25)).item();
    const expected = of(layer) + of({ weights: layer.recurrentWeights });
    expect(layer.penalty()?.item()).toBeCloseTo(expected, 5);
    const counted = new Set([layer.weights]);
    expect(layer.penalty(counted)?.item()).toBeCloseTo(of({ weights: layer.recurrentWeights }), 5);
    expect(layer.penalty(counted)).toBeNull();
    expect(new GRU({ outputSize: 2, inputSize: 3 }).penalty()).toBeNull();
  });

  test("frozen ones stay as they are, copies for the other side included", () => {
    const layer = new GRU({ outputSize: 3 });
    layer.trainable = false;
    const model = network(new Bidirectional({ layer }), new DenseLayer({ outputSize: 1 }));
    model.predict(X);
    const before = model.parameters().map((array) => array.toList());
    model.train(X, y, { epochs: 2, verbose: false });
    const after = model.parameters().map((array) => array.toList());
    expect(after.map((values, i) => JSON.stringify(values) === JSON.stringify(before[i]))).toEqual([
      ...Array(8).fill(true),
      false,
      false,
    ]);
  });

  test("predictions and steps leave nothing behind", () => {
    const model = network(
      new Bidirectional({ layer: new LSTM({ outputSize: 3, returnSequences: true }) }),
      new GRU({ outputSize: 3 }),
      new DenseLayer({ outputSize: 1 }),
    );
    const use = () => {
      model.trainOnBatch(X, y);
      model.predict(X).dispose();
    };
    use();
    use();
    const { arrays } = memory();
    for (let i = 0; i < 5; i++) use();
    expect(memory().arrays).toBe(arrays);
  });
});

test.each([
  ["SimpleRNN", () => new SimpleRNN({ outputSize: 4 })],
  ["LSTM", () => new LSTM({ outputSize: 4, useBias: false })],
  ["Bidirectional", () => new Bidirectional({ layer: new GRU({ outputSize: 2 }) })],
  ["MultiHeadAttention", () => new MultiHeadAttention({ heads: 1 })],
  ["TransformerBlock", () => new TransformerBlock({ heads: 1, hidden: 3 })],
])("a refused training leaves a %s unbuilt", (_, layer) => {
  const model = new NeuralNetwork({ layers: [layer()], lossFunction: mseLoss });
  const X = [
    [
      [1, 2],
      [3, 4],
    ],
  ];
  expect(() => model.train(X, [[1, 2, 3]], { epochs: 1, verbose: false })).toThrow();
  expect(model.parameters()).toEqual([]);
  // As if it had not been: another width is taken.
  expect(model.predict([[[1, 2, 3, 4]]]).shape[0]).toBe(1);
});

describe("what does not fit is named, and builds nothing", () => {
  const x = randn([2, 3, 4]);
  const state = zeros(2, 5);
  const expected = "GRU: expected (rows, steps, features) with at least one step, got";

  test.each([
    [[[1]], "GRU: expected an MLArray as input, got an array"],
    [[randn([3, 4])], `${expected} (3, 4)`],
    [[randn([2, 1, 3, 4])], `${expected} (2, 1, 3, 4)`],
    [[x, { masks: 1 }], "GRU: unknown option masks; expected state, mask"],
    [[x, { mask: [[1]] }], "GRU: the mask must be an MLArray, got an array"],
    [[x, { mask: zeros(3, 2) }], "GRU: the mask has shape (3, 2), expected (2, 3)"],
    [[x, { state: zeros(5) }], "GRU: the state has shape (5,), expected (2, 5)"],
    [[x, { state: [state, state] }], "GRU: the state must be an MLArray, got an array"],
    [[x, { state: 1 }], "GRU: the state must be an MLArray, got 1"],
    [
      [x, { state: zeros([2, 5], { dtype: "float64" }) }],
      "GRU: the state is float64, expected float32 as the input",
    ],
  ])("%#: %s", (given, message) => {
    const layer = new GRU({ outputSize: 5 });
    for (const call of ["forward", "forwardWithState"] as const) {
      expect(() => Reflect.apply(layer[call], layer, given)).toThrow(message);
    }
    expect(layer.parameters()).toEqual([]);
  });

  test("of an LSTM, of features, of one side", () => {
    const lstm = new LSTM({ outputSize: 5 });
    expect(() => lstm.forward(x, { state: state as never })).toThrow(
      "LSTM: the state must be a pair, [states, cells], got",
    );
    expect(() => lstm.forward(x, { state: [state, zeros(2, 4)] })).toThrow(
      "LSTM: the state has shape (2, 4), expected (2, 5)",
    );
    expect(lstm.parameters()).toEqual([]);
    lstm.forward(x);
    expect(() => lstm.forward(randn([2, 3, 5]))).toThrow(
      "LSTM: expected (rows, steps, 4) with at least one step, got (2, 3, 5)",
    );
    const both = new Bidirectional({ layer: new GRU({ outputSize: 5 }) });
    expect(() => both.forward(x, { state: state as never })).toThrow(
      "Bidirectional: the state must be a pair, of the layer and of its opposite, got",
    );
    expect(() => both.forward(x, { mask: zeros(2, 4) })).toThrow("the mask has shape (2, 4)");
    expect(both.parameters()).toEqual([]);
  });

  test("of options", () => {
    const gru = (options: object) => () => new GRU(options as never);
    expect(gru({ outputSize: 0 })).toThrow("GRU: outputSize must be a positive integer, got 0");
    expect(gru({ outputSize: 1, inputSize: 0.5 })).toThrow("GRU: inputSize must be a positive");
    expect(gru({ units: 1 })).toThrow("GRU: unknown option units; expected outputSize,");
    expect(gru({ outputSize: 1, returnSequences: 1 })).toThrow(
      "GRU: returnSequences must be true or false, got 1",
    );
    expect(gru({ outputSize: 1, recurrentInitializer: "ones" })).toThrow(
      "GRU: recurrentInitializer must have a function initialize, got",
    );
    expect(gru({ outputSize: 1, regularization: { l3: 1 } })).toThrow(
      "GRU: regularization: unknown",
    );
    const layer = new DenseLayer({ outputSize: 1 });
    expect(() => new Bidirectional({ layer } as never)).toThrow(
      "Bidirectional: layer must be a recurrent layer, such as new GRU({ outputSize: 8 }), got",
    );
  });

  test("of arrays that are set, and of those that are not there", () => {
    const layer = new GRU({ outputSize: 2, useBias: false });
    expect(() => layer.weights).toThrow("GRU: there are no weights yet: give inputSize");
    layer.build([1, 1, 3]);
    expect(() => layer.biases).toThrow("GRU: made with useBias: false, so it has no biases");
    expect(() => {
      layer.recurrentBiases = zeros(6);
    }).toThrow("GRU: made with useBias: false, so it has no recurrentBiases");
    const before = layer.recurrentWeights;
    expect(() => {
      layer.recurrentWeights = zeros(2, 5);
    }).toThrow("GRU: recurrentWeights must be (2, 6), got (2, 5)");
    expect(layer.recurrentWeights).toBe(before);
    const other = new GRU({ outputSize: 2, inputSize: 3 });
    layer.weights = other.weights;
    expect(layer.weights).toBe(other.weights);
  });
});

test("an error says where in the model it arose", () => {
  const inner = new Parallel({
    branches: [new DenseLayer({ outputSize: 4 }), new GRU({ outputSize: 4 })],
    merge: "add",
  });
  const model = new NeuralNetwork({
    layers: [new Sequential([new DenseLayer({ outputSize: 3 }), inner])],
    lossFunction: mseLoss,
  });
  expect(() => model.predict([[1, 2]])).toThrow(
    new RangeError(
      "GRU: expected (rows, steps, features) with at least one step, got (1, 3) (layers.0.layers.1.branches.1)",
    ),
  );
  // What is of another kind is the user's.
  class Own extends RangeError {}
  for (const own of [new Own("own"), null]) {
    const forward = (): never => {
      throw own;
    };
    const other = new NeuralNetwork({ layers: [{ forward }], lossFunction: mseLoss });
    let caught: unknown;
    try {
      other.predict([[1]]);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(own);
  }
});
