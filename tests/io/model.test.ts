import { describe, expect, test } from "vitest";
import {
  type ActivationLayer,
  Adam,
  activation,
  BatchNorm,
  DenseLayer,
  Dropout,
  Embedding,
  Flatten,
  gelu,
  initializers,
  LayerNorm,
  losses,
  MinMaxScaler,
  MLArray,
  manualSeed,
  mish,
  mseLoss,
  NeuralNetwork,
  type NeuralNetworkOptions,
  randn,
  relu,
  SGD,
  StandardScaler,
  silu,
  softplus,
  tidy,
} from "../../src/index.js";
import { onEachCoreAndDtype } from "../support/settings.js";
import { numbersOf } from "./models.js";

type Layers = NeuralNetworkOptions["layers"];

function modelOf(layers: Layers, more: Partial<NeuralNetworkOptions> = {}): NeuralNetwork {
  return new NeuralNetwork({ layers, lossFunction: mseLoss, ...more });
}

function copyOf(model: NeuralNetwork): NeuralNetwork {
  return NeuralNetwork.load(model.save());
}

onEachCoreAndDtype((dtype) => {
  describe("what a model is made of comes back:", () => {
    const indices = new MLArray([[0, 2, 1]], { requiresGrad: false });
    const rows = [[0.5, -1, 2]];
    test.each<[string, () => Layers, MLArray | number[][]]>([
      ["DenseLayer", () => [new DenseLayer({ outputSize: 2, useBias: false })], rows],
      ["an activation", () => [new DenseLayer({ outputSize: 2 }), relu], rows],
      ["smooth ones", () => [gelu, gelu.tanh, silu, softplus, mish], rows],
      ["Dropout", () => [new Dropout({ rate: 0.5 })], rows],
      ["Flatten", () => [new Flatten(), new DenseLayer({ outputSize: 2 })], rows],
      ["BatchNorm", () => [new BatchNorm({ momentum: 0.3, epsilon: 0.1 })], rows],
      ["LayerNorm", () => [new LayerNorm({ epsilon: 0.1 })], rows],
      ["Embedding", () => [new Embedding({ inputSize: 3, outputSize: 4 })], indices],
    ])("%s", (_, layers, input) => {
      manualSeed(1);
      const model = modelOf(layers());
      const expected = model.predict(input).toList();
      for (const copy of [copyOf(model), NeuralNetwork.fromJSON(model.toJSON())]) {
        expect(copy.layers.map((layer) => layer.constructor)).toEqual(
          model.layers.map((layer) => layer.constructor),
        );
        expect(copy.layers.map((layer) => layer.config?.())).toEqual(
          model.layers.map((layer) => layer.config?.()),
        );
        expect(copy.predict(input).toList()).toEqual(expected);
        expect(copy.parameters().map((array) => array.dtype)).toEqual(
          model.parameters().map((array) => array.dtype),
        );
      }
    });

    test("the dtype is the file's, not the default one", () => {
      const other = dtype === "float32" ? "float64" : "float32";
      const model = modelOf([new DenseLayer({ outputSize: 2 })]);
      model.predict(new MLArray([[1, 2]], { dtype: other, requiresGrad: false }));
      expect(copyOf(model).parameters()[0].dtype).toBe(other);
      expect(new MLArray([1]).dtype).toBe(dtype);
    });
  });

  test.each(Object.entries(activation))("the activation %s comes back", (_, activationFunction) => {
    const layer = new DenseLayer({ inputSize: 2, outputSize: 2, activationFunction });
    const [dense, alone] = copyOf(modelOf([layer, activationFunction])).layers;
    expect((dense as DenseLayer).activationFunction).toBe(activationFunction);
    expect((alone as ActivationLayer).activationFunction).toBe(activationFunction);
  });

  test("NaN, infinities and the sign of zero pass through bytes and JSON", () => {
    const layer = new DenseLayer({ inputSize: 2, outputSize: 3, useBias: false });
    const values = [Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1 / 3, 0];
    layer.weights.updateValues(new MLArray(values, { shape: [2, 3] }));
    const model = modelOf([layer]);
    const expected = numbersOf(model);
    expect(numbersOf(copyOf(model))).toEqual(expected);
    const text = JSON.stringify(model);
    expect(numbersOf(NeuralNetwork.fromJSON(JSON.parse(text)))).toEqual(expected);
  });
});

