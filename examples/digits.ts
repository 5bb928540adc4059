/** Handwritten digits: which of ten does an image of 8 by 8 pixels show? Learnt in mini-batches. */
import { readFileSync } from "node:fs";
import {
  AdamW,
  DenseLayer,
  HeNormal,
  MLArray,
  manualSeed,
  metrics,
  NeuralNetwork,
  relu,
  softmax,
  sparseCategoricalCrossEntropy,
  trainTestSplit,
} from "smolml";

const brightest = 16;

export function digits(seed = 42) {
  manualSeed(seed);
  const text = readFileSync(new URL("../data/digits.csv", import.meta.url), "utf8");
  const [, ...lines] = text.trim().split("\n");
  const rows = lines.map((line) => line.split(",").map(Number));
  const table = new MLArray(rows);
  const images = table.get([null, null], [0, 64]).div(brightest);
  const labels = table.get([null, null], 64);
  const [XTrain, XTest, yTrain, yTest] = trainTestSplit(images, labels);

  const hidden = { activationFunction: relu, weightInitializer: HeNormal };
  const network = new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 64, outputSize: 64, ...hidden }),
      new DenseLayer({ inputSize: 64, outputSize: 32, ...hidden }),
      new DenseLayer({ inputSize: 32, outputSize: 10, activationFunction: softmax }),
    ],
    lossFunction: sparseCategoricalCrossEntropy,
    optimizer: new AdamW({ learningRate: 0.003, weightDecay: 0.1 }),
  });
  return {
    network,
    train: (verbose: boolean) =>
      network.train(XTrain, yTrain, { epochs: 30, batchSize: 32, verbose, printEvery: 5 }),
    accuracy: () => metrics.accuracy(network.predict(XTest), yTest),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { network, train, accuracy } = digits();
  console.log(String(network));
  train(true);
  console.log(`Accuracy on held-back rows: ${(100 * accuracy()).toFixed(1)} %`);
}
