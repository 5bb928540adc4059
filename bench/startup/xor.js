import { DenseLayer, MLArray, mseLoss, NeuralNetwork, sigmoid, tanh } from "../build/index.js";

const network = new NeuralNetwork({
  layers: [
    new DenseLayer({ inputSize: 2, outputSize: 4, activationFunction: tanh }),
    new DenseLayer({ inputSize: 4, outputSize: 1, activationFunction: sigmoid }),
  ],
  lossFunction: mseLoss,
});
const y = network.predict(
  new MLArray([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]),
);
if (!y.toTypedArray().every((p) => p > 0 && p < 1)) process.exitCode = 1;
