/** A tiny app, as a user would write it; `post` says what it learnt and on which core. */
import {
  AdaGrad,
  backendInfo,
  DenseLayer,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  relu,
  tanh,
} from "smolml";

export interface Learnt {
  readonly predictions: readonly number[];
  readonly backend: string;
  readonly reason: string;
}

export async function post(): Promise<void> {
  manualSeed(1);
  const X = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const network = new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 2, outputSize: 16, activationFunction: relu }),
      new DenseLayer({ inputSize: 16, outputSize: 1, activationFunction: tanh }),
    ],
    lossFunction: mseLoss,
    optimizer: new AdaGrad({ learningRate: 0.1 }),
  });
  network.train(X, [[0], [1], [1], [0]], { epochs: 200, verbose: false });
  const predictions = [...network.predict(X).toTypedArray()];
  const learnt: Learnt = { predictions, ...backendInfo() };
  await fetch("/result", { method: "POST", body: JSON.stringify(learnt) });
}
