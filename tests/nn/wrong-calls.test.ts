import { describe, expect, test, vi } from "vitest";
import {
  Adam,
  binaryCrossEntropy,
  categoricalCrossEntropy,
  checkGradients,
  DenseLayer,
  MLArray,
  mseLoss,
  NeuralNetwork,
  relu,
  SGD,
  sigmoid,
  sigmoidBinaryCrossEntropy,
  softmax,
  softmaxCrossEntropy,
  TerminateOnNaN,
  Value,
} from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

const X = [
  [1, 2],
  [3, 4],
];
const oneHot = [
  [0, 1],
  [1, 0],
];
const quiet = { epochs: 1, verbose: false };

function network(options: object = {}): NeuralNetwork {
  const layers = [new DenseLayer({ inputSize: 2, outputSize: 2 })];
  return new NeuralNetwork({ layers, lossFunction: mseLoss, ...options });
}

const dense = (outputSize: number, activationFunction: (x: MLArray) => MLArray) => [
  new DenseLayer({ inputSize: 2, outputSize, activationFunction }),
];

/** What was warned of while `run` ran. */
function warningsOf(run: () => unknown): string[] {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  run();
  const texts = warn.mock.calls.map(([text]) => String(text));
  warn.mockRestore();
  return texts;
}

describe("what stands in quotes elsewhere is named with its import", () => {
  const cases: [string, () => unknown, string][] = [
    [
      "an activation",
      () => new DenseLayer({ outputSize: 2, activationFunction: "relu" as never }),
      'got "relu": import { relu } from "smolml" and give relu',
    ],
    [
      "an activation, as Python writes it",
      () => new DenseLayer({ outputSize: 2, activationFunction: "leaky_relu" as never }),
      'got "leaky_relu": import { leakyRelu } from "smolml" and give leakyRelu',
    ],
    [
      "a loss",
      () => network({ lossFunction: "mse" }),
      'got "mse": import { mseLoss } from "smolml" and give mseLoss',
    ],
    [
      "an optimizer",
      () => network({ optimizer: "adam" }),
      'got "adam": import { Adam } from "smolml" and give new Adam()',
    ],
    [
      "an activation among layers",
      () => network({ layers: [new DenseLayer({ outputSize: 2 }), "relu"] }),
      'layers[1] is no layer: "relu": import { relu } from "smolml" and give relu',
    ],
    [
      "an initializer",
      () => new DenseLayer({ outputSize: 2, weightInitializer: "he_normal" as never }),
      'got "he_normal": import { HeNormal } from "smolml" and give HeNormal',
    ],
    [
      "what nobody knows",
      () => network({ lossFunction: "hinge" }),
      'must be a function, got "hinge"',
    ],
    [
      "a class of an optimizer",
      () => network({ optimizer: Adam }),
      "got the class Adam; give an instance of it",
    ],
    [
      "a class of a layer",
      () => network({ layers: [DenseLayer] }),
      "the class DenseLayer; give an instance",
    ],
  ];
  test.each(cases)("%s", (_, call, message) => expect(call).toThrow(message));
});

test("train, fit and epochs without options say that they are missing", async () => {
  const train = (...given: unknown[]) =>
    Reflect.apply(NeuralNetwork.prototype.train, network(), given);
  for (const given of [
    [X, oneHot],
    [new MLArray(X), new MLArray(oneHot)],
    [[[X, oneHot]]],
    [X, new Float32Array(2)],
  ]) {
    expect(() => train(...given)).toThrow(
      "train: the options are missing: train(X, y, { epochs: 10 })",
    );
  }
  await expect(network().fit(X as never, oneHot as never)).rejects.toThrow(
    "fit: the options are missing",
  );
});

describe("steps of an optimizer", () => {
  test("take each array once", () => {
    const [w, once] = [new MLArray([1, 2]), new MLArray([1, 2])];
    for (const array of [w, once]) array.mul(3).backward();
    const optimizer = new SGD({ learningRate: 1 });
    for (let i = 0; i < 2; i++) optimizer.step([w, w]);
    const other = new SGD({ learningRate: 1 });
    for (let i = 0; i < 2; i++) other.step([once]);
    expect(w.toList()).toEqual(once.toList());
  });

  test("refuse a list without arrays", () => {
    const message =
      "SGD.step: expected a list of MLArrays, such as network.parameters(), got an empty one";
    expect(() => new SGD().step([])).toThrow(message);
    const none = new NeuralNetwork({ layers: [relu], lossFunction: mseLoss });
    expect(none.train(X, oneHot, quiet)).toHaveLength(1);
  });

  test("belong to one network", () => {
    const optimizer = new Adam();
    network({ optimizer });
    expect(() => network({ optimizer })).toThrow("this Adam belongs to another network");
    // A network that was refused has claimed nothing.
    const free = new Adam();
    expect(() => network({ optimizer: free, scaler: 1 })).toThrow("scaler");
    network({ optimizer: free });
  });
});

describe("operators", () => {
  test.each([
    ["an MLArray", new MLArray([1, 2])],
    ["a Value", new Value(1)],
  ])("of %s throw and name the methods; text is text", (what, x) => {
    const any = x as unknown as number;
    for (const use of [
      () => any + any,
      () => any * 2,
      () => any < 1,
      () => +any,
      () => `${any + 1}`,
    ]) {
      expect(use).toThrow(`${what} takes no operators: write a + b as a.add(b)`);
    }
    expect(`${x}`).toBe(x.toString());
    expect(String(x)).toBe(x.toString());
  });
});

