import { afterEach, describe, expect, test, vi } from "vitest";
import {
  Adam,
  activation,
  type BackendName,
  binaryCrossEntropy,
  categoricalCrossEntropy,
  DenseLayer,
  type DType,
  MLArray,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  type Optimizer,
  oneHot,
  randn,
  SGD,
  StandardScaler,
  setBackend,
  setDefaultDtype,
  uniform,
} from "../../src/index.js";
import { readData } from "../support/csv.js";
import { coreNames, onEachCoreAndDtype } from "../support/settings.js";

const { sigmoid, softmax, tanh } = activation;

const xor = {
  X: [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ],
  y: [[0], [1], [1], [0]],
};

function xorNetwork(optimizer: Optimizer = new Adam({ learningRate: 0.05 })): NeuralNetwork {
  manualSeed(7);
  return new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 2, outputSize: 8, activationFunction: tanh }),
      new DenseLayer({ inputSize: 8, outputSize: 1, activationFunction: sigmoid }),
    ],
    lossFunction: binaryCrossEntropy,
    optimizer,
  });
}

function weightsOf(network: NeuralNetwork): unknown {
  return network.parameters().map((array) => array.toList());
}

/** Rows of both data, of a size that batches of 3 do not divide. */
function regression(): { X: MLArray; y: MLArray } {
  manualSeed(8);
  const X = randn([10, 2], { requiresGrad: false });
  return { X, y: X.get([], [0, 1]).sub(X.get([], [1, 2])) };
}

const silent = { verbose: false } as const;

