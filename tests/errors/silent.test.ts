import { describe, expect, test } from "vitest";
import {
  ActivationLayer,
  Adam,
  DataLoader,
  DenseLayer,
  EarlyStopping,
  Embedding,
  LinearRegression,
  MLArray,
  metrics,
  mseLoss,
  NeuralNetwork,
  PositionEmbedding,
  relu,
  Sequential,
  SGD,
} from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

const X = [
  [1, 2],
  [3, 4],
];
const y = [[1], [0]];
const quiet = { epochs: 1, verbose: false };
const dense = (inputSize: number, outputSize: number) => new DenseLayer({ inputSize, outputSize });

function network(options: object = {}): NeuralNetwork {
  return new NeuralNetwork({ layers: [dense(2, 1)], lossFunction: mseLoss, ...options });
}

describe("a class in the place of an instance or a function", () => {
  class Own {}
  const train = (options: object) => network().train(X, y, { ...quiet, ...options });
  const cases: [string, () => unknown, string][] = [
    ["a layer", () => network({ layers: [Sequential] }), "the class Sequential; give an instance"],
    [
      "one's own as a layer",
      () => network({ layers: [Own] }),
      "layers[0] is no layer: the class Own",
    ],
    [
      "a loss",
      () => network({ lossFunction: Own }),
      "lossFunction must be a function, got the class Own",
    ],
    ["an optimizer", () => network({ optimizer: Adam }), "got the class Adam; give an instance"],
    [
      "an activation",
      () => new DenseLayer({ outputSize: 1, activationFunction: Own as never }),
      "DenseLayer: activationFunction must be a function, got the class Own",
    ],
    ["an activation as a layer", () => new ActivationLayer(Own as never), "got the class Own"],
    [
      "an initializer",
      () => new DenseLayer({ outputSize: 1, weightInitializer: Own as never }),
      "DenseLayer: weightInitializer must have a function initialize, got the class Own",
    ],
    [
      "a callback",
      () => train({ callbacks: [EarlyStopping] }),
      "callbacks[0] is the class EarlyStopping",
    ],
    ["a metric", () => train({ metrics: [Own] }), "metrics[0] is the class Own"],
  ];
  test.each(cases)("%s", (_, call, message) => expect(call).toThrow(message));
});

describe("what stands in quotes elsewhere", () => {
  const cases: [() => unknown, string][] = [
    [() => network({ lossFunction: "hinge" }), "import { hingeLoss }"],
    [() => network({ optimizer: "lion" }), "give new Lion()"],
    [
      () => new DenseLayer({ outputSize: 1, activationFunction: "gelu" as never }),
      "import { gelu }",
    ],
    [
      () => new DenseLayer({ outputSize: 1, weightInitializer: "orthogonal" as never }),
      "{ Orthogonal }",
    ],
    [
      () => new Embedding({ inputSize: 1, outputSize: 1, weightInitializer: "zeros" as never }),
      'Embedding: weightInitializer must have a function initialize, got "zeros": import',
    ],
    [
      () => new PositionEmbedding({ sequenceLength: 1, weightInitializer: "ones" as never }),
      "import { Ones }",
    ],
  ];
  test.each(cases)("%#", (call, message) => expect(call).toThrow(message));
});

