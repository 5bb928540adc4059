import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  AdaGrad,
  Adam,
  AdamW,
  DenseLayer,
  manualSeed,
  NeuralNetwork,
  type Optimizer,
  RMSprop,
  SGD,
  SGDMomentum,
  schedules,
  sparseSoftmaxCrossEntropy,
  tanh,
} from "../../src/index.js";
import { onEachCoreAndDtype } from "../support/settings.js";
import { data, numbersOf, options, statefulModel } from "./models.js";

const epochs = 5;
const folder = mkdtempSync(join(tmpdir(), "smolml-resume-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the training comes to when it is not interrupted. */
function uninterrupted(make: () => NeuralNetwork): number[][] {
  const { X, y } = data();
  const model = make();
  model.train(X, y, { ...options, epochs });
  return numbersOf(model);
}

onEachCoreAndDtype((dtype, core) => {
  describe.each([1, 2, 3, 4])("stopped after epoch %i", (stop) => {
    test.each([
      ["bytes", (model: NeuralNetwork) => NeuralNetwork.load(model.save())],
      ["JSON", (model: NeuralNetwork) => NeuralNetwork.fromJSON(JSON.parse(JSON.stringify(model)))],
    ])("training goes on from %s as if it had never stopped", (_, copy) => {
      const expected = uninterrupted(statefulModel);
      const { X, y } = data();
      const first = statefulModel();
      first.train(X, y, { ...options, epochs: stop });
      const saved = copy(first);
      expect(saved.epoch).toBe(stop);
      expect(numbersOf(saved)).toEqual(numbersOf(first));
      saved.train(X, y, { ...options, epochs, initialEpoch: saved.epoch });
      expect(numbersOf(saved)).toEqual(expected);
    });
  });

  test("the random generator goes on where it stood at the save", () => {
    const { X, y } = data();
    const first = statefulModel();
    first.train(X, y, { ...options, epochs: 2 });
    const bytes = first.save();
    first.train(X, y, { ...options, epochs, initialEpoch: 2 });
    manualSeed(99);
    const second = NeuralNetwork.load(bytes);
    second.train(X, y, { ...options, epochs, initialEpoch: 2 });
    expect(numbersOf(second)).toEqual(numbersOf(first));
  });

  test("training goes on in another process as if it had never stopped", {
    timeout: 60_000,
  }, () => {
    const file = join(folder, `${core}-${dtype}.safetensors`);
    const script = join(import.meta.dirname, "resume-process.ts");
    const train = (until: number): unknown => {
      const args = ["--import", "tsx", script, core, dtype, file, String(until)];
      return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
    };
    train(2);
    expect(train(epochs)).toEqual(uninterrupted(statefulModel));
  });
});

describe("each optimizer goes on to the bit", () => {
  const learningRate = schedules.exponential({ learningRate: 0.05, gamma: 0.99 });
  const optimizers: readonly (readonly [string, () => Optimizer])[] = [
    ["SGD", () => new SGD({ learningRate: 0.1, decay: 0.01 })],
    ["SGD with Nesterov", () => new SGD({ learningRate, momentum: 0.8, nesterov: true })],
    ["SGDMomentum", () => new SGDMomentum({ learningRate, clipNorm: 0.5 })],
    ["AdaGrad", () => new AdaGrad({ learningRate: 0.1, globalClipNorm: 1 })],
    ["RMSprop", () => new RMSprop({ learningRate, rho: 0.8, clipValue: 0.1 })],
    ["Adam", () => new Adam({ learningRate, beta1: 0.8, beta2: 0.99, epsilon: 1e-6 })],
    ["AdamW", () => new AdamW({ learningRate, weightDecay: 0.1 })],
  ];
  test.each(optimizers)("%s", (_, optimizer) => {
    const make = (): NeuralNetwork => {
      manualSeed(5);
      const hidden = new DenseLayer({ outputSize: 6, activationFunction: tanh });
      return new NeuralNetwork({
        layers: [hidden, new DenseLayer({ outputSize: 3 })],
        lossFunction: sparseSoftmaxCrossEntropy,
        optimizer: optimizer(),
      });
    };
    const expected = uninterrupted(make);
    const { X, y } = data();
    const first = make();
    first.train(X, y, { ...options, epochs: 2 });
    const second = NeuralNetwork.load(first.save());
    expect(second.optimizer.constructor).toBe(first.optimizer.constructor);
    expect(second.optimizer.iterations).toBe(10);
    second.train(X, y, { ...options, epochs, initialEpoch: 2 });
    expect(numbersOf(second)).toEqual(expected);
  });
});
