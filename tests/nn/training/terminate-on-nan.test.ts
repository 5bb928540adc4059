import { expect, test } from "vitest";
import {
  type ActivationFunction,
  ActivationLayer,
  callbacks,
  DenseLayer,
  type History,
  type LossFunction,
  mseLoss,
  NeuralNetwork,
  SGD,
} from "../../../src/index.js";
import { onEachCoreAndDtype } from "../../support/settings.js";

const X = [
  [1, 2],
  [3, -1],
  [0.5, 4],
];
const y = [[1], [2], [3]];

interface Case {
  readonly act?: ActivationFunction;
  readonly loss?: LossFunction;
  readonly weight?: number;
  readonly X?: number[][];
  readonly y?: number[][];
}

/** A network of weights 1 and biases 0 after `given`; what training it under watch comes to. */
function watched(given: Case): {
  history: History;
  before: unknown;
  after: unknown;
  steps: number;
} {
  const layer = new DenseLayer({ inputSize: 2, outputSize: 1 });
  layer.weights.updateValues(Array(2).fill(given.weight ?? 1));
  const layers = [layer, new ActivationLayer(given.act ?? ((x) => x))];
  const optimizer = new SGD({ learningRate: 0.1 });
  const network = new NeuralNetwork({ layers, lossFunction: given.loss ?? mseLoss, optimizer });
  const before = layer.weights.toList();
  const history = network.train(given.X ?? X, given.y ?? y, {
    epochs: 3,
    callbacks: [new callbacks.TerminateOnNaN()],
    verbose: false,
  });
  return { history, before, after: layer.weights.toList(), steps: optimizer.iterations };
}

const nan = Number.NaN;

onEachCoreAndDtype((dtype) => {
  test.each<readonly [string, Case, string]>([
    [
      "an operation that gives NaN",
      { act: (x) => x.sub(10).sqrt().exp() },
      "the loss is NaN: first out of sqrt of shape (3, 1)",
    ],
    [
      "NaN that comes of an overflow",
      { act: (x) => x.mul(1000).exp().div(x.mul(1000).exp()) },
      "the loss is NaN: first out of div of shape (3, 1), after Infinity out of exp of shape (3, 1)",
    ],
    [
      "a loss that overflows by itself",
      { act: (x) => x.mul(dtype === "float32" ? 1e30 : 1e300) },
      "the loss is Infinity: first out of mseLoss of shape ()",
    ],
    [
      "an operation of the backward pass",
      { act: (x) => x.sub(3).abs().sqrt() },
      "a gradient is NaN: first out of the backward pass of sqrt of shape (3, 1)",
    ],
    [
      "the data",
      {
        X: [
          [1, nan],
          [3, -1],
          [0.5, 4],
        ],
      },
      "the input of the batch holds NaN",
    ],
    ["the targets", { y: [[1], [Infinity], [3]] }, "the targets of the batch hold Infinity"],
    ["the weights", { weight: nan }, "parameters of shape (2, 1) hold NaN already"],
  ])("names %s, and keeps the weights", (_, given, message) => {
    const { history, before, after, steps } = watched(given);
    expect(history.stopped).toMatch(/^TerminateOnNaN: in epoch 1, step 1, /);
    expect(history.stopped).toContain(message);
    expect([...history]).toEqual([]);
    expect(after).toEqual(before);
    expect(steps).toBe(0);
  });

  test("leaves alone what stays finite", () => {
    const { history, steps } = watched({});
    expect(history.stopped).toBeNull();
    expect(steps).toBe(3);
  });
});
