import type { DenseLayer, MLArray, NeuralNetwork } from "../../src/index.js";
import { Comparison, type Precision } from "./compare.js";
import { arrayOf, type Library, resultOf } from "./library.js";
import { lossNamed } from "./losses.js";
import { optimizerNamed } from "./optimizers.js";
import type { Entry, LayerWeights, Tensor, TrainingCase, TrainingLayer } from "./schema.js";

const activationNames = {
  linear: "linear",
  relu: "relu",
  sigmoid: "sigmoid",
  tanh: "tanh",
  softmax: "softmax",
} as const;

/** A whole run from given weights: losses, weights after the first step and at the end, predictions. */
export function runTraining(smolml: Library, golden: TrainingCase, precision: Precision): string[] {
  const comparison = new Comparison(precision);
  const spread = golden.f32spread;
  const layers = golden.layers.map((layer) => layerOf(smolml, layer));
  const lossFunction = lossNamed(smolml, golden.loss, golden.lossAttrs);
  const optimizer = optimizerNamed(smolml, golden.optimizer, golden.optimizerAttrs);
  const network = new smolml.NeuralNetwork({ layers, lossFunction, optimizer });

  const [first, ...rest] = stepsOf(smolml, golden);
  const losses = [first(network)];
  compareWeights(comparison, "after first step", layers, golden.afterFirstStep, spread.weights);
  losses.push(...rest.map((step) => step(network)));
  const expected = golden.batchLosses?.flat() ?? golden.losses;
  comparison.numbers("losses", losses, expected, spread.loss);
  compareWeights(comparison, "final", layers, golden.final, spread.weights);

  const [X, y] = [arrayOf(smolml, golden.X, false), arrayOf(smolml, golden.y, false)];
  const predictions = network.predict(X);
  const { data } = resultOf(predictions);
  comparison.tensor("predictions", resultOf(predictions), golden.predictions, spread.predictions);
  const finalLoss = lossFunction(predictions, y).item();
  comparison.numbers("finalLoss", [finalLoss], [golden.finalLoss], spread.loss);
  if (golden.accuracy !== null) {
    const accuracy = shareOfHits(golden, Array.from(data));
    comparison.numbers("accuracy", [accuracy], [golden.accuracy], 0);
  }
  return comparison.mismatches;
}

function layerOf(smolml: Library, layer: TrainingLayer): DenseLayer {
  const dense = new smolml.DenseLayer({
    inputSize: layer.inputs,
    outputSize: layer.outputs,
    activationFunction: activationOf(smolml, layer),
  });
  dense.weights.updateValues(Float64Array.from(layer.weights.data, Number));
  dense.biases.updateValues(Float64Array.from(layer.biases.data, Number));
  return dense;
}

function activationOf(
  { activation }: Library,
  { activation: name, alpha }: TrainingLayer,
): (x: MLArray) => MLArray {
  if (name === "elu") return (x) => activation.elu(x, alpha);
  if (name === "leaky_relu") return (x) => activation.leakyRelu(x, alpha);
  return activation[activationNames[name as keyof typeof activationNames]];
}

type Step = (network: NeuralNetwork) => number;

/** The updates of a run, each giving the loss before it: whole epochs, or the batches given. */
function stepsOf(smolml: Library, { X, y, batches, epochs }: TrainingCase): Step[] {
  if (batches === null) {
    const data = [arrayOf(smolml, X, false), arrayOf(smolml, y, false)] as const;
    return Array.from({ length: epochs }, () => (network) => {
      const [loss] = network.train(...data, { epochs: 1, verbose: false });
      return loss;
    });
  }
  return batches.flat().map((rows) => {
    const [xs, ys] = [
      arrayOf(smolml, rowsOf(X, rows), false),
      arrayOf(smolml, rowsOf(y, rows), false),
    ];
    return (network) => network.trainOnBatch(xs, ys);
  });
}

function rowsOf({ shape: [, ...rest], data }: Tensor, rows: number[]): Tensor {
  const width = rest.reduce((a, b) => a * b, 1);
  return {
    shape: [rows.length, ...rest],
    data: rows.flatMap((row): Entry[] => data.slice(row * width, (row + 1) * width)),
  };
}

function compareWeights(
  comparison: Comparison,
  when: string,
  layers: DenseLayer[],
  expected: readonly LayerWeights[],
  spread: number,
): void {
  layers.forEach(({ weights, biases }, i) => {
    comparison.tensor(`${when}, weights ${i}`, resultOf(weights), expected[i].weights, spread);
    comparison.tensor(`${when}, biases ${i}`, resultOf(biases), expected[i].biases, spread);
  });
}

/** Binary outputs are cut at a half (logits at 0); of several classes the largest counts. */
function shareOfHits({ task, loss, y }: TrainingCase, predictions: number[]): number {
  const [rows, columns] = y.shape;
  const targets = y.data.map(Number);
  const cut = loss === "sigmoid_binary_cross_entropy" ? 0 : 0.5;
  const classOf = (values: number[], row: number, threshold: number) => {
    const entries = values.slice(row * columns, (row + 1) * columns);
    return task === "binary"
      ? Number(entries[0] > threshold)
      : entries.indexOf(Math.max(...entries));
  };
  const hits = Array.from({ length: rows }, (_, row) => row).filter(
    (row) => classOf(predictions, row, cut) === classOf(targets, row, 0.5),
  );
  return hits.length / rows;
}
