/** Signals: is a noisy sequence of 64 numbers a sine, a square wave, a sawtooth or a chirp? Convolutions along time tell. */
import {
  Adam,
  BatchNorm,
  Conv1D,
  DenseLayer,
  GlobalAveragePool1D,
  MaxPool1D,
  MLArray,
  manualSeed,
  metrics,
  NeuralNetwork,
  randn,
  relu,
  sparseSoftmaxCrossEntropy,
  trainTestSplit,
  uniform,
} from "smolml";

const steps = 64;
const noise = 0.3;

/** What each kind of signal is at a time of so many of its periods. */
const kinds = {
  sine: (t: number) => Math.sin(2 * Math.PI * t),
  square: (t: number) => (t % 1 < 0.5 ? 1 : -1),
  sawtooth: (t: number) => 2 * (t % 1) - 1,
  chirp: (t: number) => Math.sin((Math.PI * t * t) / 2),
};

/** Signals of all kinds in turn, each at a place and of a length of its own: (rows, steps, 1). */
function made(rows: number): [X: MLArray, labels: MLArray] {
  const waves = Object.values(kinds);
  const drawn = uniform([rows, 2]).toList() as number[][];
  const numbers = drawn.map(([start = 0, share = 0], row) => {
    const periods = 3 + 3 * share;
    const wave = waves[row % waves.length] as (t: number) => number;
    return Array.from({ length: steps }, (_, i) => [wave(start + (periods * i) / steps)]);
  });
  const X = new MLArray(numbers, { requiresGrad: false }).add(randn([rows, steps, 1]).mul(noise));
  const labels = numbers.map((_, row) => row % waves.length);
  return [X.detach(), new MLArray(labels, { requiresGrad: false })];
}

export function signals(seed = 42) {
  manualSeed(seed);
  const [XTrain, XTest, yTrain, yTest] = trainTestSplit(...made(1200));
  const network = new NeuralNetwork({
    layers: [
      [new Conv1D({ filters: 16, kernelSize: 7, padding: "same" }), new BatchNorm(), relu],
      new MaxPool1D(),
      [new Conv1D({ filters: 32, kernelSize: 5, padding: "same" }), new BatchNorm(), relu],
      new GlobalAveragePool1D(),
      new DenseLayer({ outputSize: Object.keys(kinds).length }),
    ],
    lossFunction: sparseSoftmaxCrossEntropy,
    optimizer: new Adam({ learningRate: 0.01 }),
  });
  return {
    network,
    train: (verbose: boolean) =>
      network.train(XTrain, yTrain, { epochs: 8, batchSize: 32, verbose }),
    accuracy: () => metrics.accuracy(network.predict(XTest), yTest),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { network, train, accuracy } = signals();
  console.log(String(network));
  train(true);
  console.log(`Accuracy on held-back rows: ${(100 * accuracy()).toFixed(1)} %`);
}
