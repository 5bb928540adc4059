/** Fisher's iris: which of three species has a flower with these four measurements? */
import { readFileSync } from "node:fs";
import {
  Adam,
  categoricalCrossEntropy,
  DenseLayer,
  MLArray,
  manualSeed,
  metrics,
  NeuralNetwork,
  oneHot,
  relu,
  StandardScaler,
  softmax,
  trainTestSplit,
} from "smolml";

export function iris(seed = 42) {
  manualSeed(seed);
  const text = readFileSync(new URL("../data/iris.csv", import.meta.url), "utf8");
  const [, ...lines] = text.trim().split("\n");
  const table = new MLArray(lines.map((line) => line.split(",").map(Number)));
  const measurements = table.get([null, null], [0, 4]);
  const species = table.get([null, null], 4);
  const [XTrain, XTest, yTrain, yTest] = trainTestSplit(measurements, species);
  // Scaled by what is learnt from: the held-back rows have no say.
  const scaler = new StandardScaler();
  const [X, y] = [scaler.fitTransform(XTrain), oneHot(yTrain)];

  const network = new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 4, outputSize: 16, activationFunction: relu }),
      new DenseLayer({ inputSize: 16, outputSize: 8, activationFunction: relu }),
      new DenseLayer({ inputSize: 8, outputSize: 3, activationFunction: softmax }),
    ],
    lossFunction: categoricalCrossEntropy,
    optimizer: new Adam({ learningRate: 0.01 }),
  });
  return {
    network,
    train: (verbose: boolean) => network.train(X, y, { epochs: 100, verbose, printEvery: 20 }),
    accuracy: () => metrics.accuracy(network.predict(scaler.transform(XTest)), yTest),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { network, train, accuracy } = iris();
  console.log(String(network));
  train(true);
  console.log(`Accuracy on held-back rows: ${(100 * accuracy()).toFixed(1)} %`);
}
