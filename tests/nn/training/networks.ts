import {
  Adam,
  categoricalCrossEntropy,
  DenseLayer,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  type Optimizer,
  relu,
  softmax,
} from "../../../src/index.js";
import { Data } from "../../support/data.js";

export const rows = 23;

/** Rows of three features in three classes, from a seed. */
export function samples(seed = 5): { X: number[][]; labels: number[]; oneHot: number[][] } {
  const data = new Data(seed);
  const labels = Array.from({ length: rows }, (_, i) => i % 3);
  const X = labels.map((label) => data.rough(3, label - 1, label + 1));
  const oneHot = labels.map((label) => [0, 1, 2].map((c) => (c === label ? 1 : 0)));
  return { X, labels, oneHot };
}

/** Always the same first weights. */
export function classifier(optimizer: Optimizer = new Adam({ learningRate: 0.05 })): NeuralNetwork {
  manualSeed(7);
  const network = new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 3, outputSize: 5, activationFunction: relu }),
      new DenseLayer({ outputSize: 3, activationFunction: softmax }),
    ],
    lossFunction: categoricalCrossEntropy,
    optimizer,
  });
  network.predict(samples().X);
  return network;
}

export function regressor(optimizer: Optimizer = new Adam({ learningRate: 0.05 })): NeuralNetwork {
  manualSeed(7);
  const layers = [new DenseLayer({ inputSize: 3, outputSize: 1 })];
  return new NeuralNetwork({ layers, lossFunction: mseLoss, optimizer });
}

/** All weights as one list. */
export function weightsOf(network: NeuralNetwork): number[] {
  return network.parameters().flatMap((array) => [...array.toTypedArray()]);
}
