import { describe, expect, test } from "vitest";
import {
  BatchNorm,
  type Callback,
  DataLoader,
  DenseLayer,
  type FitOptions,
  Flatten,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  noGrad,
  randn,
  tidy,
} from "../../../src/index.js";

const X = [
  [1, 2],
  [3, 4],
  [5, 7],
];
const y = [[1], [0], [1]];
const quiet = { epochs: 1, verbose: false };

function network(...more: (BatchNorm | Flatten)[]): NeuralNetwork {
  const dense = (outputSize: number) => new DenseLayer({ outputSize });
  return new NeuralNetwork({ layers: [dense(2), ...more, dense(1)], lossFunction: mseLoss });
}

/** Every failure that nobody has taken, while `run` runs and a while after. */
async function unhandledOf(run: () => unknown): Promise<unknown[]> {
  const found: unknown[] = [];
  const note = (reason: unknown): void => void found.push(reason);
  process.on("unhandledRejection", note);
  try {
    await run();
    await new Promise((resolve) => setTimeout(resolve, 20));
    return found;
  } finally {
    process.off("unhandledRejection", note);
  }
}

describe("a last batch of one row, which BatchNorm cannot learn from, is refused before the first step", () => {
  const four = [
    [...X, [1, 1]],
    [...y, [0]],
  ] as const;
  const cases: Record<string, readonly unknown[]> = {
    "a batch size": [X, y, { ...quiet, batchSize: 2 }],
    "a batch size of 1": [X, y, { ...quiet, batchSize: 1 }],
    "a single row": [[X[0]], [y[0]], quiet],
    "what a split leaves": [...four, { ...quiet, batchSize: 2, validationSplit: 0.25 }],
    "a single row that a split leaves": [X, y, { ...quiet, validationSplit: 0.5 }],
    "a loader of arrays": [new DataLoader(X, y, { batchSize: 2 }), quiet],
    "a loader of rows": [
      new DataLoader(
        X.map((x, i) => [x, y[i]]),
        { batchSize: 2 },
      ),
      quiet,
    ],
  };
  for (const [what, given] of Object.entries(cases)) {
    for (const way of ["train", "fit"] as const) {
      test(`${what}, in ${way}`, async () => {
        const model = network(new BatchNorm());
        let steps = 0;
        const callbacks: Callback[] = [{ onBatchEnd: () => void steps++ }];
        const options = { ...(given.at(-1) as FitOptions), callbacks };
        const call = async () =>
          Reflect.apply(model[way] as () => unknown, model, [...given.slice(0, -1), options]);
        await expect(call()).rejects.toThrow(
          `${way}: BatchNorm: a batch to learn from needs at least 2 rows`,
        );
        expect(steps).toBe(0);
      });
    }
  }

  test("what leaves no such batch, or need not learn, goes on", () => {
    const model = network(new BatchNorm());
    expect(model.train(X, y, { ...quiet, batchSize: 3 })).toHaveLength(1);
    expect(model.train(new DataLoader(X, y, { batchSize: 2, dropLast: true }), quiet)).toHaveLength(
      1,
    );
    for (const layer of model.layers) layer.trainable = false;
    expect(model.train(X, y, { ...quiet, batchSize: 2 })).toHaveLength(1);
    // Three positions in a row are as good as three rows.
    const sequences = new NeuralNetwork({
      layers: [new BatchNorm(), new Flatten(), new DenseLayer({ outputSize: 1 })],
      lossFunction: mseLoss,
    });
    expect(sequences.train([X], [[1]], quiet)).toHaveLength(1);
  });
});

