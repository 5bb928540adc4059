import { describe, expect, test } from "vitest";
import {
  ActivationLayer,
  activation,
  BatchNorm,
  categoricalCrossEntropy,
  DenseLayer,
  Dropout,
  Embedding,
  Flatten,
  Layer,
  LayerNorm,
  MLArray,
  Module,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  Neuron,
  ones,
  SGD,
  Value,
} from "../../src/index.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";

const data = new Data(5);

function input(...shape: number[]): { shape: number[]; values: number[] } {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, values: data.rough(size, -2, 2) };
}

function expectInputGradients(layer: { forward(x: MLArray): MLArray }, ...shape: number[]): void {
  expectGradients((x) => layer.forward(x), [input(...shape)]);
}

onEachCore(() => {
  describe("gradients by differences", () => {
    test("LayerNorm, on matrices and beyond", () => {
      const layer = new LayerNorm();
      layer.build([1, 5], "float64");
      expectInputGradients(layer, 3, 5);
      expectInputGradients(layer, 2, 3, 5);
    });

    test("BatchNorm over a batch, and by its running statistics", () => {
      const layer = new BatchNorm();
      layer.build([1, 3], "float64");
      expectInputGradients(layer, 6, 3);
      layer.eval();
      expectInputGradients(layer, 4, 3);
    });

    test("Flatten", () => {
      expectInputGradients(new Flatten(), 3, 2, 4);
    });

    test("the gain and offset of both", () => {
      for (const layer of [new LayerNorm(), new BatchNorm()]) {
        const x = new MLArray(data.rough(12, -2, 2), { shape: [4, 3], dtype: "float64" });
        layer.forward(x);
        const slope = data.rough(12, -1, 1);
        const upstream = new MLArray(slope, { shape: [4, 3], dtype: "float64" });
        const y = layer.forward(x);
        y.backward(upstream);
        // y = gain normed + offset, with gain 1 and offset 0: normed is y itself.
        const normed = y.toTypedArray();
        for (let j = 0; j < 3; j++) {
          const rows = [0, 1, 2, 3].map((i) => i * 3 + j);
          const gain = rows.reduce((sum, at) => sum + slope[at] * normed[at], 0);
          const offset = rows.reduce((sum, at) => sum + slope[at], 0);
          expect(layer.gain.grad().toTypedArray()[j]).toBeCloseTo(gain, 12);
          expect(layer.offset.grad().toTypedArray()[j]).toBeCloseTo(offset, 12);
        }
      }
    });
  });
});

