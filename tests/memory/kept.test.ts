import { describe, expect, test } from "vitest";
import {
  Adam,
  BatchNorm,
  type Callback,
  DataLoader,
  DenseLayer,
  Dropout,
  Flatten,
  kFold,
  LayerNorm,
  MLArray,
  Module,
  manualSeed,
  memory,
  mseLoss,
  NeuralNetwork,
  noGrad,
  Optimizer,
  ones,
  Parallel,
  Residual,
  randn,
  relu,
  Sequential,
  type Step,
  setMemoryBudget,
  trainTestSplit,
  type Update,
  zeros,
} from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

/** What user code makes and keeps lives on, wherever it runs; results on the way to the loss go. */

const quiet = { verbose: false } as const;

/** Keeps arrays of all kinds from each forward. */
class Keeper extends Module {
  readonly weights = new MLArray([1, 2]);
  readonly kept: Record<string, MLArray[]> = { masks: [], means: [], copies: [], detached: [] };
  readonly onTheWay: MLArray[] = [];
  running = new MLArray([0, 0], { requiresGrad: false });

  forward(x: MLArray): MLArray {
    const y = x.mul(this.weights);
    this.kept.masks.push(y.greater(0));
    this.kept.means.push(noGrad(() => y.mean(0)));
    this.kept.copies.push(y.detach().clone());
    this.kept.detached.push(y.detach());
    this.running = noGrad(() => this.running.mul(0.5).add(y.mean(0)));
    this.onTheWay.push(y);
    return y.tanh();
  }
}

/** What the arrays of a keeper hold, if what one of them says of the others is true. */
function check(keeper: Keeper): void {
  const { masks, means, copies, detached } = keeper.kept;
  let running = [0, 0];
  copies.forEach((copy, step) => {
    const rows = copy.toList() as number[][];
    expect(detached[step].toList()).toEqual(rows);
    expect(masks[step].toList()).toEqual(rows.map((row) => row.map((x) => (x > 0 ? 1 : 0))));
    const sums = rows.reduce(([a, b], [c, d]) => [a + c, b + d]);
    const mean = means[step].toTypedArray();
    running = running.map((each, j) => each / 2 + sums[j] / rows.length);
    expect([...mean].every((m, j) => Math.abs(m - sums[j] / rows.length) < 1e-5)).toBe(true);
  });
  [...keeper.running.toTypedArray()].forEach((value, j) => {
    expect(value).toBeCloseTo(running[j], 4);
  });
}

/** Remembers in fields of its own what it did. */
class Descent extends Optimizer {
  readonly stateNames = ["sum"];
  readonly steps: MLArray[] = [];
  last: MLArray | null = null;
  protected apply({ weights, gradient, states: [sum], rate }: Update<["sum"]>): void {
    sum.updateValues(sum.add(gradient));
    const last = gradient.mul(rate);
    this.last = last;
    this.steps.push(last);
    weights.updateValues(weights.sub(last));
  }
}

function setUp() {
  manualSeed(6);
  const keeper = new Keeper();
  const losses: MLArray[] = [];
  const measured: MLArray[] = [];
  const rates: MLArray[] = [];
  const predictions: MLArray[] = [];
  const steps: Step[] = [];
  const optimizer = new Descent({
    learningRate: {
      name: "own",
      options: {},
      at: (t) => {
        rates.push(new MLArray([t]).add(1));
        return 0.01;
      },
    },
  });
  const network = new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 3, outputSize: 2 }),
      keeper,
      new DenseLayer({ inputSize: 2, outputSize: 1 }),
    ],
    lossFunction: (p: MLArray, y: MLArray) => {
      losses.push(p.sub(y).abs().detach(), y.mul(2));
      return mseLoss(p, y);
    },
    optimizer,
  });
  const callback: Callback = {
    onBeforeUpdate: (step) => {
      steps.push(step);
      predictions.push(network.predict(step.input));
    },
    onEpochEnd: () => void predictions.push(network.predict([[1, 2, 3]])),
  };
  const metric = (p: MLArray, y: MLArray): number => {
    measured.push(p, p.sub(y));
    return 1;
  };
  Object.defineProperty(metric, "name", { value: "own" });
  const [X, y] = [randn([8, 3], { requiresGrad: false }), randn([8, 1], { requiresGrad: false })];
  const all = () => [
    ...losses,
    ...measured,
    ...rates,
    ...predictions,
    ...optimizer.steps,
    ...steps.flatMap(({ input, prediction, target, loss }) => [input, prediction, target, loss]),
  ];
  return { keeper, network, callback, metric, X, y, all, optimizer };
}

