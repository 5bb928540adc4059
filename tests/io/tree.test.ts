import { afterEach, describe, expect, test } from "vitest";
import {
  Adam,
  BatchNorm,
  DenseLayer,
  Dropout,
  Embedding,
  LayerNorm,
  LinearRegression,
  type MLArray,
  Module,
  type ModuleLike,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  type Optimizer,
  ones,
  Parallel,
  PolynomialRegression,
  Residual,
  randn,
  register,
  relu,
  Sequential,
  SGD,
  tanh,
  zeros,
} from "../../src/index.js";
import { decodeSafetensors } from "../../src/io/safetensors.js";
import { onEachCoreAndDtype } from "../support/settings.js";

const quiet = { verbose: false } as const;

/** A block of the user's own: options, children, a list, a buffer, and an array that the first input makes. */
class TestBlock extends Module {
  readonly norm = new BatchNorm();
  readonly drop = new Dropout({ rate: 0.5 });
  readonly layers: DenseLayer[];
  readonly seen = zeros([1], { requiresGrad: false });
  scale: MLArray | null = null;

  constructor(readonly options: { sizes: number[]; activationFunction: typeof relu }) {
    super();
    const { sizes, activationFunction } = options;
    this.layers = sizes.map(
      (outputSize) =>
        new DenseLayer({ outputSize, activationFunction, regularization: { l2: 0.01 } }),
    );
  }

  override config(): Record<string, unknown> {
    return this.options;
  }

  forward(x: MLArray): MLArray {
    this.scale ??= ones([x.shape[1]], { dtype: x.dtype });
    if (this.training) this.seen.updateValues(this.seen.add(1).detach());
    const start = this.drop.forward(this.norm.forward(x.mul(this.scale)));
    return this.layers.reduce((y, layer) => layer.forward(y), start);
  }
}

/** Modules that come as options, one of them under another name than its field has. */
class TestPair extends Module {
  readonly first: ModuleLike;
  readonly second: DenseLayer;

  constructor(options: { first: ModuleLike; other: DenseLayer }) {
    super();
    this.first = options.first;
    this.second = options.other;
  }

  override config(): Record<string, unknown> {
    return { first: this.first, other: this.second };
  }

  forward(x: MLArray): MLArray {
    return this.second.forward(this.first.forward(x) as MLArray);
  }
}

register("TestBlock", TestBlock);
register("TestPair", TestPair);

function modelOf(
  layers: readonly ModuleLike[],
  optimizer: Optimizer = new Adam({ learningRate: 0.05 }),
) {
  return new NeuralNetwork({ layers, lossFunction: mseLoss, optimizer });
}

function numbersOf(network: Module): number[][] {
  const arrays = [...network.parameters(), ...network.buffers()];
  return arrays.map((array) => [...array.toTypedArray()]);
}

