/** Two moons: which of two interleaving half circles does a point belong to? */
import { readFileSync } from "node:fs";
import {
  Adam,
  binaryCrossEntropy,
  DenseLayer,
  MLArray,
  manualSeed,
  metrics,
  NeuralNetwork,
  relu,
  sigmoid,
  trainTestSplit,
} from "smolml";

export function moons(seed = 42) {
  manualSeed(seed);
  const text = readFileSync(new URL("../data/moons.csv", import.meta.url), "utf8");
  const [, ...lines] = text.trim().split("\n");
  const table = new MLArray(lines.map((line) => line.split(",").map(Number)));
  const points = table.get([null, null], [0, 2]);
  const labels = table.get([null, null], [2, 3]);
  const [XTrain, XTest, yTrain, yTest] = trainTestSplit(points, labels);

  const network = new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 2, outputSize: 16, activationFunction: relu }),
      new DenseLayer({ inputSize: 16, outputSize: 8, activationFunction: relu }),
      new DenseLayer({ inputSize: 8, outputSize: 1, activationFunction: sigmoid }),
    ],
    lossFunction: binaryCrossEntropy,
    optimizer: new Adam({ learningRate: 0.01 }),
  });
  return {
    network,
    train: (verbose: boolean) =>
      network.train(XTrain, yTrain, { epochs: 200, verbose, printEvery: 40 }),
    accuracy: () => metrics.accuracy(network.predict(XTest), yTest),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { network, train, accuracy } = moons();
  console.log(String(network));
  train(true);
  console.log(`Accuracy on held-back rows: ${(100 * accuracy()).toFixed(1)} %`);
}
