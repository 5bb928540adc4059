import { describe, expect, test } from "vitest";
import {
  concat,
  DataLoader,
  DenseLayer,
  kFold,
  MLArray,
  Module,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  randn,
  Sequential,
  SGD,
  trainTestSplit,
} from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

const quiet = { verbose: false } as const;

interface Record2 {
  readonly [name: string]: MLArray;
}

/** Takes two arrays, one by one. */
class Two extends Module {
  readonly dense = new DenseLayer({ outputSize: 2 });
  forward(a: MLArray, b: MLArray): MLArray {
    return this.dense.forward(concat([a, b], 1));
  }
}

/** The same by name. */
class Named extends Module {
  readonly two = new Two();
  forward({ left, right }: Record2): MLArray {
    return this.two.forward(left, right);
  }
}

/** Gives two arrays, which the next module takes. */
class Halves extends Module {
  readonly dense = new DenseLayer({ outputSize: 4 });
  forward(x: MLArray): MLArray[] {
    const y = this.dense.forward(x);
    return [y.get([], [0, 2]), y.get([], [2, 4])];
  }
}

function networkOf(module: Module): NeuralNetwork {
  const optimizer = new SGD({ learningRate: 0.1 });
  return new NeuralNetwork({ layers: [module], lossFunction: mseLoss, optimizer });
}

function data(rows: number): { a: MLArray; b: MLArray; y: MLArray; whole: MLArray } {
  manualSeed(8);
  const a = randn([rows, 2], { requiresGrad: false });
  const b = randn([rows, 3], { requiresGrad: false });
  const y = randn([rows, 2], { requiresGrad: false });
  return { a, b, y, whole: concat([a, b], 1) };
}

/** One network for each form of the same data; all start with the same weights. */
function forms(rows: number) {
  const { a, b, y, whole } = data(rows);
  // The first weights are drawn by the first input.
  const made = <X>(module: Module, x: X) => {
    const network = networkOf(module);
    manualSeed(1);
    network.predict(x as never);
    return network;
  };
  const single = made(new DenseLayer({ outputSize: 2 }), whole);
  const list = made(new Two(), [a, b]);
  const record = made(new Named(), { left: a, right: b });
  return { a, b, y, whole, single, list, record, named: { left: a, right: b } };
}

