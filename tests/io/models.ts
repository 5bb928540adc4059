import {
  Adam,
  BatchNorm,
  categoricalCrossEntropy,
  DenseLayer,
  Dropout,
  MLArray,
  manualSeed,
  NeuralNetwork,
  randn,
  relu,
  StandardScaler,
  schedules,
  softmax,
} from "../../src/index.js";

/** What the tests of saving train: a model in which everything has a state. */

export function data(): { X: MLArray; y: MLArray } {
  manualSeed(1);
  const X = randn([40, 4], { requiresGrad: false });
  const labels = Array.from({ length: 40 }, (_, i) => i % 3);
  return { X, y: new MLArray(labels, { requiresGrad: false }) };
}

export function statefulModel(seed = 3): NeuralNetwork {
  const scaler = new StandardScaler().fit(data().X);
  manualSeed(seed);
  const plateau = schedules.reduceOnPlateau({ learningRate: 0.02, monitor: "loss", patience: 1 });
  return new NeuralNetwork({
    layers: [
      new DenseLayer({ outputSize: 8, activationFunction: relu, regularization: { l2: 0.01 } }),
      new BatchNorm(),
      new Dropout({ rate: 0.2 }),
      new DenseLayer({ outputSize: 3, activationFunction: softmax }),
    ],
    lossFunction: categoricalCrossEntropy,
    optimizer: new Adam({ learningRate: schedules.warmup({ learningRate: plateau, steps: 5 }) }),
    scaler,
  });
}

export const options = { batchSize: 8, verbose: false } as const;

/** All numbers that a model has learnt, buffers included. */
export function numbersOf(model: NeuralNetwork): number[][] {
  const arrays = model.layers.flatMap((layer) => [
    ...(layer.parameters?.() ?? []),
    ...(layer.buffers?.() ?? []),
  ]);
  return arrays.map((array) => Array.from(array.toTypedArray()));
}
