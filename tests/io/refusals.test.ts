import { describe, expect, test } from "vitest";
import { generator } from "../../src/array/random.js";
import {
  Adam,
  BatchNorm,
  DenseLayer,
  Embedding,
  manualSeed,
  memory,
  mseLoss,
  NeuralNetwork,
  randn,
  relu,
  StandardScaler,
  schedules,
} from "../../src/index.js";
import { encodeSafetensors, type Tensor } from "../../src/io/safetensors.js";

/** Files that are safetensors, but whose model is not in order. */

type Json = Record<string, unknown>;

function savedModel(): Json {
  manualSeed(1);
  const X = randn([6, 3], { requiresGrad: false });
  const learningRate = schedules.reduceOnPlateau({ learningRate: 0.1, monitor: "loss" });
  const model = new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 3, outputSize: 4, activationFunction: relu }),
      new BatchNorm(),
      new DenseLayer({ inputSize: 4, outputSize: 1 }),
    ],
    lossFunction: mseLoss,
    optimizer: new Adam({ learningRate }),
    scaler: new StandardScaler().fit(X),
  });
  model.train(X, randn([6, 1], { requiresGrad: false }), { epochs: 1, verbose: false });
  return JSON.parse(JSON.stringify(model));
}

/** Sets what stands at a path: "model/config/layers/0/config/outputSize". */
function changed(model: Json, path: string, value: unknown): Json {
  const keys = path.split("/");
  const last = keys.pop() as string;
  const parent = keys.reduce((object, key) => object[key] as Json, model);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return model;
}

function refusal(model: unknown): string {
  const state = generator.getState();
  try {
    NeuralNetwork.fromJSON(model);
  } catch (error) {
    expect(generator.getState()).toEqual(state);
    return (error as Error).message;
  }
  throw new Error("it was not refused");
}

const tensor = { dtype: "float32", shape: [1], data: [1] };

describe("a model is refused, and nothing changes, when", () => {
  test.each<[string, unknown, string]>([
    ["version", 1, "the model's version is 1, expected 2"],
    ["model/config/layers", {}, "layers must be a list"],
    ["model/config/layers", [], "NeuralNetwork: layers must be a list of at least one"],
    ["model/config/layers/0", 5, "NeuralNetwork: layers[0] is no layer"],
    [
      "model/config/layers/0/$module",
      "Conv",
      'layers.0: there is no layer "Conv"; there are NeuralNetwork, ActivationLayer,',
    ],
    ["model/config/layers/0/$module", "relu", 'there is no layer "relu"'],
    ["model/config/layers/0/$module", "constructor", 'there is no layer "constructor"'],
    ["model/config/layers/0/$module", 7, "there is no layer 7"],
    ["model/config/layers/0/config", null, "layers.0.config must be an object"],
    [
      "model/config/layers/0/config/activationFunction/$function",
      "rely",
      'there is no activation "rely"; there',
    ],
    [
      "model/config/layers/0/config/activationFunction",
      "relu",
      "activationFunction must be a function",
    ],
    [
      "model/config/layers/0/config/weightInitializer/$initializer",
      "He",
      'there is no initializer "He"',
    ],
    [
      "model/config/layers/0/config/outputSize",
      5,
      "layers.0.weights is float32 (3, 5), but the file has float32 (3, 4) for it",
    ],
    [
      "model/config/layers/0/config/outputSize",
      2 ** 40,
      "layers.0: XavierUniform: 13194139533312 bytes are more than there is data for",
    ],
    [
      "model/config/layers/0/config/inputSize",
      2 ** 40,
      "layers.0: XavierUniform: 17592186044416 bytes are more than there is data for",
    ],
    ["model/config/layers/0/config/regularization", 5, "DenseLayer: regularization"],
    ["model/config/layers/1/config/momentum", 2, "layers.1: BatchNorm: momentum must be"],
    [
      "model/config/layers/1",
      { $same: "layers.1" },
      'layers.1: there is no module "layers.1" before',
    ],
    [
      "model/config/layers/1",
      { $same: "layers.0" },
      "input: layers.1: DenseLayer: an input of shape (1, 4) has",
    ],
    ["model/config/layers/1", { $same: 5 }, "layers.1: there is no module 5 before"],
    ["shared", null, "shared must be an object"],
    [
      "shared",
      { "layers.2.weights": "layers.9.weights" },
      '"layers.2.weights" cannot be "layers.9.weights"',
    ],
    ["shared", { "layers.2.biases": "layers.0.biases" }, '"layers.2.biases" cannot be "layers.0'],
    ["tensors/layers.0.weights/dtype", "float64", "layers.0.weights is float32 (3, 4), but"],
    ["tensors/layers.0.weights/dtype", "int8", "layers.0.weights: dtype: dtype must be"],
    [
      "tensors/layers.0.weights/shape",
      [4, 3],
      "layers.0.weights is float32 (3, 4), but the file has float32 (4, 3) for it",
    ],
    [
      "tensors/layers.0.weights/shape",
      [12, 2 ** 40],
      "data has 12 numbers, expected 13194139533312",
    ],
    ["tensors/layers.0.weights/data/0", "1", 'data holds "1", expected numbers'],
    [
      "tensors/layers.0.weights",
      undefined,
      "layers.0.weights, float32 (3, 4): the file has no tensor",
    ],
    ["tensors/layers.1.mean", undefined, "layers.1.mean, float32 (4,): the file has no"],
    ["tensors/layers.0.more", tensor, 'the file has a tensor "layers.0.more", float32 (1,), for'],
    [
      "tensors/optimizer.layers.0.biases.m",
      undefined,
      "optimizer: the file's states of layers.0.biases",
    ],
    [
      "tensors/optimizer.layers.0.biases.m",
      tensor,
      "are float32 (1,) and float32 (1, 4), expected 2",
    ],
    [
      "tensors/scaler.center",
      undefined,
      "scaler: StandardScaler.setState: expected as many numbers",
    ],
    [
      "tensors/scaler.center",
      tensor,
      "scaler: center is float32 (1,), expected float64 (columns,)",
    ],
    [
      "model/config/lossFunction/$function",
      "mse",
      'lossFunction: there is no loss "mse"; there are mseLoss',
    ],
    ["model/config/optimizer", null, "NeuralNetwork: optimizer must be one of this library"],
    [
      "model/config/optimizer/$optimizer",
      "Optimizer",
      'optimizer: there is no optimizer "Optimizer"',
    ],
    [
      "model/config/optimizer/config/beta1",
      "0.9",
      "optimizer: Adam: beta1 must be a finite number",
    ],
    ["model/config/optimizer/config/learningRate/$schedule", 5, "learningRate must be a schedule"],
    [
      "model/config/optimizer/config/learningRate/$schedule/name",
      "own",
      'there is no schedule "own"',
    ],
    [
      "model/config/optimizer/config/learningRate/$schedule/options",
      null,
      "a schedule's name and options",
    ],
    [
      "model/config/optimizer/config/learningRate/$schedule/state/waited",
      "x",
      'a state waited of "x"',
    ],
    ["model/config/optimizer/config/learningRate/$schedule/state", null, "must be an object"],
    ["model/config/optimizer/config/learningRate/$schedule/state/extra", 1, "a state extra of 1"],
    [
      "model/config/optimizer/counters/iterations",
      -1,
      "counters.iterations must be an integer from 0",
    ],
    ["model/config/optimizer/counters/updates", [3], "counters.updates must be a list"],
    ["model/config/scaler/$scaler", "Scaler", 'scaler: its class: there is no scaler "Scaler"'],
    ["model/config/epoch", 1.5, "NeuralNetwork: epoch must be an integer >= 0, got 1.5"],
    ["generator", [1, 2, 3], "generator must be a list of 4 words"],
    ["generator", [0, 0, 0, 0], "generator must be a list of 4 words, not all of them 0"],
    [
      "generator",
      [1, 2, 3, 2 ** 32],
      "a word of generator must be an integer from 0 to 4294967295",
    ],
  ])("%s is %j", (path, value, message) => {
    const found = refusal(changed(savedModel(), path, value));
    expect(found).toContain(message);
    expect(found).toMatch(/^fromJSON: /);
  });

  test.each(["{}", null, [1]])("it is %j", (model) => {
    expect(refusal(model)).toBe("fromJSON: the model must be an object");
  });
});