onEachCoreAndDtype((dtype) => {
  afterEach(() => void vi.restoreAllMocks());

  describe("learns", () => {
    test("XOR", () => {
      const network = xorNetwork();
      const history = network.train(xor.X, xor.y, { epochs: 300, ...silent });
      expect(history[0]).toBeGreaterThan(0.5);
      expect(history[299]).toBeLessThan(0.02);
      const rounded = network.predict(xor.X).greater(0.5).toList();
      expect(rounded).toEqual(xor.y);
    });

    test("moons", () => {
      const { X, y } = readData("moons");
      manualSeed(1);
      const network = new NeuralNetwork({
        layers: [
          new DenseLayer({ outputSize: 16, activationFunction: tanh }),
          new DenseLayer({ outputSize: 8, activationFunction: tanh }),
          new DenseLayer({ outputSize: 1, activationFunction: sigmoid }),
        ],
        lossFunction: binaryCrossEntropy,
        optimizer: new Adam({ learningRate: 0.02 }),
      });
      const targets = y.map((label) => [label]);
      const history = network.train(X, targets, { epochs: 200, ...silent });
      expect(history[199]).toBeLessThan(0.05);
      const right = network.predict(X).greater(0.5).equal(targets).mean().item();
      expect(right).toBeGreaterThan(0.97);
    });

    test("iris, in shuffled batches", () => {
      const { X, y } = readData("iris");
      manualSeed(1);
      const network = new NeuralNetwork({
        layers: [
          new DenseLayer({ outputSize: 16, activationFunction: tanh }),
          new DenseLayer({ outputSize: 3, activationFunction: softmax }),
        ],
        lossFunction: categoricalCrossEntropy,
        optimizer: new Adam({ learningRate: 0.02 }),
      });
      const scaled = new StandardScaler().fitTransform(X);
      const history = network.train(scaled, oneHot(y), { epochs: 40, batchSize: 16, ...silent });
      expect(history[39]).toBeLessThan(0.08);
      const right = network.predict(scaled).argmax(1).equal(y).mean().item();
      expect(right).toBeGreaterThan(0.96);
    });
  });

  describe("is to the bit", () => {
    test("in full batches a loop written by hand", () => {
      const trained = xorNetwork();
      const history = trained.train(xor.X, xor.y, { epochs: 20, ...silent });
      const network = xorNetwork();
      const [X, y] = [new MLArray(xor.X), new MLArray(xor.y)];
      const losses = Array.from({ length: 20 }, () => {
        const loss = binaryCrossEntropy(network.forward(X), y);
        for (const array of network.parameters()) array.restart();
        loss.backward();
        network.optimizer.step(network.parameters());
        return loss.item();
      });
      expect([...history]).toEqual(losses);
      expect(weightsOf(trained)).toEqual(weightsOf(network));
    });

    test("in batches without shuffling trainOnBatch, and their losses weighted by size", () => {
      const { X, y } = regression();
      const make = (): NeuralNetwork => {
        manualSeed(2);
        const layers = [new DenseLayer({ inputSize: 2, outputSize: 1 })];
        return new NeuralNetwork({ layers, lossFunction: mseLoss, optimizer: new Adam() });
      };
      const trained = make();
      const options = { epochs: 3, batchSize: 3, shuffle: false, ...silent };
      const history = trained.train(X, y, options);
      const network = make();
      const losses = [1, 2, 3].map(() => {
        const total = [0, 3, 6, 9].reduce((sum, start) => {
          const rows = [start, start + 3];
          const count = Math.min(3, 10 - start);
          return sum + count * network.trainOnBatch(X.get(rows), y.get(rows));
        }, 0);
        return total / 10;
      });
      expect([...history]).toEqual(losses);
      expect(weightsOf(trained)).toEqual(weightsOf(network));
    });

    test("the same again with the same seed, shuffled too, and another with another", () => {
      const { X, y } = regression();
      const train = (seed: number): unknown[] => {
        manualSeed(seed);
        const network = new NeuralNetwork({
          layers: [new DenseLayer({ outputSize: 1 })],
          lossFunction: mseLoss,
        });
        const history = network.train(X, y, { epochs: 5, batchSize: 4, ...silent });
        return [[...history], weightsOf(network)];
      };
      expect(train(3)).toEqual(train(3));
      expect(train(3)).not.toEqual(train(4));
    });

    test("a shuffled epoch takes each row once", () => {
      const { X, y } = regression();
      const seen: number[] = [];
      const spy = {
        forward: (x: MLArray): MLArray => {
          seen.push(...(x.get([], 0).toList() as number[]));
          return x;
        },
      };
      const network = new NeuralNetwork({
        layers: [spy, new DenseLayer({ inputSize: 2, outputSize: 1 })],
        lossFunction: mseLoss,
      });
      network.predict(X);
      const inOrder = seen.splice(0);
      network.train(X, y, { epochs: 2, batchSize: 3, ...silent });
      const [first, second] = [seen.slice(-20, -10), seen.slice(-10)];
      const sorted = (list: number[]): number[] => [...list].sort((a, b) => a - b);
      expect([sorted(first), sorted(second)]).toEqual([sorted(inOrder), sorted(inOrder)]);
      expect([first, second]).not.toContainEqual(inOrder);
      expect(first).not.toEqual(second);
    });
  });

  describe("validation and printing", () => {
    test("validationData is evaluated after each epoch and not learnt from", () => {
      const { X, y } = regression();
      const [learnt, held] = [[0, 6], [6]];
      const validationData = [X.get(held), y.get(held).sigmoid()] as const;
      const results = [undefined, validationData].map((data) => {
        const network = xorNetwork(new SGD());
        const options = { epochs: 4, validationData: data, ...silent };
        const history = network.train(X.get(learnt), y.get(learnt).sigmoid(), options);
        return { network, history, weights: weightsOf(network) };
      });
      expect(results[0].weights).toEqual(results[1].weights);
      expect(results[0].history.validationLoss).toBeUndefined();
      const losses = results[1].history.validationLoss as number[];
      expect(losses).toHaveLength(4);
      expect(losses[3]).toBe(results[1].network.evaluate(...validationData));
    });

    test("a line per epoch, or every few, and none if it is silenced", () => {
      const lines: string[] = [];
      vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
      const network = xorNetwork();
      network.train(xor.X, xor.y, { epochs: 2 });
      expect(lines).toHaveLength(2);
      expect(lines[0]).toMatch(/^Epoch 1\/2, Loss: \d\.\d{4}$/);
      lines.length = 0;
      network.train(xor.X, xor.y, { epochs: 100, printEvery: 20 });
      expect(lines).toHaveLength(5);
      expect(lines[4]).toMatch(/^Epoch 100\/100, Loss: \d\.\d{4}$/);
      lines.length = 0;
      network.train(xor.X, xor.y, { epochs: 3, verbose: false });
      network.predict(xor.X);
      network.evaluate(xor.X, xor.y);
      expect(lines).toEqual([]);
    });
  });

  describe("leaves behind", () => {
    test("nothing after predict and evaluate", () => {
      const network = xorNetwork();
      const X = new MLArray(xor.X);
      const output = network.predict(X);
      network.evaluate(X, xor.y);
      expect(output.requiresGrad).toBe(false);
      for (const array of [X, ...network.parameters()]) {
        expect(
          array
            .grad()
            .toTypedArray()
            .every((slope) => slope === 0),
        ).toBe(true);
      }
    });

    test("no gradient of the data after training", () => {
      const X = new MLArray(xor.X);
      xorNetwork().train(X, xor.y, { epochs: 2, ...silent });
      expect(
        X.grad()
          .toTypedArray()
          .every((slope) => slope === 0),
      ).toBe(true);
      expect([X.requiresGrad, X.toList()]).toEqual([true, xor.X]);
    });

    test("gradients from before as they are, where a network takes a layer in", () => {
      const layer = new DenseLayer({ inputSize: 2, outputSize: 1 });
      layer.forward(new MLArray([[3, 4]])).backward();
      new NeuralNetwork({ layers: [layer], lossFunction: mseLoss }).predict([[1, 2]]);
      expect(layer.weights.grad().toList()).toEqual([[3], [4]]);
      expect(layer.biases.grad().toList()).toEqual([[1]]);
    });

    test("all parameters in one block of memory, and their gradients in another", () => {
      const network = xorNetwork();
      network.train(xor.X, xor.y, { epochs: 1, ...silent });
      const nodes = network.parameters().map((array) => array.node);
      expect(new Set(nodes.map((node) => node.storage)).size).toBe(1);
      expect(new Set(nodes.map((node) => node.gradient)).size).toBe(1);
      expect(nodes.map((node) => node.gradientOffset)).toEqual(nodes.map((node) => node.offset));
    });
  });

  test("a summary: layers, parameters, memory, optimizer and loss", () => {
    const text = xorNetwork().toString();
    const bytes = 33 * (dtype === "float32" ? 4 : 8);
    const state = bytes * 2;
    for (const part of [
      /1 DenseLayer +\(2, 8\) +tanh +24/,
      /2 DenseLayer +\(8, 1\) +sigmoid +9/,
      "Parameters: 33",
      `${bytes} B parameters, ${bytes} B gradients, ${state} B optimizer state`,
      "Adam",
      "0.05",
      "binaryCrossEntropy",
    ]) {
      expect(text).toMatch(part);
    }
  });
});

