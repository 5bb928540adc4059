import { describe, expect, test, vi } from "vitest";
import {
  type Callback,
  categoricalCrossEntropy,
  type MLArray,
  manualSeed,
  NeuralNetwork,
  tidy,
} from "../../../src/index.js";
import { onEachCore, onEachCoreAndDtype } from "../../support/settings.js";
import { classifier, rows, samples, weightsOf } from "./networks.js";

const { X, oneHot } = samples();
const quiet = { verbose: false } as const;

onEachCoreAndDtype(() => {
  test("fit, epochs and train give the same bits from the same seed", async () => {
    const options = {
      epochs: 4,
      batchSize: 5,
      validationSplit: 0.2,
      metrics: ["f1"],
      ...quiet,
    } as const;
    const trained = classifier();
    const expected = trained.train(X, oneHot, options);
    const fitted = classifier();
    const history = await fitted.fit(X, oneHot, options);
    expect([...history]).toEqual([...expected]);
    expect(history.validationF1).toEqual(expected.validationF1);
    expect(weightsOf(fitted)).toEqual(weightsOf(trained));

    const iterated = classifier();
    const losses: number[] = [];
    for await (const { epoch, loss } of iterated.epochs(X, oneHot, options)) {
      losses.push(loss);
      expect(epoch).toBe(losses.length);
    }
    expect(losses).toEqual([...expected]);
    expect(weightsOf(iterated)).toEqual(weightsOf(trained));
  });

  test("batches may come asynchronously", async () => {
    const options = { epochs: 3, ...quiet };
    const sliced = classifier();
    const expected = sliced.train(X, oneHot, { ...options, batchSize: 9, shuffle: false });
    const stream = {
      async *[Symbol.asyncIterator]() {
        for (let start = 0; start < rows; start += 9) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield [X.slice(start, start + 9), oneHot.slice(start, start + 9)] as const;
        }
      },
    };
    const fitted = classifier();
    expect([...(await fitted.fit(stream, options))]).toEqual([...expected]);
    expect(weightsOf(fitted)).toEqual(weightsOf(sliced));
  });
});

onEachCore(() => {
  test("an abort between batches keeps what was learnt and says so", async () => {
    const network = classifier();
    const controller = new AbortController();
    const callback: Callback = {
      onBatchEnd: (_, run) => {
        if (run.epoch === 3 && run.step === 2) controller.abort(new Error("the user left"));
      },
    };
    const history = await network.fit(X, oneHot, {
      epochs: 50,
      batchSize: 5,
      signal: controller.signal,
      callbacks: [callback],
      ...quiet,
    });
    expect(history).toHaveLength(2);
    expect(history.stopped).toBe("aborted: the user left");
    expect(network.optimizer.iterations).toBe(2 * 5 + 2);
  });

  test("a timer of the page can abort", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort("enough"), 20);
    const history = await classifier().fit(X, oneHot, {
      epochs: 1e7,
      signal: controller.signal,
      ...quiet,
    });
    expect(history.stopped).toBe("aborted: enough");
    expect(history.length).toBeGreaterThan(0);
  });

  test("aborted beforehand, nothing is learnt", async () => {
    const network = classifier();
    const before = weightsOf(network);
    const signal = AbortSignal.abort();
    const history = await network.fit(X, oneHot, { epochs: 5, signal, ...quiet });
    expect([...history]).toEqual([]);
    expect(history.stopped).toMatch(/^aborted: /);
    expect(weightsOf(network)).toEqual(before);
  });
});

test("an abort does not wait for a batch that never comes", async () => {
  const controller = new AbortController();
  const stream = {
    async *[Symbol.asyncIterator]() {
      yield [X, oneHot] as const;
      await new Promise(() => {});
    },
  };
  const fitting = classifier().fit(stream, { epochs: 2, signal: controller.signal, ...quiet });
  setTimeout(() => controller.abort("tired"), 5);
  expect((await fitting).stopped).toBe("aborted: tired");
});

test("other tasks get their turn while fit runs", async () => {
  let [ticks, running] = [0, true];
  const tick = (): void => {
    ticks++;
    if (running) setTimeout(tick, 0);
  };
  setTimeout(tick, 0);
  const slow: Callback = {
    onBatchEnd: () => {
      const start = performance.now();
      while (performance.now() - start < 3);
    },
  };
  await classifier().fit(X, oneHot, { epochs: 30, callbacks: [slow], ...quiet });
  running = false;
  // 30 batches of 3 ms, a break after 8 ms at most.
  expect(ticks).toBeGreaterThan(5);
});

