import type { MLArray, Module } from "../../src/index.js";
import { Comparison, type Precision } from "./compare.js";
import { arrayOf, type Library, resultOf } from "./library.js";
import type { LayerCase, LayerTrainingCase, Tensor } from "./schema.js";

/** One layer, forward and backward, or a whole training of several. */
export function runLayer(
  smolml: Library,
  golden: LayerCase | LayerTrainingCase,
  precision: Precision,
): string[] {
  const comparison = new Comparison(precision);
  if ("layer" in golden) compareLayer(smolml, golden, comparison);
  else compareTraining(smolml, golden, comparison);
  return comparison.mismatches;
}

type LayerClass = new (options: object) => OneArrayLayer;

interface OneArrayLayer extends Omit<Module, "forward"> {
  forward(x: MLArray): MLArray;
}

function compareLayer(smolml: Library, golden: LayerCase, comparison: Comparison): void {
  // The file names the class.
  const made = new (Reflect.get(smolml, golden.layer) as LayerClass)(golden.options);
  const x = arrayOf(smolml, golden.x);
  made.build(x.shape, x.dtype);
  const parameters = made.parameters();
  setTo(parameters, golden.parameters);
  const y = made.forward(x);
  comparison.tensor("y", resultOf(y), golden.y, golden.f32);
  y.backward(arrayOf(smolml, golden.upstream, false));
  [x, ...parameters].forEach((array, i) => {
    comparison.tensor(`gradient ${i}`, resultOf(array.grad()), golden.grads[i], golden.f32);
  });
}

function compareTraining(smolml: Library, golden: LayerTrainingCase, comparison: Comparison): void {
  const { relu, tanh } = smolml.activation;
  const network = new smolml.NeuralNetwork({
    layers: [
      new smolml.Conv2D({ filters: 4, kernelSize: 3, padding: "same", activationFunction: relu }),
      new smolml.MaxPool2D(),
      new smolml.Conv2D({ filters: 3, kernelSize: 3, activationFunction: tanh }),
      new smolml.AveragePool2D(),
      new smolml.Flatten(),
      new smolml.DenseLayer({ outputSize: 3 }),
    ],
    lossFunction: smolml.losses.sparseSoftmaxCrossEntropy,
    optimizer: new smolml.SGD({ learningRate: golden.learningRate }),
  });
  const x = arrayOf(smolml, golden.x, false);
  network.predict(x);
  setTo(network.parameters(), golden.start);
  const epochs = golden.steps;
  const losses = network.train(x, [...golden.labels], { epochs, verbose: false });
  comparison.numbers("losses", losses, golden.losses, golden.f32);
  network.parameters().forEach((array, i) => {
    comparison.tensor(`final ${i}`, resultOf(array), golden.final[i], golden.f32);
  });
}

function setTo(arrays: readonly MLArray[], values: readonly Tensor[]): void {
  values.forEach(({ data }, i) => {
    arrays[i].updateValues(Float64Array.from(data, Number));
  });
}