onEachCoreAndDtype(() => {
  const cases: readonly (readonly [string, () => ModuleLike[]])[] = [
    [
      "a block three deep, with tied weights",
      () => {
        const options = { sizes: [4, 4], activationFunction: tanh };
        const [outer, inner] = [new TestBlock(options), new TestBlock(options)];
        const model = modelOf([new Residual([new Sequential([outer])]), inner]);
        model.predict(ones(2, 4));
        inner.layers[1].weights = outer.layers[0].weights;
        return [...model.layers, new DenseLayer({ outputSize: 1 })];
      },
    ],
    [
      "branches and their norms",
      () => [
        new Parallel({
          branches: [
            [new DenseLayer({ outputSize: 3 }), new LayerNorm()],
            [relu, new BatchNorm()],
          ],
          merge: "concat",
        }),
        new DenseLayer({ outputSize: 1 }),
      ],
    ],
    [
      "modules as options, and one that stands in two places",
      () => {
        const shared = new DenseLayer({ outputSize: 4 });
        const pair = new TestPair({ first: shared, other: new DenseLayer({ outputSize: 4 }) });
        return [pair, shared, new Residual([pair.second]), new DenseLayer({ outputSize: 1 })];
      },
    ],
    [
      "a module within a block that stands elsewhere too",
      () => {
        const block = new TestBlock({ sizes: [4], activationFunction: relu });
        return [
          block,
          block.layers[0],
          new Sequential([block.norm, new DenseLayer({ outputSize: 1 })]),
        ];
      },
    ],
    [
      "a network within a network",
      () => [
        modelOf([new DenseLayer({ outputSize: 4 }), new BatchNorm()]),
        new DenseLayer({ outputSize: 1 }),
      ],
    ],
  ];

  test.each(cases)("%s: the same predictions and the same steps after load", (_, make) => {
    manualSeed(4);
    const model = modelOf(make());
    const [X, y] = [
      randn([10, 4], { requiresGrad: false }),
      randn([10, 1], { requiresGrad: false }),
    ];
    model.train(X, y, { epochs: 2, batchSize: 5, ...quiet });
    const bytes = model.save();
    const copy = NeuralNetwork.load(bytes);
    expect(copy.parameters().length).toBe(model.parameters().length);
    expect(copy.buffers().length).toBe(model.buffers().length);
    expect(numbersOf(copy)).toEqual(numbersOf(model));
    expect(copy.predict(X).toList()).toEqual(model.predict(X).toList());
    expect(copy.evaluate(X, y)).toBe(model.evaluate(X, y));
    const options = { epochs: 4, initialEpoch: 2, batchSize: 5, ...quiet };
    // Loading has set the generator to where it stood at the save; each goes on from there.
    NeuralNetwork.load(bytes);
    const losses = [...copy.train(X, y, options)];
    NeuralNetwork.load(bytes);
    expect(losses).toEqual([...model.train(X, y, options)]);
    expect(numbersOf(copy)).toEqual(numbersOf(model));
    const json = NeuralNetwork.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(numbersOf(json)).toEqual(numbersOf(model));
  });

  test("what is frozen is frozen again, a thawed module within it not", () => {
    const block = new TestBlock({ sizes: [2, 2], activationFunction: relu });
    const model = modelOf([block, new DenseLayer({ outputSize: 1 })]);
    model.predict([[1, 2]]);
    block.trainable = false;
    block.layers[1].trainable = true;
    const copy = NeuralNetwork.load(model.save());
    const tracked = (network: NeuralNetwork) =>
      network.parameters().map(({ requiresGrad }) => requiresGrad);
    expect(tracked(copy)).toEqual(tracked(model));
    expect(tracked(copy).filter((each) => !each).length).toBe(5);
    const [copied] = copy.layers as unknown as [TestBlock];
    expect([copied.trainable, copied.norm.trainable, copied.layers[1].trainable]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("a network within a network keeps its own optimizer, with what it remembers", () => {
    manualSeed(2);
    const inner = modelOf([new DenseLayer({ inputSize: 2, outputSize: 2 })], new Adam());
    const data = [randn([4, 2], { requiresGrad: false }), randn([4, 2], { requiresGrad: false })];
    inner.train(data[0], data[1], { epochs: 3, ...quiet });
    const model = modelOf([inner, new DenseLayer({ outputSize: 1 })], new SGD({ momentum: 0.9 }));
    model.train(data[0], [[1], [2], [3], [4]], { epochs: 2, ...quiet });
    const bytes = model.save();
    expect([...decodeSafetensors(bytes).tensors.keys()]).toEqual(
      expect.arrayContaining([
        "layers.0.layers.0.weights",
        "optimizer.layers.0.layers.0.weights.velocity",
        "layers.0.optimizer.layers.0.weights.m",
      ]),
    );
    const copied = NeuralNetwork.load(bytes).layers[0] as unknown as NeuralNetwork;
    expect([copied.optimizer.iterations, copied.epoch]).toEqual([3, 3]);
    expect(copied.trainOnBatch(data[0], data[1])).toBe(inner.trainOnBatch(data[0], data[1]));
    expect(numbersOf(copied)).toEqual(numbersOf(inner));
  });

  test("without the optimizer a file is a third of the size, and its model trains afresh", () => {
    const model = modelOf([new DenseLayer({ inputSize: 50, outputSize: 50 })], new Adam());
    const X = randn([4, 50], { requiresGrad: false });
    model.train(X, X, { epochs: 2, ...quiet });
    const [whole, small] = [model.save(), model.save({ optimizer: false })];
    expect(small.length / whole.length).toBeLessThan(0.36);
    const copy = NeuralNetwork.load(small);
    expect(copy.predict(X).toList()).toEqual(model.predict(X).toList());
    expect([copy.optimizer.iterations, copy.epoch]).toEqual([0, 2]);
    expect(copy.optimizer.stateOf(copy.parameters()[0])).toBe(null);
  });

  test("regressions are saved with their optimizers", () => {
    manualSeed(1);
    const X = [
      [0, 1],
      [1, 0],
      [2, 1],
      [3, 3],
    ];
    const y = [1, 2, 4, 9];
    const linear = new LinearRegression({ inputSize: 2, optimizer: new Adam() });
    const curve = new PolynomialRegression({ inputSize: 2, degree: 2, optimizer: new Adam() });
    for (const model of [linear, curve]) model.fit(X, y, { iterations: 5, ...quiet });
    const copies = [LinearRegression.load(linear.save()), PolynomialRegression.load(curve.save())];
    [linear, curve].forEach((model, i) => {
      const copy = copies[i];
      expect(copy.constructor).toBe(model.constructor);
      expect(copy.predict(X).toList()).toEqual(model.predict(X).toList());
      expect([...copy.fit(X, y, { iterations: 3, ...quiet })]).toEqual([
        ...model.fit(X, y, { iterations: 3, ...quiet }),
      ]);
    });
    expect(() => LinearRegression.load(curve.save())).toThrow(
      'load: model: there is no layer "PolynomialRegression"; there are LinearRegression',
    );
    expect(() => NeuralNetwork.load(linear.save())).toThrow('there is no layer "LinearRegression"');
  });
});

describe("what cannot be saved or loaded", () => {
  afterEach(() => manualSeed(0));

  test("is named by its path", () => {
    class Unknown extends Module {
      forward(x: MLArray): MLArray {
        return x;
      }
    }
    const deep = modelOf([new Sequential([new Residual([new Unknown()])])]);
    expect(() => deep.save()).toThrow(
      "save: layers.0.layers.0.layers.0: the layer Unknown is none of this library's",
    );
    const model = modelOf([new Sequential([new Embedding({ inputSize: 2, outputSize: 3 })])]);
    const json = JSON.parse(JSON.stringify(model));
    json.tensors["layers.0.layers.0.weights"].shape = [3, 2];
    expect(() => NeuralNetwork.fromJSON(json)).toThrow(
      "fromJSON: layers.0.layers.0.weights is float32 (2, 3), but the file has float32 (3, 2) for it",
    );
    json.model.config.layers[0].config.layers[0].config.inputSize = -1;
    expect(() => NeuralNetwork.fromJSON(json)).toThrow(
      "fromJSON: layers.0.layers.0: Embedding: inputSize must be a positive integer, got -1",
    );
  });

  test("a class that makes other children than the saved one is refused", () => {
    let size = 2;
    class Moody extends Module {
      readonly dense = new DenseLayer({ inputSize: 2, outputSize: size });
      forward(x: MLArray): MLArray {
        return this.dense.forward(x);
      }
    }
    register("Moody", Moody);
    const bytes = modelOf([new Moody()]).save();
    size = 3;
    expect(() => NeuralNetwork.load(bytes)).toThrow("layers.0.dense.weights is float32 (2, 3)");
  });

  test("a model of another class is no network", () => {
    const json = JSON.parse(JSON.stringify(modelOf([relu as never])));
    json.model = { $module: "Dropout", config: { rate: 0.5 } };
    json.frozen = [];
    expect(() => NeuralNetwork.fromJSON(json)).toThrow(
      "the file holds a Dropout, no NeuralNetwork",
    );
  });
});