test.each(Object.entries(losses))("the loss %s comes back", (_, lossFunction) => {
  const model = modelOf([new Flatten()], { lossFunction });
  expect(copyOf(model).lossFunction).toBe(lossFunction);
});

test.each(Object.entries(initializers))(
  "the initializer %s of a layer without weights comes back",
  (_, weightInitializer) => {
    const model = modelOf([new DenseLayer({ outputSize: 2, weightInitializer })]);
    const [layer] = copyOf(model).layers as [DenseLayer];
    expect(layer.weightInitializer).toBe(weightInitializer);
    expect(layer.inputSize).toBeUndefined();
  },
);

describe("weights that layers share", () => {
  const input = [[1, -2]];

  test("are saved once, and shared again", () => {
    const first = new DenseLayer({ inputSize: 2, outputSize: 2 });
    const second = new DenseLayer({ inputSize: 2, outputSize: 2 });
    second.weights = first.weights;
    const model = modelOf([first, second]);
    expect(Object.keys(model.toJSON().tensors)).toEqual([
      "layers.0.weights",
      "layers.0.biases",
      "layers.1.biases",
    ]);
    const copy = copyOf(model);
    const [p, q] = copy.layers as [DenseLayer, DenseLayer];
    expect(q.weights).toBe(p.weights);
    expect(copy.predict(input).toList()).toEqual(model.predict(input).toList());
  });

  test("stay one layer where one layer stands in the list twice", () => {
    const layer = new DenseLayer({ inputSize: 2, outputSize: 2 });
    const [first, between, second] = copyOf(modelOf([layer, relu, layer])).layers;
    expect(second).toBe(first);
    expect(between).not.toBe(first);
  });

  test("are shared again whatever the layers, and go on so", () => {
    const embedding = new Embedding({ inputSize: 2, outputSize: 2 });
    const dense = new DenseLayer({ inputSize: 2, outputSize: 2 });
    dense.weights = embedding.weights;
    const model = modelOf([embedding, dense]);
    const copy = copyOf(model);
    const [first, second] = copy.layers as readonly unknown[] as [Embedding, DenseLayer];
    expect(second.weights).toBe(first.weights);
    expect(copy.parameters().length).toBe(2);
    const y = [
      [1, 2],
      [3, 4],
    ];
    for (let step = 0; step < 3; step++) {
      expect(copy.trainOnBatch([0, 1], y)).toBe(model.trainOnBatch([0, 1], y));
    }
  });
});

test("frozen layers stay frozen", () => {
  const frozen = new DenseLayer({ inputSize: 2, outputSize: 2 });
  frozen.trainable = false;
  const model = modelOf([frozen, new DenseLayer({ inputSize: 2, outputSize: 1 })]);
  const copy = copyOf(model);
  expect(copy.layers.map((layer) => layer.trainable)).toEqual([false, true]);
  expect(copy.parameters().map((array) => array.requiresGrad)).toEqual([false, false, true, true]);
});

describe("a scaler", () => {
  const X = [
    [1, 10],
    [2, 10],
    [4, 10],
  ];

  test.each([new StandardScaler(), new MinMaxScaler()])(
    "%o comes back with the model",
    (scaler) => {
      const model = modelOf([new Flatten()], { scaler: scaler.fit(X) });
      for (const copy of [copyOf(model), NeuralNetwork.fromJSON(model.toJSON())]) {
        expect(copy.scaler).toBeInstanceOf(scaler.constructor);
        expect(copy.scaler?.getState()).toEqual(scaler.getState());
        expect(copy.scaler?.transform(X).toList()).toEqual(scaler.transform(X).toList());
      }
    },
  );

  test("that was not fit comes back so", () => {
    const copy = copyOf(modelOf([new Flatten()], { scaler: new StandardScaler() }));
    expect(() => copy.scaler?.transform(X)).toThrow("call fit first");
  });

  test("must be one", () => {
    const scaler = {} as StandardScaler;
    expect(() => modelOf([relu], { scaler })).toThrow("scaler must be a scaler");
  });
});

test("a model loaded inside a tidy outlives it", () => {
  const bytes = modelOf([new Embedding({ inputSize: 3, outputSize: 2 })]).save();
  let model: NeuralNetwork | undefined;
  tidy(() => {
    model = NeuralNetwork.load(bytes);
    return [];
  });
  expect(model?.predict(new MLArray([1], { requiresGrad: false })).shape).toEqual([1, 2]);
});

