/** Exclusive or: 1 where just one of two inputs is 1. No straight line tells the two apart, a hidden layer does. */
import {
  AdaGrad,
  DenseLayer,
  MLArray,
  manualSeed,
  metrics,
  mseLoss,
  NeuralNetwork,
  relu,
  tanh,
} from "smolml";

export function xor(seed = 42) {
  manualSeed(seed);
  // There are only four rows, so the network is asked about those that it learns from.
  const X = new MLArray([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const y = new MLArray([[0], [1], [1], [0]]);
  const network = new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 2, outputSize: 16, activationFunction: relu }),
      new DenseLayer({ inputSize: 16, outputSize: 1, activationFunction: tanh }),
    ],
    lossFunction: mseLoss,
    optimizer: new AdaGrad({ learningRate: 0.1 }),
  });
  return {
    network,
    train: (verbose: boolean) => network.train(X, y, { epochs: 100, verbose, printEvery: 20 }),
    accuracy: () => metrics.accuracy(network.predict(X), y, { threshold: 0.5 }),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { network, train, accuracy } = xor();
  console.log(String(network));
  train(true);
  console.log(`Accuracy on the four rows: ${(100 * accuracy()).toFixed(1)} %`);
}
