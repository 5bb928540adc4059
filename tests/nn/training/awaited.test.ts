import { describe, expect, test } from "vitest";
import {
  type Callback,
  DataLoader,
  DenseLayer,
  manualSeed,
  metrics,
  mseLoss,
  NeuralNetwork,
  randn,
  SGD,
} from "../../../src/index.js";
import { onEachCore } from "../../support/settings.js";

const quiet = { verbose: false } as const;

function setUp() {
  manualSeed(2);
  const [X, y] = [randn([10, 3], { requiresGrad: false }), randn([10, 1], { requiresGrad: false })];
  const network = new NeuralNetwork({
    layers: [new DenseLayer({ inputSize: 3, outputSize: 1, regularization: { l2: 0.1 } })],
    lossFunction: mseLoss,
    optimizer: new SGD({ learningRate: 0.1 }),
  });
  return { X, y, network };
}

const hooks = [
  "onTrainBegin",
  "onEpochBegin",
  "onBeforeUpdate",
  "onBatchEnd",
  "onEpochEnd",
  "onTrainEnd",
] as const satisfies readonly (keyof Callback)[];

const later = (fn: () => void): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(() => {
      fn();
      resolve();
    }, 1);
  });

describe("a promise from a callback", () => {
  test("is waited for in fit, whichever hook gives it, and changes nothing else", async () => {
    const calls: string[] = [];
    const slow = Object.fromEntries(
      hooks.map((hook) => [
        hook,
        () => {
          calls.push(`${hook} begins`);
          return later(() => calls.push(`${hook} ends`));
        },
      ]),
    );
    const options = { epochs: 2, batchSize: 5, shuffle: false, ...quiet };
    const { X, y, network } = setUp();
    const history = await network.fit(X, y, { ...options, callbacks: [slow] });
    const inEpoch = [
      "onEpochBegin",
      ...[0, 1].flatMap(() => ["onBeforeUpdate", "onBatchEnd"]),
      "onEpochEnd",
    ];
    const expected = ["onTrainBegin", ...inEpoch, ...inEpoch, "onTrainEnd"];
    expect(calls).toEqual(expected.flatMap((hook) => [`${hook} begins`, `${hook} ends`]));
    const other = setUp();
    expect([...history]).toEqual([...other.network.train(other.X, other.y, options)]);
  });

  test.each(hooks)(
    "from %s that rejects is an error of fit, and the training ends in order",
    async (hook) => {
      const { X, y, network } = setUp();
      const calls: string[] = [];
      const first: Callback = { onTrainEnd: () => void calls.push("first ends") };
      const failing = { [hook]: () => later(() => {}).then(() => Promise.reject(new Error("no"))) };
      const options = { epochs: 2, callbacks: [first, failing], ...quiet };
      await expect(network.fit(X, y, options)).rejects.toThrow("no");
      expect(calls).toEqual(["first ends"]);
      await network.fit(X, y, { epochs: 1, ...quiet });
    },
  );

  test.each(hooks)("from %s is an error of train, which then ends in order", (hook) => {
    const { X, y, network } = setUp();
    let ended = 0;
    const counting: Callback = { onTrainEnd: () => void ended++ };
    const options = { epochs: 2, callbacks: [counting, { [hook]: async () => {} }], ...quiet };
    expect(() => network.train(X, y, options)).toThrow(
      "train: a callback or the data returned a promise; use fit",
    );
    expect(ended).toBe(1);
    network.train(X, y, { epochs: 1, ...quiet });
  });

  test("may call off a step", async () => {
    const { X, y, network } = setUp();
    const before = network.parameters().map((array) => array.toList());
    const callback: Callback = {
      onBeforeUpdate: async (_, run) => {
        await later(() => {});
        run.stop("enough");
      },
    };
    const history = await network.fit(X, y, { epochs: 3, callbacks: [callback], ...quiet });
    expect([history.length, history.stopped]).toEqual([0, "enough"]);
    expect(network.parameters().map((array) => array.toList())).toEqual(before);
  });
});

onEachCore(() => {
  test("a loader of validation data gives the mean loss over its rows, and metrics of them all", async () => {
    const { X, y, network } = setUp();
    const seen = { X: randn([7, 3]), y: randn([7, 1]) };
    const loader = new DataLoader(seen.X, seen.y, { batchSize: 3, shuffle: true });
    async function* rows(): AsyncGenerator<[number[], number[]]> {
      const [xs, ys] = [seen.X.toList(), seen.y.toList()] as number[][][];
      for (let i = 0; i < 7; i++) yield [xs[i], ys[i]];
    }
    const stream = new DataLoader(() => rows(), { batchSize: 2 });
    for (const validationData of [loader, stream, [[seen.X, seen.y]].values()] as never[]) {
      const options = { epochs: 1, metrics: ["r2"] as const, validationData, ...quiet };
      const history = await network.fit(X, y, options);
      expect(history.validationLoss?.[0]).toBeCloseTo(network.evaluate(seen.X, seen.y), 5);
      const r2 = metrics.r2(network.predict(seen.X), seen.y);
      expect(history.validationR2?.[0]).toBeCloseTo(r2, 5);
    }
    expect(() => network.train(X, y, { epochs: 1, validationData: stream, ...quiet })).toThrow(
      "promise",
    );
  });

  test("predict and evaluate go through a loader, which then goes on as without it", () => {
    const { X, y, network } = setUp();
    const options = { batchSize: 4, shuffle: true, seed: 3 };
    const loader = new DataLoader(X, y, options);
    const order = [...new DataLoader(X, y, options)].flatMap(([x]) => x.toList() as number[][]);
    expect(network.predict(loader).toList()).toEqual(network.predict(order).toList());
    expect(network.evaluate(loader)).toBeCloseTo(network.evaluate(X, y), 6);
    expect(loader.epoch).toBe(0);
    const other = setUp();
    const expected = other.network.train(new DataLoader(X, y, options), { epochs: 2, ...quiet });
    expect([...network.train(loader, { epochs: 2, ...quiet })]).toEqual([...expected]);
  });

  test("evaluate takes any batches", () => {
    const { X, y, network } = setUp();
    const batches = [
      [X.get([0, 4]), y.get([0, 4])],
      [X.get([4, 10]), y.get([4, 10])],
    ] as const;
    expect(network.evaluate(batches)).toBeCloseTo(network.evaluate(X, y), 6);
  });
});

describe("batches that do not serve", () => {
  test("are named", () => {
    const { X, y, network } = setUp();
    async function* rows(): AsyncGenerator<[number[], number[]]> {
      yield [[1, 2, 3], [1]];
    }
    const stream = new DataLoader(() => rows());
    const calls: [() => unknown, string][] = [
      [() => network.predict(stream), "predict: the batches come asynchronously"],
      [() => network.evaluate(stream), "evaluate: the batches come asynchronously"],
      [() => network.evaluate([]), "evaluate: the data gave no batch"],
      [() => network.evaluate([[X, y.get([0, 3])]]), "evaluate: X has 10 rows and y has 3"],
      [
        () => network.train(X, y, { epochs: 1, validationData: [X] as never }),
        "train: validationData must be a pair [X, y], or batches of them",
      ],
      [
        () => network.train(X, y, { epochs: 1, validationData: 5 as never }),
        "train: validationData: expected X, y and options, or an iterable of [X, y] batches",
      ],
      [
        () =>
          network.train(X, y, {
            epochs: 1,
            validationData: [[X, y.get([0, 2])]].values() as never,
          }),
        "train: validationData: X has 10 rows and y has 2",
      ],
    ];
    for (const [call, message] of calls) expect(call).toThrow(message);
  });
});