describe("both cores", () => {
  afterEach(() => setDefaultDtype("float32"));

  function onBoth<T>(dtype: DType, fn: () => T): T[] {
    setDefaultDtype(dtype);
    return coreNames.map((core: BackendName) => {
      setBackend(core);
      return fn();
    });
  }

  test("draw the same bits from the same seed", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const [a, b] = onBoth(dtype, () => {
        manualSeed(9);
        return [randn(7, 13), uniform([5, 5]), ...xorNetwork().parameters()].map((x) => x.toList());
      });
      expect(a).toEqual(b);
    }
  });

  test("carry the stream of random numbers over from one to the other", () => {
    manualSeed(10);
    setBackend("typescript");
    const whole = [randn(5).toList(), randn(5).toList()];
    manualSeed(10);
    const first = randn(5).toList();
    setBackend("wasm");
    expect([first, randn(5).toList()]).toEqual(whole);
  });

  test("train to closely the same weights", () => {
    // Roundings of 2^-24 and 2^-53 in exp, log and tanh, carried on through 50 steps.
    for (const [dtype, digits] of [
      ["float32", 4],
      ["float64", 12],
    ] as const) {
      const [a, b] = onBoth(dtype, () => {
        const network = xorNetwork();
        network.train(xor.X, xor.y, { epochs: 50, ...silent });
        return network.parameters().flatMap((array) => [...array.toTypedArray()]);
      });
      for (const [i, weight] of a.entries()) expect(weight).toBeCloseTo(b[i], digits);
    }
  });
});