test("many rows of validation are predicted in parts, with breaks, and measured as a whole", async () => {
  const many = <T>(list: readonly T[]): T[] =>
    Array.from({ length: 1000 }, (_, i) => list[i % rows]);
  let ticks = 0;
  const timer = setInterval(() => ticks++, 0);
  const seen: { size: number; ticks: number }[] = [];
  const slow = {
    forward: (x: MLArray): MLArray => {
      const start = performance.now();
      while (performance.now() - start < 9);
      seen.push({ size: x.shape[0], ticks });
      return x;
    },
  };
  const network = new NeuralNetwork({
    layers: [slow, ...classifier().layers],
    lossFunction: categoricalCrossEntropy,
  });
  const validationData = [many(X), many(oneHot)] as const;
  const history = await network.fit(X, oneHot, { epochs: 1, validationData, ...quiet });
  clearInterval(timer);
  const validated = seen.slice(seen.findIndex(({ size }) => size === rows) + 1);
  expect(validated.length).toBeGreaterThan(2);
  expect(validated.reduce((sum, { size }) => sum + size, 0)).toBe(1000);
  expect(new Set(validated.map((part) => part.ticks)).size).toBeGreaterThan(1);
  expect(history.validationLoss).toEqual([network.evaluate(...validationData)]);
});

test("in a page, breaks are made by messages where there is nothing better", async () => {
  vi.stubGlobal("scheduler", undefined);
  vi.stubGlobal("setImmediate", undefined);
  vi.stubGlobal("performance", { now: () => Date.now() * 1000 });
  const post = vi.spyOn(MessagePort.prototype, "postMessage");
  await classifier().fit(X, oneHot, { epochs: 300, ...quiet });
  expect(post).toHaveBeenCalled();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("two runs on one network", () => {
  test("are an error, and the first goes on", async () => {
    const network = classifier();
    const callback: Callback = { onEpochEnd: () => new Promise((resolve) => setTimeout(resolve)) };
    const first = network.fit(X, oneHot, { epochs: 3, callbacks: [callback], ...quiet });
    const message = "the network is being trained already";
    await expect(network.fit(X, oneHot, { epochs: 1, ...quiet })).rejects.toThrow(
      `fit: ${message}`,
    );
    expect(() => network.train(X, oneHot, { epochs: 1, ...quiet })).toThrow(`train: ${message}`);
    expect(await first).toHaveLength(3);
    expect(network.train(X, oneHot, { epochs: 1, ...quiet })).toHaveLength(1);
  });

  test("are fine on two networks", async () => {
    const both = [classifier(), classifier()];
    const runs = both.map((network) => network.fit(X, oneHot, { epochs: 20, ...quiet }));
    await Promise.all(runs);
    expect(weightsOf(both[0])).toEqual(weightsOf(both[1]));
  });
});

test("leaving the loop over epochs ends the run in order", async () => {
  const network = classifier();
  const ended = vi.fn();
  const options = { epochs: 9, callbacks: [{ onTrainEnd: ended }], ...quiet };
  for await (const { epoch } of network.epochs(X, oneHot, options)) if (epoch === 2) break;
  expect(ended).toHaveBeenCalledTimes(1);
  expect(network.optimizer.iterations).toBe(2);
  expect(network.train(X, oneHot, { epochs: 1, ...quiet })).toHaveLength(1);
});

test("epochs checks at the call, fit rejects", async () => {
  const network = classifier();
  expect(() => network.epochs(X, oneHot, { epochs: 0 })).toThrow("epochs: epochs must be");
  await expect(network.fit(X, oneHot, { epochs: 0 })).rejects.toThrow("fit: epochs must be");
});

test("what an asynchronous callback or stream throws ends the run, which frees the network", async () => {
  const network = classifier();
  const ended = vi.fn();
  const failing: Callback = {
    onEpochEnd: async () => {
      throw new Error("disk full");
    },
    onTrainEnd: ended,
  };
  const options = { epochs: 2, ...quiet };
  await expect(network.fit(X, oneHot, { ...options, callbacks: [failing] })).rejects.toThrow(
    "disk full",
  );
  expect(ended).toHaveBeenCalledTimes(1);
  const broken = {
    async *[Symbol.asyncIterator]() {
      yield [X, oneHot] as const;
      throw new Error("connection lost");
    },
  };
  await expect(network.fit(broken, options)).rejects.toThrow("connection lost");
  expect(await network.fit(X, oneHot, options)).toHaveLength(2);
});

test("a fit that is begun in a tidy scope outlives it", async () => {
  const network = classifier();
  const data = X;
  const fitting = tidy(() => ({
    promise: network.fit(data, oneHot, { epochs: 3000, batchSize: 10, ...quiet }),
  })).promise;
  expect(await fitting).toHaveLength(3000);
});

test("the seed alone decides the order of rows", async () => {
  const losses: number[][] = [];
  for (const seed of [1, 1, 2]) {
    const network = classifier();
    manualSeed(seed);
    losses.push([...(await network.fit(X, oneHot, { epochs: 2, batchSize: 4, ...quiet }))]);
  }
  expect(losses[0]).toEqual(losses[1]);
  expect(losses[0]).not.toEqual(losses[2]);
});
