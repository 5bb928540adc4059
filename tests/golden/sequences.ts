import type {
  Bidirectional,
  LayerState,
  MLArray,
  Module,
  RecurrentLayer,
} from "../../src/index.js";
import { Comparison, type Precision } from "./compare.js";
import { arrayOf, type Library, resultOf } from "./library.js";
import type { AttentionCase, RecurrentCase, SequenceTrainingCase, Tensors } from "./schema.js";

/** Each case by what it is about. */
export function runSequence(
  smolml: Library,
  golden: RecurrentCase | AttentionCase | SequenceTrainingCase,
  precision: Precision,
): string[] {
  if (golden.what === "attention") return runAttention(smolml, golden, precision);
  if (golden.what === "training") return runTraining(smolml, golden, precision);
  return runRecurrent(smolml, golden, precision);
}

function runRecurrent(smolml: Library, golden: RecurrentCase, precision: Precision): string[] {
  const comparison = new Comparison(precision);
  const single = new smolml[golden.layer](golden.options) as RecurrentLayer;
  const layer: RecurrentLayer | Bidirectional = golden.bidirectional
    ? new smolml.Bidirectional({ layer: single })
    : single;
  const x = arrayOf(smolml, golden.inputs[0]);
  const sides = (golden.state ?? []).map((arrays) => arrays.map((each) => arrayOf(smolml, each)));
  const states = sides.map((arrays) => (arrays.length === 1 ? arrays[0] : arrays) as LayerState);
  const state = golden.bidirectional && states.length > 0 ? states : states[0];
  const mask = maskOf(smolml, golden);
  const call = { state: state as never, mask };
  const [rows, steps, features] = golden.inputs[0].shape;
  for (const part of golden.bidirectional ? layer.children() : [layer]) {
    part.build?.([rows, steps, features], precision);
  }
  put(smolml, layer, golden.arrays);
  const y = layer.forward(x, call);
  // What stands behind the end of a row is zeros in PyTorch.
  const isCut = mask !== undefined && y.shape.length === 3;
  const output = isCut ? y.mul(mask.expandDims(-1)) : y;
  comparison.tensor("output", resultOf(output), golden.output, golden.f32);
  if (!golden.bidirectional) {
    const last = [single.forwardWithState(x, call).state].flat();
    last.forEach((array, i) => {
      comparison.tensor(`last ${i}`, resultOf(array), golden.last[i], golden.f32);
    });
  }
  output.backward(arrayOf(smolml, golden.upstream, false));
  compareGradients(comparison, layer, [x], golden);
  sides.flat().forEach((array, i) => {
    const expected = (golden.stateGrads ?? []).flat()[i];
    comparison.tensor(`gradient of state ${i}`, resultOf(array.grad()), expected, golden.f32);
  });
  return comparison.mismatches;
}

function maskOf(smolml: Library, { lengths, inputs }: RecurrentCase): MLArray | undefined {
  if (lengths === null) return undefined;
  const steps = Array.from({ length: inputs[0].shape[1] }, (_, t) => t);
  const rows = lengths.map((length) => steps.map((t) => Number(t < length)));
  return new smolml.MLArray(rows, { requiresGrad: false });
}

function runAttention(smolml: Library, golden: AttentionCase, precision: Precision): string[] {
  const comparison = new Comparison(precision);
  const layer = new smolml.MultiHeadAttention(golden.options);
  const inputs = golden.inputs.map((each) => arrayOf(smolml, each));
  const [query, key = query, value = key] = inputs;
  const mask = golden.mask === null ? undefined : arrayOf(smolml, golden.mask, false);
  const forward = () => layer.forward(query, key, value, mask && { mask });
  smolml.noGrad(forward);
  put(smolml, layer, golden.arrays);
  const output = forward();
  comparison.tensor("output", resultOf(output), golden.output, golden.f32);
  output.backward(arrayOf(smolml, golden.upstream, false));
  compareGradients(comparison, layer, inputs, golden);
  return comparison.mismatches;
}

function runTraining(
  smolml: Library,
  golden: SequenceTrainingCase,
  precision: Precision,
): string[] {
  const comparison = new Comparison(precision);
  const both = new smolml.GRU({ outputSize: 3, returnSequences: true });
  const layers = [
    new smolml.Bidirectional({ layer: both }),
    new smolml.LSTM({ outputSize: 4 }),
    new smolml.DenseLayer({ outputSize: 1 }),
  ] as const;
  const { epochs, learningRate, f32 } = golden;
  const optimizer = new smolml.Adam({ learningRate });
  const network = new smolml.NeuralNetwork({ layers, lossFunction: smolml.mseLoss, optimizer });
  const [X, y] = [arrayOf(smolml, golden.X, false), arrayOf(smolml, golden.y, false)];
  network.predict(X);
  layers.forEach((layer, i) => {
    put(smolml, layer, golden.arrays[i]);
  });
  const losses = network.train(X, y, { epochs, verbose: false });
  comparison.numbers("losses", losses, golden.losses, f32);
  comparison.tensor("predictions", resultOf(network.predict(X)), golden.predictions, f32);
  layers.forEach((layer, i) => {
    for (const [path, expected] of Object.entries(golden.final[i])) {
      comparison.tensor(`final ${i}.${path}`, resultOf(arrayAt(layer, path)), expected, f32);
    }
  });
  return comparison.mismatches;
}

function compareGradients(
  comparison: Comparison,
  layer: Module,
  inputs: readonly MLArray[],
  { inputGrads, grads, f32 }: RecurrentCase | AttentionCase,
): void {
  inputs.forEach((x, i) => {
    comparison.tensor(`gradient of input ${i}`, resultOf(x.grad()), inputGrads[i], f32);
  });
  for (const [path, expected] of Object.entries(grads)) {
    comparison.tensor(`gradient of ${path}`, resultOf(arrayAt(layer, path).grad()), expected, f32);
  }
}

/** Sets arrays by their paths: "weights", "layer.weights". */
function put(smolml: Library, layer: Module, arrays: Tensors): void {
  for (const [path, tensor] of Object.entries(arrays)) {
    const names = path.split(".");
    const name = names.pop() as string;
    Object.assign(at(layer, names), { [name]: arrayOf(smolml, tensor) });
  }
}

function arrayAt(layer: Module, path: string): MLArray {
  return at(layer, path.split(".")) as MLArray;
}

function at(layer: Module, names: readonly string[]): object {
  return names.reduce<object>((owner, name) => Reflect.get(owner, name), layer);
}
