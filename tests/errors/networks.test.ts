import { describe, expect, test } from "vitest";
import {
  ActivationLayer,
  AdaGrad,
  Adam,
  AdamW,
  activation,
  categoricalCrossEntropy,
  DenseLayer,
  huberLoss,
  MinMaxScaler,
  MLArray,
  mseLoss,
  NeuralNetwork,
  RMSprop,
  SGD,
  SGDMomentum,
  StandardScaler,
  sparseCategoricalCrossEntropy,
  sparseSoftmaxCrossEntropy,
  trainTestSplit,
  zeros,
} from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

/** What a caller without types may pass. */
// biome-ignore lint/suspicious/noExplicitAny: the tests below give what the types forbid.
type Anything = any;

type Case = readonly [call: () => unknown, message: string];

function expectErrors(cases: Record<string, Case>): void {
  for (const [name, [call, message]] of Object.entries(cases)) {
    test(name, () => expect(call).toThrow(message));
  }
}

function regression(): NeuralNetwork {
  const layers = [
    new DenseLayer({ inputSize: 2, outputSize: 3, activationFunction: activation.tanh }),
    new DenseLayer({ inputSize: 3, outputSize: 1 }),
  ];
  return new NeuralNetwork({ layers, lossFunction: mseLoss, optimizer: new Adam() });
}

function classifier(): NeuralNetwork {
  const activationFunction = activation.softmax;
  const layers = [new DenseLayer({ inputSize: 2, outputSize: 3, activationFunction })];
  return new NeuralNetwork({ layers, lossFunction: categoricalCrossEntropy });
}

const X = [
  [1, 2],
  [3, 4],
];
const y = [[1], [2]];
const once = { epochs: 1, verbose: false };