describe("options that are none, or true where they mean something else", () => {
  const history = () => network().train(X, y, quiet);
  const x = new MLArray(X);
  const no = "no" as never;
  const cases: [string, () => unknown, string][] = [
    ["save", () => network().save({ optimiser: false } as never), "save: unknown option optimiser"],
    [
      "what save keeps",
      () => network().save({ optimizer: no }),
      'save: optimizer must be true or false, got "no"',
    ],
    ["plot", () => history().plot({ widht: 3 } as never), "plot: unknown option widht"],
    ["toSVG", () => history().toSVG({ widht: 3 } as never), "plot: unknown option widht"],
    [
      "a size",
      () => history().plot(60 as never),
      "plot: expected an object of options (width, height), got 60",
    ],
    ["f1", () => metrics.f1([1], [1], { averge: "macro" } as never), "f1: unknown option averge"],
    [
      "accuracy",
      () => metrics.accuracy([1], [1], { treshold: 0 } as never),
      "accuracy: unknown option treshold",
    ],
    [
      "confusionMatrix",
      () => metrics.confusionMatrix([1], [1], 5 as never),
      "confusionMatrix: expected an object",
    ],
    [
      "keepDims",
      () => x.sum(0, { keepDims: true } as never),
      "sum: keepDims must be true or false, got an object",
    ],
    ["keepDims of several axes", () => x.mean([0, 1], 1 as never), "mean: keepDims must be"],
    ["verbose", () => network().train(X, y, { epochs: 1, verbose: no }), "train: verbose must be"],
    ["shuffle", () => network().train(X, y, { ...quiet, shuffle: no }), "train: shuffle must be"],
    [
      "checkData",
      () => network().train(X, y, { ...quiet, checkData: no }),
      "train: checkData must be",
    ],
    [
      "useBias",
      () => new DenseLayer({ outputSize: 1, useBias: no }),
      "DenseLayer: useBias must be",
    ],
    ["nesterov", () => new SGD({ nesterov: no }), "SGD: nesterov must be"],
    [
      "restoreBest",
      () => new EarlyStopping({ restoreBest: no }),
      "EarlyStopping: restoreBest must be",
    ],
    ["dropLast", () => new DataLoader(X, y, { dropLast: no }), "DataLoader: dropLast must be"],
    ["requiresGrad", () => new MLArray(X, { requiresGrad: no }), "MLArray: requiresGrad must be"],
    [
      "retainGraph",
      () => x.sum().backward(null, { retainGraph: no }),
      "backward: retainGraph must be",
    ],
  ];
  test.each(cases)("%s", (_, call, message) => expect(call).toThrow(message));
});

onEachCore(() => {
  test("an input that does not fit a layer is told with the layer's place", () => {
    const layers = [dense(2, 3), dense(4, 1)];
    expect(() => network({ layers }).predict(X)).toThrow(
      "DenseLayer: an input of shape (2, 3) has 3 features, expected 4 (layers.1)",
    );
    expect(() => network({ layers: [relu, new Sequential(layers)] }).train(X, y, quiet)).toThrow(
      /expected 4 \(layers\.1\.layers\.1\)$/,
    );
  });

  test("[start, stop, 1] means positions, which take has", () => {
    const x = new MLArray([[1], [2], [3]]);
    const message = "for positions one by one, take([…], 0)";
    for (const index of [
      [0, 2, 1],
      [0, 2, 1, 1],
      [2, 0, 1],
    ]) {
      expect(() => x.get(index)).toThrow(message);
      expect(() => x.set([index], 1)).toThrow(message);
    }
  });

  test("toVector and toMatrix are typed, and want that many axes", () => {
    const vector: number[] = new MLArray([1, 2]).toVector();
    const matrix: number[][] = new MLArray(X).toMatrix();
    expect([vector, matrix]).toEqual([[1, 2], X]);
    expect(() => new MLArray(X).toVector()).toThrow("toVector: expected one axis, got (2, 2)");
    expect(() => new MLArray(1).toMatrix()).toThrow("toMatrix: expected two axes, got ()");
  });

  test("backward of a loss of predict reaches nothing that learns, and says so", () => {
    const target = new MLArray(y);
    const model = network();
    expect(() => mseLoss(model.predict(X), target).backward()).toThrow(
      "takes no part in gradients (made with requiresGrad: false, by detach or predict, or inside noGrad)",
    );
    const regression = new LinearRegression({ inputSize: 2 });
    expect(() => mseLoss(regression.predict(X), target).backward()).toThrow("predict");
    expect(target.grad().toList()).toEqual([[0], [0]]);
    mseLoss(regression.forward(new MLArray(X)), target).backward();
    expect(regression.weights.grad().toList()).not.toEqual([[0], [0]]);
  });
});