onEachCore(() => {
  const options = { epochs: 3, batchSize: 4, ...quiet };

  test.each(["train", "fit", "train under a small budget"])(
    "what is kept in %s lives",
    async (how) => {
      const { keeper, network, callback, metric, X, y, all, optimizer } = setUp();
      const given = {
        ...options,
        callbacks: [callback],
        metrics: [metric],
        validationData: [X, y] as const,
      };
      if (how.endsWith("budget")) setMemoryBudget(4096);
      try {
        if (how === "fit") await network.fit(X, y, given);
        else network.train(X, y, given);
        check(keeper);
        for (const array of all()) expect(array.toTypedArray().length).toBe(array.size());
        expect(optimizer.steps.length).toBe(6 * 5);
        expect(optimizer.stateOf(keeper.weights)?.[0].length).toBe(2);
      } finally {
        setMemoryBudget(256 * 2 ** 20);
      }
    },
  );

  test("and so in predict, evaluate, single steps and by hand", () => {
    const { keeper, network, X, y } = setUp();
    network.predict(X);
    network.evaluate(X, y);
    network.trainOnBatch(X, y);
    const loss = mseLoss(network.forward(X), y);
    loss.backward();
    network.optimizer.step(network.parameters());
    check(keeper);
    expect(keeper.kept.copies.length).toBe(4);
    // By hand, and in prediction, everything lives.
    const [predicted, evaluated, , byHand] = keeper.onTheWay;
    for (const array of [predicted, evaluated, byHand]) expect(array.shape).toEqual([8, 2]);
    for (const array of [predicted, evaluated, byHand]) array.toList();
  });

  test("a layer that hands on what it is given may keep it in a prediction", () => {
    class Tap extends Module {
      seen: MLArray | null = null;
      forward(x: MLArray): MLArray {
        this.seen = x;
        return x;
      }
    }
    const [before, tap] = [new DenseLayer({ inputSize: 2, outputSize: 3 }), new Tap()];
    const network = new NeuralNetwork({
      layers: [before, tap, new DenseLayer({ inputSize: 3, outputSize: 1 })],
      lossFunction: mseLoss,
    });
    network.predict([[1, 2]]);
    expect(tap.seen?.toList()).toEqual(before.forward(new MLArray([[1, 2]])).toList());
  });

  test("a result that the loss was made of is gone after its step, and the error says what to do", () => {
    const { keeper, network, X, y } = setUp();
    network.train(X, y, { epochs: 1, ...quiet });
    const [array] = keeper.onTheWay.slice(-1);
    const message =
      /the array was an intermediate result of a training step .* keep detach\(\)\.clone\(\) of it/;
    expect(() => array.toList()).toThrow(message);
    expect(() => array.add(1)).toThrow(message);
    expect(() => array.sum().backward()).toThrow(message);
  });

  const model = (): NeuralNetwork => {
    const frozen = new DenseLayer({ outputSize: 16, activationFunction: relu });
    frozen.trainable = false;
    return new NeuralNetwork({
      layers: [
        frozen,
        new LayerNorm(),
        new Residual([new BatchNorm(), new Dropout({ rate: 0.2 })]),
        new Parallel({
          branches: [[new DenseLayer({ outputSize: 4 }), relu], relu],
          merge: "concat",
        }),
        new DenseLayer({ outputSize: 1, regularization: { l2: 0.1 } }),
      ],
      lossFunction: mseLoss,
      optimizer: new Adam(),
    });
  };

  test.each<[string, (network: NeuralNetwork, X: MLArray, y: MLArray) => unknown]>([
    ["steps", (network, X, y) => network.trainOnBatch(X, y)],
    [
      "steps on numbers",
      (network) =>
        network.trainOnBatch(
          [
            [1, 2, 3],
            [2, 3, 4],
          ],
          [[1], [2]],
        ),
    ],
    ["epochs", (network, X, y) => network.train(X, y, { epochs: 1, batchSize: 8, ...quiet })],
    [
      "epochs of a loader",
      (network, X, y) => network.train(new DataLoader(X, y), { epochs: 1, ...quiet }),
    ],
    [
      "metrics and validation",
      (network, X, y) => network.train(X, y, { epochs: 1, validationData: [X, y], ...quiet }),
    ],
    ["predictions", (network, X) => network.predict(X).dispose()],
    ["predictions of numbers", (network) => network.predict([[1, 2, 3]]).dispose()],
    ["evaluations", (network, X, y) => network.evaluate(X, y)],
    ["predictions of a loader", (network, X, y) => network.predict(new DataLoader(X, y)).dispose()],
    ["evaluations of a loader", (network, X, y) => network.evaluate(new DataLoader(X, y))],
  ])("%s leave nothing behind", (_, run) => {
    manualSeed(1);
    const network = model();
    const [X, y] = [
      randn([40, 3], { requiresGrad: false }),
      randn([40, 1], { requiresGrad: false }),
    ];
    for (let i = 0; i < 3; i++) run(network, X, y);
    const { arrays, resident } = memory();
    for (let i = 0; i < 5; i++) run(network, X, y);
    expect({ arrays: memory().arrays, resident: memory().resident }).toEqual({ arrays, resident });
  });

  test("splits leave nothing behind that was disposed of", () => {
    const numbers = Array.from({ length: 12 }, (_, i) => [i, -i]);
    const X = new MLArray(numbers, { requiresGrad: false });
    const before = memory();
    for (const data of [X, numbers]) {
      for (const array of trainTestSplit(data, numbers)) array.dispose();
      for (const fold of kFold(data, numbers)) for (const array of fold) array.dispose();
      trainTestSplit({ data, other: data }, numbers).forEach((part) => {
        for (const array of part instanceof MLArray ? [part] : Object.values(part)) array.dispose();
      });
    }
    expect({ ...memory(), peak: 0 }).toEqual({ ...before, peak: 0 });
  });

  test("many rows are predicted in a memory that does not grow with them", () => {
    const wide = new NeuralNetwork({
      layers: [
        new DenseLayer({ inputSize: 4, outputSize: 512, activationFunction: relu }),
        new DenseLayer({ outputSize: 1 }),
      ],
      lossFunction: mseLoss,
    });
    const X = randn([20_000, 4], { requiresGrad: false });
    wide.predict(X.get([0, 2]));
    const before = memory().resident;
    setMemoryBudget(before + 2 * 2 ** 20);
    try {
      const { spills } = memory();
      expect(wide.predict(X).shape).toEqual([20_000, 1]);
      // All at once, the rows of the wide layer would take 40 MB.
      expect(memory().spills - spills).toBeLessThan(10);
    } finally {
      setMemoryBudget(256 * 2 ** 20);
    }
  });
});

