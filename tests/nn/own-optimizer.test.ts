import { describe, expect, test } from "vitest";
import {
  DenseLayer,
  MLArray,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  Optimizer,
  type OptimizerOptions,
  randn,
  register,
  schedules,
  type Update,
} from "../../src/index.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";

/** Chen and others, 2023: w -= lr sign(b1 m + (1 - b1) g); m = b2 m + (1 - b2) g. */
class OwnLion extends Optimizer {
  readonly stateNames = ["m"];

  protected apply({ weights, gradient, states: [m], rate }: Update<["m"]>): void {
    const direction = m.mul(0.9).add(gradient.mul(0.1));
    const sign = direction.greater(0).sub(direction.less(0));
    weights.updateValues(weights.sub(sign.mul(rate)));
    m.updateValues(m.mul(0.99).add(gradient.mul(0.01)));
  }
}

/** Scales each array's step by its norms: a rule that is not by element. You and others, 2017. */
class Scaled extends Optimizer {
  readonly stateNames = [];
  readonly shapes: (readonly number[])[] = [];
  readonly trust: number;

  constructor({ trust = 0.1, ...options }: OptimizerOptions & { trust?: number } = {}) {
    super(options);
    this.trust = trust;
  }

  protected override get optionNames(): readonly string[] {
    return [...super.optionNames, "trust"];
  }

  override config(): OptimizerOptions & { trust: number } {
    return { ...super.config(), trust: this.trust };
  }

  protected apply({ weights, gradient, rate }: Update): void {
    this.shapes.push(weights.shape);
    const norm = gradient.mul(gradient).sum().sqrt().add(1e-12);
    weights.updateValues(weights.sub(gradient.div(norm).mul(rate * this.trust)));
  }
}

register("OwnLion", OwnLion);
register("Scaled", Scaled);

function networkOf(optimizer: Optimizer): NeuralNetwork {
  manualSeed(5);
  return new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 3, outputSize: 4 }),
      new DenseLayer({ inputSize: 4, outputSize: 2 }),
    ],
    lossFunction: mseLoss,
    optimizer,
  });
}

const quiet = { verbose: false } as const;

onEachCore(() => {
  test("follows its rule, number by number", () => {
    const rates = [0.1, 0.05, 0.025];
    const optimizer = new OwnLion({
      learningRate: schedules.exponential({ learningRate: 0.1, gamma: 0.5 }),
    });
    const w = new MLArray([1, -2, 3], { dtype: "float64" });
    const gradients = [
      [1, -1, 0],
      [-5, 0.5, 2],
      [0.1, 0.2, -30],
    ];
    let [weights, m] = [
      [1, -2, 3],
      [0, 0, 0],
    ];
    gradients.forEach((g, t) => {
      w.restart();
      w.mul(g).backward();
      optimizer.step([w]);
      weights = weights.map((x, i) => x - rates[t] * Math.sign(0.9 * m[i] + 0.1 * g[i]));
      m = m.map((x, i) => 0.99 * x + 0.01 * g[i]);
      weights.forEach((x, i) => void expect(w.toTypedArray()[i]).toBeCloseTo(x, 14));
      const [state] = optimizer.stateOf(w) ?? [];
      m.forEach((x, i) => void expect(state[i]).toBeCloseTo(x, 14));
    });
    expect(optimizer.iterations).toBe(3);
  });

  test("sees each array by itself, in its shape, with its gradient clipped", () => {
    const optimizer = new Scaled({ learningRate: 1, clipValue: 1e-3 });
    const network = networkOf(optimizer);
    const before = network.parameters().map((array) => array.toTypedArray());
    network.trainOnBatch([[1, 2, 3]], [[100, -100]]);
    expect(optimizer.shapes).toEqual([
      [3, 4],
      [1, 4],
      [4, 2],
      [1, 2],
    ]);
    network.parameters().forEach((array, i) => {
      const steps = Array.from(array.toTypedArray(), (w, j) => (w - before[i][j]) ** 2);
      expect(Math.sqrt(steps.reduce((a, b) => a + b))).toBeCloseTo(0.1, 5);
    });
  });

  test("leaves frozen arrays, and works by update as SmolML has it", () => {
    const optimizer = new OwnLion({ learningRate: 0.5 });
    const [w, frozen] = [new MLArray([1]), new MLArray([1], { requiresGrad: false })];
    w.mul(2).backward();
    optimizer.step([w, frozen]);
    expect([w.item(), frozen.item()]).toEqual([0.5, 1]);
    optimizer.update({ w }, 0, ["w"]);
    expect(w.item()).toBe(0);
  });
});

onEachCoreAndDtype(() => {
  test.each([
    ["OwnLion", () => new OwnLion({ learningRate: 0.02 })],
    ["Scaled", () => new Scaled({ learningRate: 0.05, trust: 0.5 })],
  ])("%s is saved with what it remembers, and goes on to the bit", (_, make) => {
    const network = networkOf(make());
    const [X, y] = [randn([8, 3], { requiresGrad: false }), randn([8, 2], { requiresGrad: false })];
    const first = network.train(X, y, { epochs: 3, batchSize: 4, ...quiet });
    expect(first[2]).toBeLessThan(first[0]);
    const bytes = network.save();
    const copy = NeuralNetwork.load(bytes);
    expect(copy.optimizer.constructor).toBe(network.optimizer.constructor);
    expect(copy.optimizer.config()).toEqual(network.optimizer.config());
    const options = { epochs: 6, initialEpoch: 3, batchSize: 4, ...quiet };
    const losses = [...copy.train(X, y, options)];
    NeuralNetwork.load(bytes);
    expect(losses).toEqual([...network.train(X, y, options)]);
    expect(copy.predict(X).toList()).toEqual(network.predict(X).toList());
  });
});

describe("a rule by element", () => {
  test("gives the same on a whole model at once as array by array", () => {
    class Flat extends OwnLion {
      protected override readonly byElement = true;
    }
    const results = [new OwnLion(), new Flat()].map((optimizer) => {
      const network = networkOf(optimizer);
      for (let i = 0; i < 4; i++) network.trainOnBatch([[1, 2, 3]], [[1, -1]]);
      return network.parameters().map((array) => [...array.toTypedArray()]);
    });
    expect(results[1]).toEqual(results[0]);
  });
});