describe("an epochs() that nobody comes back to", () => {
  test("leaves the network free, and says so should somebody come back", async () => {
    for (const next of ["train", "fit", "epochs"] as const) {
      const model = network();
      let ended = 0;
      const callbacks: Callback[] = [{ onTrainEnd: () => void ended++ }];
      const left = model.epochs(X, y, { ...quiet, epochs: 5, callbacks });
      await left.next();
      const begun = model[next](X, y, quiet);
      if (next === "epochs") await (begun as typeof left).next();
      else await begun;
      await expect(left.next()).rejects.toThrow(
        "epochs: another training of this network has begun, which ended this one",
      );
      expect(ended).toBe(0);
      expect((await left.next()).done).toBe(true);
    }
  });

  test("takes no random numbers over, and ends quietly", async () => {
    const model = network();
    manualSeed(3);
    model.predict(X);
    const left = model.epochs(X, y, { ...quiet, epochs: 5, batchSize: 1 });
    await left.next();
    manualSeed(4);
    model.train(X, y, { ...quiet, batchSize: 1 });
    const state = randn(3).toList();
    await left.return([] as never);
    manualSeed(4);
    model.train(X, y, { ...quiet, batchSize: 1 });
    expect(randn(3).toList()).toEqual(state);
  });

  test("while it works, no other training may begin", async () => {
    const model = network();
    const working = model.epochs(X, y, quiet);
    const first = working.next();
    expect(() => model.train(X, y, quiet)).toThrow("train: the network is being trained already");
    await first;
    await working.return([] as never);
    expect(model.train(X, y, quiet)).toHaveLength(1);
  });
});

describe("sources and functions that fail late: an error, never an unhandled rejection", () => {
  const batch = async () => ({ done: false, value: [X, y] as const });
  const fails = [{ onBatchEnd: () => Promise.reject(new Error("mine")) }];
  const sources: Record<string, () => AsyncIterable<readonly [number[][], number[][]]>> = {
    "finally that throws": async function* () {
      try {
        while (true) yield [X, y] as const;
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: as a source of a user's may
        throw new Error("finally");
      }
    },
    "return() that rejects": () => ({
      [Symbol.asyncIterator]: () => ({
        next: batch,
        return: () => Promise.reject(Error("return")),
      }),
    }),
    "return() that throws": () => ({
      [Symbol.asyncIterator]: () => ({
        next: batch,
        return() {
          throw new Error("return");
        },
      }),
    }),
  };
  for (const [what, source] of Object.entries(sources)) {
    test(`${what}, where a callback fails`, async () => {
      const unhandled = await unhandledOf(() =>
        expect(network().fit(source(), { ...quiet, callbacks: fails })).rejects.toThrow(
          /finally|return|mine/,
        ),
      );
      expect(unhandled).toEqual([]);
    });

    test(`${what}, at an abort`, async () => {
      const unhandled = await unhandledOf(async () => {
        const controller = new AbortController();
        const callbacks = [{ onBatchEnd: () => controller.abort(new Error("enough")) }];
        const { signal } = controller;
        const history = await network()
          .fit(source(), { ...quiet, signal, callbacks })
          .catch((error: Error) => error);
        expect(String(history instanceof Error ? history.message : history.stopped)).toMatch(
          /enough|finally|return/,
        );
      });
      expect(unhandled).toEqual([]);
    });

    test(`${what}, behind a loader that reads ahead`, async () => {
      const rows = async function* () {
        for await (const [[x], [target]] of source()) yield [x, target] as const;
      };
      const unhandled = await unhandledOf(() =>
        expect(
          network().fit(new DataLoader(rows, { batchSize: 2, prefetch: 3 }), {
            ...quiet,
            callbacks: fails,
          }),
        ).rejects.toThrow("mine"),
      );
      expect(unhandled).toEqual([]);
    });
  }

  test.each([
    ["tidy", tidy],
    ["noGrad", noGrad],
  ] as const)("%s of an async function that rejects", async (name, run) => {
    const late = async () => {
      throw new Error("late");
    };
    const unhandled = await unhandledOf(() =>
      expect(() => run(late)).toThrow(`${name}: the function returned a promise`),
    );
    expect(unhandled).toEqual([]);
  });
});