describe("aliases", () => {
  test("predict hands out neither its data nor the network's own arrays", () => {
    const table = new MLArray([[1, 2]], { requiresGrad: false });
    const x = new MLArray([[3, 4]], { requiresGrad: false });
    const networks = [
      { forward: (input: MLArray) => input },
      { forward: (input: MLArray) => input.reshape(1, 2) },
      { forward: () => table },
    ].map((layer) => new NeuralNetwork({ layers: [layer], lossFunction: mseLoss }));
    for (const network of networks) network.predict(x).dispose();
    expect([x.toList(), table.toList()]).toEqual([[[3, 4]], [[1, 2]]]);
  });

  const reshaped = { forward: (x: MLArray) => x.reshape(-1, 1) };
  const views = {
    Flatten: new Flatten(),
    "Flatten in a Sequential": new Sequential([new Flatten()]),
    "a layer of one's own": reshaped,
    detach: { forward: (x: MLArray) => x.detach() },
  };
  test.each(Object.entries(views))("what predict gives of %s holds no data", (_, layer) => {
    const network = new NeuralNetwork({ layers: [layer], lossFunction: mseLoss });
    for (const rows of [64, 700]) {
      const before = memory().resident;
      const x = zeros([rows, 2, 2], { requiresGrad: false });
      const y = network.predict(x);
      y.set([], 1);
      expect(x.toTypedArray()).not.toContain(1);
      x.dispose();
      expect(y.toTypedArray()).not.toContain(0);
      y.dispose();
      expect(memory().resident).toBeLessThan(before + 1000);
    }
  });

  test("a view of a network's own array is not handed out either", () => {
    const table = new MLArray([[1, 2]], { requiresGrad: false });
    const layer = { forward: () => table.reshape(2, 1) };
    const network = new NeuralNetwork({ layers: [layer], lossFunction: mseLoss });
    network.predict([[3, 4]]).updateValues([[5], [6]]);
    expect(table.toList()).toEqual([[1, 2]]);
  });

  test("a layer that disposes of its input does not free the data that this is a part of", () => {
    const consuming = {
      forward(x: MLArray): MLArray {
        const y = x.mul(2);
        x.dispose();
        return y;
      },
    };
    const network = new NeuralNetwork({ layers: [consuming], lossFunction: mseLoss });
    const x = ones([700, 2]);
    expect(network.predict(x).sum().item()).toBe(2800);
    expect(x.sum().item()).toBe(1400);
    network.train(x, ones([700, 2]), { epochs: 1, batchSize: 100, shuffle: false, ...quiet });
    expect(x.sum().item()).toBe(1400);
  });

  test("a backward by hand leaves no view of the input behind", () => {
    const layer = new DenseLayer({ inputSize: 400, outputSize: 1 });
    const before = memory().resident;
    const x = zeros([100, 400], { requiresGrad: false });
    layer.forward(x);
    layer.backward(zeros([100, 1])).dispose();
    x.dispose();
    expect(memory().resident).toBeLessThan(before + 10_000);
  });
});