test("options that are none are refused", () => {
  expect(() => Reflect.construct(Value, [2, { requiresGrad: false }])).toThrow(
    "Value: takes a number alone, no options",
  );
  const retain = { retain: true } as object;
  expect(() => new Value(2).mul(2).backward(retain)).toThrow("backward: unknown option retain");
  expect(() => new MLArray(2).mul(2).backward(null, retain)).toThrow(
    "backward: unknown option retain",
  );
});

test("checkGradients refuses a class, and a function that gives no array", () => {
  class Own {}
  expect(() => checkGradients(Own as never, [[1]])).toThrow("fn must be a function, got the class");
  expect(() => checkGradients((() => 1) as never, [[1]])).toThrow("fn must give an array, got 1");
});

test("checkGradients refuses an input that takes no part", () => {
  expect(() => checkGradients((a) => a.mul(2), [[1, 2], [3]])).toThrow(
    "checkGradients: no gradient reaches input 1",
  );
  expect(() => checkGradients((a, b) => a.mul(b.detach()), [[1], [3]])).toThrow("input 1");
});

onEachCore(() => {
  describe("numbers that a loss cannot mean", () => {
    test("labels and logits in binary cross entropies", () => {
      expect(() => binaryCrossEntropy([[0.5]], [[2]])).toThrow(
        "binaryCrossEntropy: target 2 at position 0: expected a number from 0 to 1; two classes are 0 and 1",
      );
      expect(() => sigmoidBinaryCrossEntropy([[3, 1]], [[0, -1]])).toThrow(
        "target -1 at position 1",
      );
      expect(() => binaryCrossEntropy([[0.5, 3]], [[1, 1]])).toThrow(
        "binaryCrossEntropy: prediction 3 at position 1: expected a number from 0 to 1, a probability",
      );
      expect(binaryCrossEntropy([[0, 1, 1 + 1e-6]], [[0, 1, 0.9]]).item()).toBeGreaterThan(0);
    });

    test("training by probabilities that are none", () => {
      const layer = new DenseLayer({ inputSize: 2, outputSize: 2, activationFunction: relu });
      layer.weights.updateValues([
        [2, 2],
        [2, 2],
      ]);
      const runaway = network({ layers: [layer], lossFunction: categoricalCrossEntropy });
      const before = layer.weights.toList();
      expect(() => runaway.train(X, oneHot, quiet)).toThrow(
        "categoricalCrossEntropy: prediction 6 at position 0: expected a number from 0 to 1",
      );
      expect(layer.weights.toList()).toEqual(before);
    });
  });

  describe("warnings, once", () => {
    test("an activation in front of a loss that has it in itself", () => {
      const double = network({ layers: dense(2, softmax), lossFunction: softmaxCrossEntropy });
      const warnings = warningsOf(() => {
        for (let i = 0; i < 2; i++) double.train(X, oneHot, quiet);
      });
      expect(warnings).toEqual([
        "smolml: softmaxCrossEntropy starts from logits and has its own softmax: leave out that of the last layer",
      ]);
      const single = network({
        layers: dense(1, sigmoid),
        lossFunction: sigmoidBinaryCrossEntropy,
      });
      expect(warningsOf(() => single.train(X, [[0], [1]], quiet)).join()).toContain(
        "has its own sigmoid",
      );
    });

    test("a softmax over a single output", () => {
      const flat = network({ layers: dense(1, softmax) });
      expect(warningsOf(() => flat.train(X, [[0], [1]], quiet)).join()).toContain(
        "a softmax over a single output is always 1",
      );
    });

    test("a loss that is no number, with its epoch and where to look", () => {
      const steep = () => network({ optimizer: new SGD({ learningRate: 1e30 }) });
      const warnings = warningsOf(() => steep().train(X, oneHot, { epochs: 6, verbose: false }));
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toMatch(
        /^smolml: train: the loss of epoch 2 is Infinity: .*checkData: true/,
      );
      const holed = [[Number.NaN, 1], X[1]];
      expect(warningsOf(() => network().train(holed, oneHot, quiet)).join()).toContain(
        "epoch 1 is NaN",
      );
      const callbacks = [new TerminateOnNaN()];
      expect(warningsOf(() => network().train(holed, oneHot, { ...quiet, callbacks }))).toEqual([]);
      const right = warningsOf(() =>
        network({ layers: dense(2, softmax) }).train(X, oneHot, quiet),
      );
      expect(right).toEqual([]);
    });
  });

  test("validationSplit over rows that stand class by class", () => {
    const rows = Array.from({ length: 12 }, (_, i) => [i, -i]);
    const labels = rows.map((_, i) => Math.floor(i / 6));
    const classifier = () => network({ lossFunction: softmaxCrossEntropy });
    const options = { ...quiet, validationSplit: 0.25 };
    const targets = labels.map((label) => [1 - label, label]);
    for (const y of [labels, targets, [...labels].reverse()]) {
      expect(() => classifier().train(rows, y, options)).toThrow("the rows stand class by class");
    }
    const mixed = labels.map((_, i) => i % 2);
    expect(classifier().train(rows, mixed, options).validationLoss).toHaveLength(1);
    const line = rows.map(([a]) => [a, a]);
    expect(network().train(rows, line, options).validationLoss).toHaveLength(1);
  });
});