onEachCoreAndDtype((dtype) => {
  const digits = dtype === "float64" ? 12 : 5;

  describe("Dropout", () => {
    test("drops the stated share, scales the rest, and keeps the mean", () => {
      manualSeed(7);
      const y = new Dropout({ rate: 0.25 }).forward(ones(100, 100)).toTypedArray();
      const dropped = y.filter((value) => value === 0).length;
      // Five standard errors of a share of 0.25 in 10,000 draws are 0.022.
      expect(Math.abs(dropped / 10_000 - 0.25)).toBeLessThan(0.022);
      expect(new Set(y)).toEqual(
        new Set([0, dtype === "float64" ? 1 / 0.75 : Math.fround(1 / 0.75)]),
      );
    });

    test("repeats with the seed, differs from call to call, and backward uses the same mask", () => {
      const layer = new Dropout({ rate: 0.5 });
      const x = ones(4, 25);
      manualSeed(1);
      const first = layer.forward(x).toList();
      expect(layer.forward(x).toList()).not.toEqual(first);
      manualSeed(1);
      expect(layer.forward(x).toList()).toEqual(first);
      expect(layer.backward(ones(4, 25)).toList()).toEqual(first);
    });

    test("is off in predict and evaluate, and on again afterwards", () => {
      const layer = new Dropout({ rate: 0.9 });
      const model = new NeuralNetwork({ layers: [layer], lossFunction: mseLoss });
      const x = ones(10, 10);
      expect(model.predict(x).toList()).toEqual(x.toList());
      expect(model.evaluate(x, x)).toBe(0);
      expect(layer.forward(x).toList()).not.toEqual(x.toList());
    });

    test("a rate out of range is an error", () => {
      expect(() => new Dropout({ rate: 1 })).toThrow(/Dropout: rate must be .*got 1/);
      expect(() => new Dropout({ rate: Number.NaN })).toThrow(/Dropout: rate .*got NaN/);
    });
  });

  describe("BatchNorm", () => {
    // torch.nn.BatchNorm1d(2) fed [[1, 10], [3, 30], [5, 80]]: mean (3, 40), unbiased variance (4, 1300),
    // running = 0.9 * start + 0.1 * batch.
    const x = new MLArray([
      [1, 10],
      [3, 30],
      [5, 80],
    ]);

    test("scales each feature over the batch", () => {
      const y = new BatchNorm({ epsilon: 0 }).forward(x.astype(dtype)).toTypedArray();
      const z = Math.sqrt(8 / 3);
      expect(y[0]).toBeCloseTo(-2 / z, digits);
      expect(y[2]).toBeCloseTo(0, digits);
      expect(y[5]).toBeCloseTo(40 / Math.sqrt(2600 / 3), digits);
    });

    test("keeps running statistics as PyTorch does, and predicts by them", () => {
      const layer = new BatchNorm();
      layer.forward(x.astype(dtype));
      const [mean, variance] = layer.buffers();
      expect(mean.toTypedArray()[0]).toBeCloseTo(0.3, digits);
      expect(mean.toTypedArray()[1]).toBeCloseTo(4, digits);
      expect(variance.toTypedArray()[0]).toBeCloseTo(0.9 + 0.4, digits);
      expect(variance.toTypedArray()[1]).toBeCloseTo(0.9 + 130, digits - 2);
      layer.backward(ones(3, 2));
      expect(mean.toTypedArray()[1]).toBeCloseTo(4, digits);
      layer.eval();
      const y = layer.forward(new MLArray([[1.3, 4]])).toTypedArray();
      expect(y[0]).toBeCloseTo(1 / Math.sqrt(1.3 + 1e-5), digits);
      expect(y[1]).toBeCloseTo(0, digits);
    });

    test("a batch of one row, or of other features, is an error", () => {
      const layer = new BatchNorm();
      expect(() => layer.forward(ones(1, 2))).toThrow(
        /BatchNorm: a batch .* at least 2 rows, got 1/,
      );
      expect(() => layer.forward(ones(3, 4))).toThrow(
        /BatchNorm: an input of shape \(3, 4\) has 4 features, expected 2/,
      );
    });
  });

  describe("Embedding", () => {
    test("looks rows up, for indices of any shape", () => {
      const layer = new Embedding({ inputSize: 5, outputSize: 3 });
      const table = layer.weights.toList() as number[][];
      const y = layer.forward(
        new MLArray([
          [4, 0],
          [2, 4],
        ]),
      );
      expect(y.shape).toEqual([2, 2, 3]);
      expect(y.toList()).toEqual([
        [table[4], table[0]],
        [table[2], table[4]],
      ]);
    });

    test("adds up the gradients of a row used twice", () => {
      const layer = new Embedding({ inputSize: 4, outputSize: 2 });
      layer.forward(new MLArray([1, 3, 1])).backward(
        new MLArray([
          [1, 2],
          [4, 8],
          [16, 32],
        ]),
      );
      expect(layer.weights.grad().toList()).toEqual([
        [0, 0],
        [17, 34],
        [0, 0],
        [4, 8],
      ]);
    });

    test("an index outside the table is an error", () => {
      const layer = new Embedding({ inputSize: 4, outputSize: 2 });
      expect(() => layer.forward(new MLArray([0, 4]))).toThrow(
        /embedding: index 4 at position 1: expected an integer from 0 to 3/,
      );
    });
  });

  describe("by hand", () => {
    test("a chain of backward calls equals autograd", () => {
      manualSeed(3);
      const layers = [
        new DenseLayer({ inputSize: 4, outputSize: 6, activationFunction: activation.tanh }),
        new LayerNorm(),
        new DenseLayer({ inputSize: 6, outputSize: 3 }),
        new ActivationLayer(activation.softmax),
      ];
      const x = new MLArray(data.rough(20, -1, 1), { shape: [5, 4] });
      const y = new MLArray([0, 2, 1, 1, 0], { requiresGrad: false });
      const forward = (): MLArray => layers.reduce((h, layer) => layer.forward(h), x);
      categoricalCrossEntropy(forward(), y).backward();
      const parameters = layers.flatMap((layer) => layer.parameters());
      const expected = parameters.map((array) => Array.from(array.grad().toTypedArray()));
      const expectedInput = x.grad().toTypedArray();
      for (const array of [x, ...parameters]) array.restart();

      const p = forward().detach();
      p.node.requiresGrad = true;
      categoricalCrossEntropy(p, y).backward();
      let gradient = p.grad();
      for (const layer of [...layers].reverse()) gradient = layer.backward(gradient);
      gradient.toTypedArray().forEach((value, i) => {
        expect(value).toBeCloseTo(expectedInput[i], digits - 1);
      });
      parameters.forEach((array, which) => {
        array
          .grad()
          .toTypedArray()
          .forEach((value, i) => {
            expect(value).toBeCloseTo(expected[which][i], digits - 1);
          });
      });
    });

    test("backward before forward is an error", () => {
      expect(() => new Flatten().backward(ones(1, 1))).toThrow(
        /Flatten.backward: call forward first/,
      );
    });
  });

  describe("a neuron", () => {
    test("weighs, sums and adds its bias, on numbers and with gradients", () => {
      const neuron = new Neuron({
        weights: [0.5, -1],
        bias: 0.25,
        activation: (sum) => sum.relu(),
      });
      const x = new Value(3);
      const y = neuron.forward([x, 0.5]);
      expect(y.data).toBe(1.25);
      y.backward();
      expect(neuron.weights.map((w) => w.grad)).toEqual([3, 0.5]);
      expect([neuron.bias.grad, x.grad]).toEqual([1, 0.5]);
    });

    test("a layer of them equals the dense layer with the same weights", () => {
      const layer = new Layer({ inputSize: 3, outputSize: 2, activation: (sum) => sum.tanh() });
      const dense = new DenseLayer({
        inputSize: 3,
        outputSize: 2,
        activationFunction: activation.tanh,
      });
      const rows = [0, 1, 2].map((i) => layer.neurons.map((neuron) => neuron.weights[i].data));
      dense.weights.updateValues(rows);
      const x = data.rough(3, -1, 1);
      const outputs = layer.forward(x);
      const y = dense.forward(new MLArray([x]));
      y.sum().backward();
      outputs[0].add(outputs[1]).backward();
      y.toTypedArray().forEach((value, j) => {
        expect(value).toBeCloseTo(outputs[j].data, digits);
      });
      const slopes = dense.weights.grad().toList() as number[][];
      layer.neurons.forEach((neuron, j) => {
        neuron.weights.forEach((weight, i) => {
          expect(slopes[i][j]).toBeCloseTo(weight.grad, digits);
        });
      });
    });

    test("inputs of another number are an error", () => {
      expect(() => new Neuron({ inputSize: 2 }).forward([1])).toThrow(/got 1 inputs, expected 2/);
    });
  });

  describe("a network", () => {
    test("takes pairs, functions and nested lists, and infers sizes", () => {
      const model = new NeuralNetwork({
        layers: [
          [new DenseLayer({ outputSize: 8 }), activation.relu],
          [[new DenseLayer({ outputSize: 2 })], activation.softmax],
        ],
        lossFunction: categoricalCrossEntropy,
      });
      expect(model.layers.map((layer) => layer.constructor.name)).toEqual([
        "DenseLayer",
        "ActivationLayer",
        "DenseLayer",
        "ActivationLayer",
      ]);
      expect(model.predict(ones(3, 5)).shape).toEqual([3, 2]);
      expect(model.predict([1, 2, 3, 4, 5]).shape).toEqual([2]);
    });

    test("takes a network among its layers, whole or by its layers", () => {
      const inner = new NeuralNetwork({
        layers: [new DenseLayer({ inputSize: 2, outputSize: 3 })],
        lossFunction: mseLoss,
      });
      const head = new DenseLayer({ inputSize: 3, outputSize: 1 });
      const made = [
        [inner, head],
        [inner.layers, head],
      ].map((layers) => new NeuralNetwork({ layers, lossFunction: mseLoss }));
      const [whole, flat] = made.map((network) => network.predict([[1, 2]]).toList());
      expect(whole).toEqual(flat);
      expect(made.map((network) => network.parameters().length)).toEqual([4, 4]);
      made[0].train([[1, 2]], [[5]], { epochs: 3, verbose: false });
      expect(made[1].predict([[1, 2]]).toList()).toEqual(made[0].predict([[1, 2]]).toList());
    });

    test("says which layer gives no array", () => {
      const numbers = ((x: MLArray) => x.toList()) as (x: MLArray) => unknown as () => MLArray;
      const own = { forward: numbers };
      for (const [entry, name] of [
        [numbers, "ActivationLayer"],
        [own, "Object"],
      ] as const) {
        const model = new NeuralNetwork({ layers: [entry], lossFunction: mseLoss });
        expect(() => model.predict([[1, 2]])).toThrow(
          `${name}: forward must give an MLArray, got an array`,
        );
      }
    });

    test("says which entry is no layer", () => {
      const layers = [[new DenseLayer({ outputSize: 8 }), "relu"]];
      expect(() => new NeuralNetwork({ layers: layers as never, lossFunction: mseLoss })).toThrow(
        /layers\[0\]\[1\] is no layer/,
      );
    });

    test("adds the penalties of weights to the loss and to the gradient", () => {
      const layer = new DenseLayer({
        inputSize: 2,
        outputSize: 1,
        regularization: { l1: 0.5, l2: 0.25 },
      });
      layer.weights.updateValues([[2], [-3]]);
      const optimizer = new SGD({ learningRate: 1 });
      const model = new NeuralNetwork({ layers: [layer], lossFunction: mseLoss, optimizer });
      // X = 0 and y = 0: the data adds nothing. 0.5 (2 + 3) + 0.25 (4 + 9) = 5.75.
      const [X, y] = [[[0, 0]], [[0]]];
      expect(model.evaluate(X, y)).toBe(5.75);
      expect(model.trainOnBatch(X, y)).toBe(5.75);
      // w - (0.5 sign w + 0.5 w)
      expect(layer.weights.toList()).toEqual([[0.5], [-1]]);
      expect(layer.biases.toList()).toEqual([[0]]);
    });

    test("leaves frozen layers as they are, to the bit", () => {
      const frozen = new DenseLayer({ inputSize: 3, outputSize: 4 });
      const model = new NeuralNetwork({
        layers: [frozen, new DenseLayer({ outputSize: 1 })],
        lossFunction: mseLoss,
      });
      const X = new MLArray(data.rough(15, -1, 1), { shape: [5, 3] });
      const y = ones(5, 1);
      model.trainOnBatch(X, y);
      frozen.trainable = false;
      const before = frozen.weights.toList();
      const second = (model.layers[1] as DenseLayer).weights.toList();
      model.trainOnBatch(X, y);
      expect(frozen.weights.toList()).toEqual(before);
      expect((model.layers[1] as DenseLayer).weights.toList()).not.toEqual(second);
      frozen.trainable = true;
      model.trainOnBatch(X, y);
      expect(frozen.weights.toList()).not.toEqual(before);
    });

    test("shares weights between layers, each counted and stepped once", () => {
      const a = new DenseLayer({ inputSize: 2, outputSize: 2, useBias: false });
      const b = new DenseLayer({ inputSize: 2, outputSize: 2, useBias: false });
      b.weights = a.weights;
      const model = new NeuralNetwork({ layers: [a, b], lossFunction: mseLoss });
      expect(model.parameters()).toHaveLength(1);
      model.trainOnBatch(ones(3, 2), ones(3, 2));
      expect(b.weights.toList()).toEqual(a.weights.toList());
      expect(() => {
        b.weights = ones(3, 2);
      }).toThrow(/weights must be \(2, 2\), got \(3, 2\)/);
      const own = b.weights;
      expect(() => {
        b.weights = a.weights.T;
      }).toThrow("DenseLayer: weights cannot be the result of transpose, which");
      expect(b.weights).toBe(own);
    });

    test("takes a layer of one's own", () => {
      class Scale extends Module {
        readonly factor = new MLArray([1]);

        forward(x: MLArray): MLArray {
          return x.mul(this.factor);
        }
      }
      const scale = new Scale();
      const optimizer = new SGD({ learningRate: 0.1 });
      const model = new NeuralNetwork({ layers: [scale], lossFunction: mseLoss, optimizer });
      model.train([[1], [2]], [[3], [6]], { epochs: 100, verbose: false });
      expect(scale.factor.item()).toBeCloseTo(3, 5);
    });
  });
});

describe("summary", () => {
  test("is a table of the layers, with frozen parameters counted apart", () => {
    const first = new DenseLayer({
      inputSize: 3,
      outputSize: 4,
      activationFunction: activation.relu,
    });
    first.trainable = false;
    const layers = [first, new DenseLayer({ inputSize: 4, outputSize: 2 })];
    const summary = new NeuralNetwork({ layers, lossFunction: mseLoss }).summary();
    expect(summary.rows).toEqual([
      {
        path: "layers.0",
        layer: "DenseLayer",
        shape: "(3, 4)",
        activation: "relu",
        parameters: 16,
        trainable: false,
        depth: 0,
      },
      {
        path: "layers.1",
        layer: "DenseLayer",
        shape: "(4, 2)",
        activation: "linear",
        parameters: 10,
        trainable: true,
        depth: 0,
      },
    ]);
    expect([summary.parameters, summary.trainableParameters]).toEqual([26, 10]);
    expect(String(summary)).toContain("Parameters: 26 (16 frozen)");
  });
});
