/**
 * Handwritten digits of 28 by 28 pixels, read by a small convolutional network. By itself it learns from 8,000 of the 10,000
 * images in data/; with MNIST_DIR, a folder of MNIST's four files, from all 60,000, and is tested on the official 10,000.
 */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import {
  AdamW,
  Conv2D,
  DenseLayer,
  Dropout,
  Flatten,
  HeNormal,
  MaxPool2D,
  MLArray,
  manualSeed,
  metrics,
  NeuralNetwork,
  relu,
  schedules,
  sparseSoftmaxCrossEntropy,
  trainTestSplit,
} from "smolml";

const side = 28;
const batchSize = 64;

/** The bytes of an IDX file behind its header. */
function read(file: URL, header: number): Uint8Array {
  return gunzipSync(readFileSync(file)).subarray(header);
}

/** Images as (rows, 28, 28, 1) from 0 to 1, and their labels. */
function pair(folder: URL, name: string): [images: MLArray, labels: MLArray] {
  const pixels = read(new URL(`${name}-images-idx3-ubyte.gz`, folder), 16);
  const labels = read(new URL(`${name}-labels-idx1-ubyte.gz`, folder), 8);
  const images = Float32Array.from(pixels, (value) => value / 255);
  const shape = [labels.length, side, side, 1];
  return [
    new MLArray(images, { shape, requiresGrad: false }),
    new MLArray(Float32Array.from(labels), { requiresGrad: false }),
  ];
}

function data(folder: string | undefined) {
  if (folder === undefined) {
    return trainTestSplit(...pair(new URL("../data/", import.meta.url), "mnist"));
  }
  const url = pathToFileURL(`${folder}/`);
  const [[XTrain, yTrain], [XTest, yTest]] = [pair(url, "train"), pair(url, "t10k")];
  return [XTrain, XTest, yTrain, yTest] as const;
}

export function mnist(seed = 42, folder?: string) {
  manualSeed(seed);
  const [XTrain, XTest, yTrain, yTest] = data(folder);
  const options = {
    kernelSize: 5,
    padding: "same",
    activationFunction: relu,
    weightInitializer: HeNormal,
  } as const;
  const epochs = folder === undefined ? 8 : 6;
  const steps = epochs * Math.ceil(yTrain.size() / batchSize);
  const network = new NeuralNetwork({
    layers: [
      new Conv2D({ filters: 8, ...options }),
      new MaxPool2D(),
      new Conv2D({ filters: 16, ...options }),
      new MaxPool2D(),
      new Flatten(),
      new Dropout({ rate: 0.3 }),
      new DenseLayer({ outputSize: 10 }),
    ],
    lossFunction: sparseSoftmaxCrossEntropy,
    optimizer: new AdamW({
      learningRate: schedules.oneCycle({ learningRate: 0.01, steps }),
      weightDecay: 0.01,
    }),
  });
  return {
    network,
    train: (verbose: boolean) => network.train(XTrain, yTrain, { epochs, batchSize, verbose }),
    accuracy: () => metrics.accuracy(network.predict(XTest), yTest),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { network, train, accuracy } = mnist(42, process.env.MNIST_DIR);
  const start = performance.now();
  train(true);
  const seconds = (performance.now() - start) / 1000;
  console.log(String(network));
  console.log(
    `Accuracy on images held back: ${(100 * accuracy()).toFixed(2)} %, ${seconds.toFixed(1)} s`,
  );
}