onEachCore(() => {
  test("train, predict and evaluate take a list and a record, as one array", () => {
    const { a, b, y, whole, single, list, record, named } = forms(12);
    const options = { epochs: 4, batchSize: 5, ...quiet };
    const histories = [
      () => single.train(whole, y, options),
      () => list.train([a, b], y, options),
      () => record.train(named, y, options),
    ].map((train) => {
      manualSeed(2);
      return [...train()];
    });
    expect(histories[1]).toEqual(histories[0]);
    expect(histories[2]).toEqual(histories[0]);
    const expected = single.predict(whole).toList();
    expect(list.predict([a, b]).toList()).toEqual(expected);
    expect(record.predict(named).toList()).toEqual(expected);
    expect(record.predict({ left: a.toList(), right: b.toList() } as never).toList()).toEqual(
      expected,
    );
    expect(list.evaluate([a, b], y)).toBe(single.evaluate(whole, y));
    expect(list.trainOnBatch([a, b], y)).toBe(single.trainOnBatch(whole, y));
    expect(list.forward(a, b).toList()).toEqual(single.forward(whole).toList());
  });

  test("so do fit, validation, splits and loaders", async () => {
    const { y, whole, single, record, named } = forms(12);
    const options = {
      epochs: 3,
      batchSize: 4,
      validationSplit: 0.25,
      metrics: ["mae"],
      ...quiet,
    } as const;
    manualSeed(3);
    const expected = await single.fit(whole, y, options);
    manualSeed(3);
    const history = await record.fit(named, y, options);
    expect(history.validationLoss).toEqual(expected.validationLoss);
    expect(history.validationMae).toEqual(expected.validationMae);
    expect([...history]).toEqual([...expected]);

    const seeded = { batchSize: 5, shuffle: true, seed: 4 };
    const byLoader = [
      single.train(new DataLoader(whole, y, seeded), { epochs: 2, ...quiet }),
      record.train(new DataLoader(named, y, seeded), {
        epochs: 2,
        validationData: [named, y],
        ...quiet,
      }),
    ];
    expect([...byLoader[1]]).toEqual([...byLoader[0]]);

    const split = { testSize: 0.25, seed: 6 };
    const [whole1] = trainTestSplit(whole, y, split);
    const [X1, X2] = trainTestSplit(named, y, split);
    expect(concat([X1.left, X1.right], 1).toList()).toEqual(whole1.toList());
    expect(X2.left.shape).toEqual([3, 2]);
    const [[fold], [plain]] = [
      kFold([named.left, named.right], y, { seed: 1 }),
      kFold(whole, y, { seed: 1 }),
    ];
    expect(concat(fold[0], 1).toList()).toEqual(plain[0].toList());
  });

  test("rows of a stream may be records and lists of arrays", () => {
    const { a, b, y, whole, single, record, list } = forms(6);
    const numbers = (x: MLArray) => x.toList() as number[][];
    const rowsOf = (x: (i: number) => never) =>
      Array.from({ length: 6 }, (_, i) => [x(i), numbers(y)[i]] as const);
    const [left, right, all] = [a, b, whole].map(numbers);
    const losses = [
      single.train(new DataLoader(rowsOf((i) => all[i] as never)), { epochs: 2, ...quiet }),
      record.train(new DataLoader(rowsOf((i) => ({ left: left[i], right: right[i] }) as never)), {
        epochs: 2,
        ...quiet,
      }),
      list.train(
        new DataLoader(rowsOf((i) => [new MLArray(left[i]), new MLArray(right[i])] as never)),
        { epochs: 2, ...quiet },
      ),
    ].map((history) => [...history]);
    expect(losses[1]).toEqual(losses[0]);
    expect(losses[2]).toEqual(losses[0]);
  });

  test("several outputs go to the next module, and to a loss of one's own", () => {
    const { whole, y } = data(8);
    const x = randn([8, 3], { requiresGrad: false });
    manualSeed(2);
    const chained = new Sequential([new Halves(), new Two()]);
    expect(chained.forward(x).shape).toEqual([8, 2]);
    const network = new NeuralNetwork({
      layers: [new Halves()],
      lossFunction: ([p, q]: MLArray[], [s, t]: MLArray[]) => mseLoss(p, s).add(mseLoss(q, t)),
      optimizer: new SGD({ learningRate: 0.1 }),
    });
    const targets = [y, whole.get([], [0, 2])];
    const history = network.train(x, targets, { epochs: 20, batchSize: 3, ...quiet });
    expect(history[19]).toBeLessThan(history[0]);
    const [p, q] = network.predict<MLArray[]>(x);
    const expected = mseLoss(p, targets[0]).item() + mseLoss(q, targets[1]).item();
    expect(network.evaluate(x, targets)).toBeCloseTo(expected, 5);
  });

  test("more rows than are predicted at once come out as they would at once", () => {
    const { a, b, whole, single, record, named } = forms(700);
    const expected = single.forward(whole).toList();
    expect(single.predict(whole).toList()).toEqual(expected);
    expect(record.predict(named).toList()).toEqual(expected);
    expect(record.forward({ left: a, right: b }).toList()).toEqual(expected);
  });
});

describe("data that does not fit", () => {
  test("is named by its part", () => {
    const { a, b, y, list, record } = forms(4);
    const options = { epochs: 1, ...quiet };
    const calls: [() => unknown, string][] = [
      [
        () => list.train([a, b.get([0, 3])], y, options),
        "train: all arrays of X and y must have as many rows, got X [0] (4, 2), [1] (3, 3) and y (4, 2)",
      ],
      [
        () => record.train({ left: a, right: b }, y.get([0, 2]), options),
        "train: X has 4 rows and y has 2; expected as many",
      ],
      [
        () =>
          record.train(
            {
              left: a,
              right: [
                [Number.NaN, 1, 2],
                [1, 2, 3],
                [1, 2, 3],
                [1, 2, 3],
              ],
            },
            y,
            { ...options, checkData: true },
          ),
        "train: X.right holds NaN at row 0, column 0",
      ],
      [
        () => trainTestSplit({ left: a, right: b.get([0, 3]) }, y),
        "trainTestSplit: X.right is (3, 3), expected 4 rows as the others have",
      ],
      [
        () =>
          list.train(
            [
              [[a, b], y],
              [[b, b], y],
            ],
            options,
          ),
        "train: a batch has x[0] of shape (4, 3), expected rows of (2,) as the first has",
      ],
      [
        () =>
          new DataLoader([
            [{ u: [1] }, 1],
            [{ v: [1] }, 1],
          ] as never)
            [Symbol.iterator]()
            .next(),
        "DataLoader: row 1 has no x.u, expected (1,) as the first row has",
      ],
    ];
    for (const [call, message] of calls) expect(call).toThrow(message);
  });
});