describe("a file is refused when", () => {
  const weights: Tensor = { dtype: "float32", shape: [1], values: Float32Array.of(1) };
  const file = (metadata: Record<string, string>): Uint8Array =>
    encodeSafetensors({ tensors: new Map([["weights", weights]]), metadata });

  test.each<[string, Uint8Array, string]>([
    ["it holds no model", file({}), "load: the file holds tensors, but no model of this library"],
    ["its model is no JSON", file({ smolml: "{" }), "load: the file's model: "],
    ["its model is no object", file({ smolml: "1" }), "load: the model must be an object"],
    [
      "it is cut off",
      new NeuralNetwork({ layers: [relu], lossFunction: mseLoss }).save().subarray(1),
      "load: the file says",
    ],
    ["it is no bytes", "text" as unknown as Uint8Array, "load: expected the bytes of a file"],
  ])("%s", (_, bytes, message) => {
    expect(() => NeuralNetwork.load(bytes)).toThrow(message);
  });

  test("an embedding is larger than the file, and nothing is allocated", () => {
    const model = new NeuralNetwork({
      layers: [new Embedding({ inputSize: 2, outputSize: 2 })],
      lossFunction: mseLoss,
    }).toJSON() as unknown as Json;
    changed(model, "model/config/layers/0/config/inputSize", 10_000_000);
    const before = memory().resident;
    expect(refusal(model)).toContain("layers.0: RandomUniform: 80000000 bytes are more");
    changed(model, "tensors/layers.0.weights", undefined);
    expect(refusal(model)).toContain("layers.0: RandomUniform: 80000000 bytes are more");
    expect(memory().resident).toBe(before);
  });

  test("an ArrayBuffer holds what a Uint8Array may", () => {
    const model = new NeuralNetwork({ layers: [relu], lossFunction: mseLoss });
    expect(NeuralNetwork.load(model.save().buffer).layers.length).toBe(1);
  });
});