onEachCore(() => {
  describe("wrong data leaves the network as it is", () => {
    const f64 = (shape: number[]): MLArray => zeros(shape, { dtype: "float64" });
    const cases: Record<
      string,
      [make: () => NeuralNetwork, X: Anything, y: Anything, message: string]
    > = {
      "y of another length": [regression, X, [[1]], "X has 2 rows and y has 1; expected as many"],
      "y flat against a column": [
        regression,
        X,
        [1, 2],
        "y has shape (2,), expected (2, 1) as the network's output has",
      ],
      "y of other columns": [
        regression,
        X,
        [
          [1, 2],
          [3, 4],
        ],
        "y has shape (2, 2), expected (2, 1) as the network's output has",
      ],
      "X of other features": [
        regression,
        [[1], [2]],
        y,
        "DenseLayer: an input of shape (1, 1) has 1 features, expected 2",
      ],
      "X without rows": [
        regression,
        [1, 2],
        y,
        "X must have rows of features and y one target per row, got X (2,) and y (2, 1)",
      ],
      "labels outside of the classes": [
        classifier,
        X,
        [0, 3],
        "label 3 at position 1: expected an integer from 0 to 2",
      ],
      "labels that are no integers": [
        classifier,
        X,
        [0.5, 1],
        "label 0.5 at position 0: expected an integer from 0 to 2",
      ],
      "targets of other classes": [
        classifier,
        X,
        [
          [1, 0],
          [0, 1],
        ],
        "y has shape (2, 2), expected (2, 3) as the network's output has or labels of shape (2,)",
      ],
      "X of another dtype": [regression, f64([2, 2]), y, "float64 and float32"],
      "y of another dtype": [regression, X, f64([2, 1]), "float32 and float64"],
      "ragged X": [regression, [[1, 2], [3]], y, "ragged nested arrays"],
      "strings in y": [regression, X, [["1"], ["2"]], 'y: row 0, column 0 is the string "1"'],
    };

    for (const [name, [make, data, targets, message]] of Object.entries(cases)) {
      test(name, () => {
        const network = make();
        network.trainOnBatch(X, network.predict(X));
        const before = network.parameters().map((array) => [array.toList(), array.grad().toList()]);
        const { iterations } = network.optimizer;
        expect(() => network.train(data, targets, once)).toThrow(message);
        const after = network.parameters().map((array) => [array.toList(), array.grad().toList()]);
        expect(after).toEqual(before);
        expect(network.optimizer.iterations).toBe(iterations);
      });
    }
  });

  describe("single steps", () => {
    const gone = (): MLArray => {
      const array = zeros(2, 2);
      array.dispose();
      return array;
    };
    expectErrors({
      "trainOnBatch, y flat against a column": [
        () => regression().trainOnBatch(X, [1, 2]),
        "(2, 1) and targets (2,) must have the same shape",
      ],
      "trainOnBatch, features": [
        () => regression().trainOnBatch([[1]], [[1]]),
        "DenseLayer: an input of shape (1, 1) has 1 features, expected 2",
      ],
      "evaluate, y of another length": [
        () => regression().evaluate(X, [[1]]),
        "mseLoss: predictions (2, 1) and targets (1, 1) must have the same shape",
      ],
      "predict, features": [
        () => regression().predict([[1, 2, 3]]),
        "DenseLayer: an input of shape (1, 3) has 3 features, expected 2",
      ],
      "predict, another dtype": [
        () => regression().predict(zeros([1, 2], { dtype: "float64" })),
        "dense: the operands are float64 and float32; convert one of them with astype",
      ],
      "predict, disposed of": [() => regression().predict(gone()), "the array was disposed of"],
      "train, disposed of": [
        () => regression().train(gone(), y, once),
        "the array was disposed of",
      ],
      "forward, no array": [
        () => regression().forward(X as Anything),
        "NeuralNetwork.forward: expected an MLArray, got an array",
      ],
    });
  });

  describe("options of train", () => {
    const train = (options: Anything) => () => regression().train(X, y, { ...once, ...options });
    expectErrors({
      "no epochs": [train({ epochs: 0 }), "train: epochs must be a positive integer, got 0"],
      "a part of an epoch": [train({ epochs: 1.5 }), "epochs must be a positive integer, got 1.5"],
      "epochs left out": [
        () => regression().train(X, y, {} as Anything),
        "train: epochs must be a positive integer, got undefined",
      ],
      "batchSize 0": [
        train({ batchSize: 0 }),
        "train: batchSize must be a positive integer, got 0",
      ],
      "batchSize NaN": [train({ batchSize: Number.NaN }), "batchSize must be a positive integer"],
      printEvery: [train({ printEvery: 0 }), "train: printEvery must be a positive integer, got 0"],
      "validation targets": [
        train({ validationData: [X, [1, 2]] }),
        "validationData: y has shape (2,), expected (2, 1) as the network's output has",
      ],
      "validation features": [
        train({ validationData: [[[1]], [[1]]] }),
        "DenseLayer: an input of shape (1, 1) has 1 features, expected 2",
      ],
    });

    test("a batchSize beyond the data is one batch", () => {
      const [a, b] = [regression(), regression()];
      b.parameters().forEach((array, i) => {
        array.updateValues(a.parameters()[i]);
      });
      const large = a.train(X, y, { ...once, epochs: 3, batchSize: 100, shuffle: false });
      const full = b.train(X, y, { ...once, epochs: 3 });
      expect([...large]).toEqual([...full]);
    });
  });

  describe("optimizers", () => {
    for (const Optimizer of [SGD, SGDMomentum, AdaGrad, RMSprop, Adam, AdamW]) {
      const { name } = Optimizer;
      const expected = `${name}: learningRate must be a finite number >= 0`;
      test(`${name}: learning rates`, () => {
        for (const learningRate of [
          Number.NaN,
          -1,
          Infinity,
          "0.1" as Anything,
          null as Anything,
        ]) {
          expect(() => new Optimizer({ learningRate })).toThrow(expected);
          const optimizer = new Optimizer({ learningRate: 0.25 });
          expect(() => {
            optimizer.learningRate = learningRate;
          }).toThrow(expected);
          expect(optimizer.learningRate).toBe(0.25);
        }
        expect(() => new Optimizer({ decay: -1 })).toThrow(`${name}: decay must be`);
      });
    }

    expectErrors({
      momentum: [() => new SGD({ momentum: 2 }), "SGD: momentum must be a finite number >= 0"],
      rho: [() => new RMSprop({ rho: Number.NaN }), "RMSprop: rho must be a finite number >= 0"],
      beta1: [() => new Adam({ beta1: 1 }), "Adam: beta1 must be a finite number >= 0 and <="],
      beta2: [() => new AdamW({ beta2: -1 }), "AdamW: beta2 must be a finite number >= 0 and <="],
      epsilon: [
        () => new AdaGrad({ epsilon: -1 }),
        "AdaGrad: epsilon must be a finite number >= 0",
      ],
      weightDecay: [() => new AdamW({ weightDecay: -1 }), "AdamW: weightDecay must be a finite"],
      "update of a name that is no array": [
        () => new SGD().update({}, 0, ["weights"]),
        'SGD.update: the layer has no array "weights"',
      ],
    });
  });

  describe("layers, losses and networks", () => {
    const dense = (options: Anything) => () => new DenseLayer(options);
    const network = (options: Anything) => () =>
      new NeuralNetwork({
        layers: [new ActivationLayer(activation.relu)],
        lossFunction: mseLoss,
        ...options,
      });
    expectErrors({
      outputSize: [dense({ outputSize: 0 }), "DenseLayer: outputSize must be a positive integer"],
      inputSize: [
        dense({ outputSize: 2, inputSize: 1.5 }),
        "DenseLayer: inputSize must be a positive integer, got 1.5",
      ],
      activationFunction: [
        dense({ outputSize: 1, activationFunction: "relu" }),
        'DenseLayer: activationFunction must be a function, got "relu"',
      ],
      weightInitializer: [
        dense({ outputSize: 1, weightInitializer: "x" }),
        "DenseLayer: weightInitializer must have a function initialize",
      ],
      "an activation layer": [
        () => new ActivationLayer("relu" as Anything),
        'ActivationLayer: activationFunction must be a function, got "',
      ],
      "a scalar as input": [
        () => new DenseLayer({ outputSize: 1 }).forward(new MLArray(1)),
        "DenseLayer: expected rows of features, got a scalar",
      ],
      "backward before forward": [
        () => new DenseLayer({ outputSize: 1 }).backward(zeros(1, 1)),
        "DenseLayer.backward: call forward first",
      ],
      "no layers": [
        network({ layers: [] }),
        "NeuralNetwork: layers must be a list of at least one",
      ],
      "no layer": [network({ layers: [{}] }), "NeuralNetwork: layers[0]"],
      "no loss": [
        network({ lossFunction: "mse" }),
        'NeuralNetwork: lossFunction must be a function, got "mse": import { mseLoss }',
      ],
      "an optimizer's class": [
        network({ optimizer: SGD }),
        "NeuralNetwork: optimizer must be one of this library, such as new SGD(), got the class SGD; give an instance of it",
      ],
      "an optimizer of one's own that extends none": [
        network({ optimizer: { step: () => {} } }),
        "NeuralNetwork: optimizer must be one of this library, such as new SGD(), got an object (Object)",
      ],
      "shapes of a loss": [
        () => mseLoss([[1], [2]], [1, 2]),
        "mseLoss: predictions (2, 1) and targets (2,) must have the same shape",
      ],
      "delta of huberLoss": [() => huberLoss([1], [1], 0), "huberLoss: delta must be a finite"],
      "labels outside": [
        () => sparseCategoricalCrossEntropy([[0.5, 0.5]], [2]),
        "sparseCategoricalCrossEntropy: label 2 at position 0: expected an integer from 0 to 1",
      ],
      "negative labels": [
        () => sparseSoftmaxCrossEntropy([[0.5, 0.5]], [-1]),
        "sparseSoftmaxCrossEntropy: label -1 at position 0: expected an integer from 0 to 1",
      ],
      "more labels than rows": [
        () => sparseCategoricalCrossEntropy([[0.5, 0.5]], [1, 0]),
        "labels of shape (2,) for predictions (1, 2): expected one label per row, (1,)",
      ],
    });
  });

  describe("preprocessing", () => {
    expectErrors({
      "transform before fit": [
        () => new StandardScaler().transform([[1]]),
        "StandardScaler.transform: call fit first",
      ],
      "other columns than in fit": [
        () => new MinMaxScaler().fit([[1, 2]]).transform([[1]]),
        "MinMaxScaler.transform: X has 1 columns, expected 2 as in fit",
      ],
      "more than two axes": [
        () => new StandardScaler().fit(zeros(2, 2, 2)),
        "StandardScaler: expected (rows, columns) or a single column (rows,), got (2, 2, 2)",
      ],
      "rows that do not match": [
        () => trainTestSplit([[1], [2]], [1]),
        "trainTestSplit: X has 2 rows and y has 1",
      ],
      "a share beyond all": [
        () => trainTestSplit([[1], [2]], [1, 2], { testSize: 2 }),
        "trainTestSplit: testSize must be a share in (0, 1) that leaves rows on both sides",
      ],
    });
  });
});
