import { readFileSync } from "node:fs";
import {
  AdaGrad,
  Adam,
  binaryCrossEntropy,
  categoricalCrossEntropy,
  DenseLayer,
  MLArray,
  mseLoss,
  NeuralNetwork,
  type Optimizer,
  oneHot,
  relu,
  StandardScaler,
  sigmoid,
  softmax,
  tanh,
} from "../../src/index.js";

/** The three examples of SmolML, each with full batches, as both frameworks learn them. */
export interface Problem {
  readonly name: string;
  readonly X: MLArray;
  readonly y: MLArray;
  readonly sizes: readonly number[];
  /** The activation of the last layer; those before have relu. */
  readonly last: "tanh" | "sigmoid" | "softmax";
  readonly loss: "mse" | "binary" | "categorical";
  readonly optimizer: "AdaGrad" | "Adam";
  readonly learningRate: number;
  readonly epochs: number;
}

const activations = { tanh, sigmoid, softmax };
const losses = {
  mse: mseLoss,
  binary: binaryCrossEntropy,
  categorical: categoricalCrossEntropy,
};
const optimizers = { AdaGrad, Adam };

export function networkFor({ sizes, last, loss, ...problem }: Problem): NeuralNetwork {
  const layers = sizes.slice(1).map((outputSize, i) => {
    const activationFunction = i === sizes.length - 2 ? activations[last] : relu;
    return new DenseLayer({ inputSize: sizes[i], outputSize, activationFunction });
  });
  const { learningRate } = problem;
  const optimizer: Optimizer = new optimizers[problem.optimizer]({ learningRate });
  return new NeuralNetwork({ layers, lossFunction: losses[loss], optimizer });
}

export function problems(): Problem[] {
  const moons = readTable("moons");
  const iris = readTable("iris");
  return [
    {
      ...{ name: "xor", sizes: [2, 16, 1], last: "tanh", loss: "mse" },
      ...{ optimizer: "AdaGrad", learningRate: 0.1, epochs: 100 },
      X: new MLArray([0, 0, 0, 1, 1, 0, 1, 1], { shape: [4, 2] }),
      y: new MLArray([0, 1, 1, 0], { shape: [4, 1] }),
    },
    {
      ...{ name: "moons", sizes: [2, 16, 8, 1], last: "sigmoid", loss: "binary" },
      ...{ optimizer: "Adam", learningRate: 0.01, epochs: 100 },
      X: moons.X,
      y: moons.y.reshape(-1, 1),
    },
    {
      ...{ name: "iris", sizes: [4, 16, 8, 3], last: "softmax", loss: "categorical" },
      ...{ optimizer: "Adam", learningRate: 0.01, epochs: 100 },
      X: new StandardScaler().fitTransform(iris.X),
      y: oneHot(iris.y),
    },
  ];
}

function readTable(name: string): { X: MLArray; y: MLArray } {
  const text = readFileSync(new URL(`../../data/${name}.csv`, import.meta.url), "utf8");
  const rows = text.trim().split("\n").slice(1);
  const numbers = rows.map((row) => row.split(",").map(Number));
  const X = new MLArray(numbers.map((row) => row.slice(0, -1)));
  return { X, y: new MLArray(numbers.map((row) => row[row.length - 1])) };
}