test("steps by layer are counted on", () => {
  const layer = new DenseLayer({ inputSize: 2, outputSize: 1 });
  const model = modelOf([layer], { optimizer: new Adam() });
  model.forward(new MLArray([[1, 2]])).backward();
  layer.update(model.optimizer, 0);
  layer.update(model.optimizer, 0);
  expect(copyOf(model).optimizer.getCounters()).toEqual({ iterations: 2, updates: [[0, 2]] });
});

test("the learning rate that was set last comes back", () => {
  const model = modelOf([new Flatten()], { optimizer: new SGD({ learningRate: 0.5 }) });
  model.optimizer.learningRate = 0.25;
  expect(copyOf(model).optimizer.learningRate).toBe(0.25);
});

const embedding = { inputSize: 2, outputSize: 5 };

describe("loadWeights", () => {
  const make = (hidden: number, outputs = 1): NeuralNetwork =>
    modelOf([
      new DenseLayer({ inputSize: 2, outputSize: hidden }),
      new BatchNorm(),
      new DenseLayer({ inputSize: hidden, outputSize: outputs }),
    ]);

  test("takes weights and buffers, and leaves the optimizer alone", () => {
    const [from, to] = [make(4), make(4)];
    const X = randn([8, 2], { requiresGrad: false });
    from.train(X, randn([8, 1], { requiresGrad: false }), { epochs: 2, verbose: false });
    to.predict(X);
    expect(to.loadWeights(from.save())).toBe(to);
    expect(numbersOf(to)).toEqual(numbersOf(from));
    expect(to.optimizer.iterations).toBe(0);
  });

  test.each<[string, () => NeuralNetwork, string]>([
    [
      "another size",
      () => make(5),
      "layers.0.weights is float32 (2, 4), but the file has float32 (2, 5) for it",
    ],
    [
      "another output",
      () => make(4, 3),
      "layers.2.weights is float32 (4, 1), but the file has float32 (4, 3) for it",
    ],
    [
      "fewer layers",
      () => modelOf([new DenseLayer({ inputSize: 2, outputSize: 4 })]),
      'the file has no tensor "layers.1.gain", float32 (4,)',
    ],
    [
      "more layers",
      () => modelOf([...make(4).layers, new DenseLayer({ inputSize: 1, outputSize: 1 })]),
      'the file has a tensor "layers.3.weights", float32 (1, 1), for which the model has no array',
    ],
  ])("refuses %s, with nothing changed", (_, other, message) => {
    const X = randn([2, 2], { requiresGrad: false });
    const [from, to] = [other(), make(4)];
    for (const model of [from, to]) model.predict(X);
    const before = numbersOf(to);
    expect(() => to.loadWeights(from.save())).toThrow(`loadWeights: ${message}`);
    expect(numbersOf(to)).toEqual(before);
  });

  test("lists at once what is missing, left over and of another shape", () => {
    const [from, to] = [
      modelOf([new DenseLayer({ inputSize: 2, outputSize: 3 }), new LayerNorm({ inputSize: 3 })]),
      modelOf([new DenseLayer({ inputSize: 2, outputSize: 4 }), new Embedding(embedding)]),
    ];
    const message = `loadWeights: ${[
      'the file has no tensor "layers.1.weights", float32 (2, 5)',
      'the file has a tensor "layers.1.gain", float32 (3,), for which the model has no array',
      'the file has a tensor "layers.1.offset", float32 (3,), for which the model has no array',
      "layers.0.weights is float32 (2, 4), but the file has float32 (2, 3) for it",
      "layers.0.biases is float32 (1, 4), but the file has float32 (1, 3) for it",
    ].join("; ")}`;
    expect(() => to.loadWeights(from.save())).toThrow(message);
  });

  test("asks for an input first where layers wait for one", () => {
    const X = randn([2, 2], { requiresGrad: false });
    const [from, to] = [
      make(4),
      modelOf([new DenseLayer({ outputSize: 4 }), ...make(4).layers.slice(1)]),
    ];
    from.predict(X);
    expect(() => to.loadWeights(from.save())).toThrow(
      'the file has a tensor "layers.0.weights", float32 (2, 4), for which the model has no array before its first input: call predict with a row',
    );
    to.predict(X);
    to.loadWeights(from.save());
    expect(to.predict(X).toList()).toEqual(from.predict(X).toList());
  });
});
