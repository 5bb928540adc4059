import { expect, test } from "vitest";
import {
  type Callback,
  DenseLayer,
  type EpochLogs,
  MLArray,
  memory,
  metrics,
  mseLoss,
  NeuralNetwork,
  sigmoidBinaryCrossEntropy,
} from "../../../src/index.js";
import { onEachCoreAndDtype } from "../../support/settings.js";
import { classifier, regressor, rows, samples, weightsOf } from "./networks.js";

const { X, labels, oneHot } = samples();
const quiet = { verbose: false } as const;

onEachCoreAndDtype((dtype) => {
  test("the loss of an epoch is the mean over its batches by size, the last one included", () => {
    const losses: number[] = [];
    const onBatchEnd = (loss: number): void => void losses.push(loss);
    const history = classifier().train(X, oneHot, {
      epochs: 1,
      batchSize: 10,
      callbacks: [{ onBatchEnd }],
      ...quiet,
    });
    expect(losses).toHaveLength(3);
    expect(history[0]).toBeCloseTo((10 * losses[0] + 10 * losses[1] + 3 * losses[2]) / rows, 12);
  });

  test("validationSplit holds back the last rows and learns from none of them", () => {
    const split = classifier();
    const history = split.train(X, oneHot, { epochs: 3, validationSplit: 0.25, ...quiet });
    // Up, as trainTestSplit: 5.75 are 6.
    const learnt = rows - Math.ceil(rows * 0.25);
    const parted = classifier();
    const other = parted.train(X.slice(0, learnt), oneHot.slice(0, learnt), {
      epochs: 3,
      validationData: [X.slice(learnt), oneHot.slice(learnt)],
      ...quiet,
    });
    expect(weightsOf(split)).toEqual(weightsOf(parted));
    expect([...history]).toEqual([...other]);
    expect(history.validationLoss).toEqual(other.validationLoss);
    expect(history.validationLoss?.at(-1)).toBe(
      split.evaluate(X.slice(learnt), oneHot.slice(learnt)),
    );
  });

  test("a validationSplit of next to nothing holds back one row", () => {
    const history = classifier().train(X, oneHot, { epochs: 1, validationSplit: 0.001, ...quiet });
    expect(history.validationLoss).toHaveLength(1);
  });

  test("metrics become series, of the predictions made while learning and of the validation data", () => {
    const network = classifier();
    const before = network.predict(X);
    const first = metrics.accuracy(before, oneHot);
    const share = (yPred: { shape: readonly number[] }) => yPred.shape[0] / rows;
    const history = network.train(X, labels, {
      epochs: 2,
      batchSize: undefined,
      metrics: ["accuracy", share],
      validationData: [X.slice(0, 10), labels.slice(0, 10)],
      ...quiet,
    });
    expect(history.accuracy).toHaveLength(2);
    expect(history.accuracy?.[0]).toBe(first);
    expect(Reflect.get(history, "share")).toEqual([1, 1]);
    expect(Reflect.get(history, "validationShare")).toEqual([10 / rows, 10 / rows]);
    const last = metrics.accuracy(network.predict(X.slice(0, 10)), labels.slice(0, 10));
    expect(history.validationAccuracy?.[1]).toBe(last);
  });

  test("a validation leaves no array behind", () => {
    const network = classifier();
    const [x, y] = [new MLArray(X), new MLArray(oneHot)];
    const options = { validationData: [x, y], ...quiet } as const;
    network.train(x, y, { epochs: 1, ...options });
    const { arrays } = memory();
    network.train(x, y, { epochs: 5, ...options });
    expect(memory().arrays).toBe(arrays);
  });

  test("metrics by name take the logits of a column for what their loss does", () => {
    const y = labels.map((label) => [label === 1 ? 1 : 0]);
    const layers = [new DenseLayer({ inputSize: 3, outputSize: 1 })];
    const network = new NeuralNetwork({ layers, lossFunction: sigmoidBinaryCrossEntropy });
    const taken = network.predict(X).toTypedArray();
    const right = y.filter(([label], i) => label === (taken[i] > 0 ? 1 : 0)).length;
    const found = y.filter(([label], i) => label === 1 && taken[i] > 0).length;
    const history = network.train(X, y, {
      epochs: 1,
      metrics: ["accuracy", "recall", "mae"],
      validationData: [X, y],
      ...quiet,
    });
    expect(history.accuracy).toEqual([right / rows]);
    expect(history.recall).toEqual([found / y.filter(([label]) => label === 1).length]);
    const accuracy = metrics.accuracy(network.predict(X), y, { threshold: 0 });
    expect(history.validationAccuracy).toEqual([accuracy]);
    expect(history.validationMae).toEqual([metrics.mae(network.predict(X), y)]);
  });

  test("a metric is taken over the whole epoch, not per batch", () => {
    const sizes: number[] = [];
    const size = (yPred: { shape: readonly number[] }, yTrue: { shape: readonly number[] }) => {
      expect(yPred.shape).toEqual(yTrue.shape);
      sizes.push(yPred.shape[0]);
      return 0;
    };
    classifier().train(X, oneHot, { epochs: 2, batchSize: 4, metrics: [size], ...quiet });
    expect(sizes).toEqual([rows, rows]);
  });

  test("a loss may serve as a metric", () => {
    const y = X.map(([a, b]) => [a - b]);
    const history = regressor().train(X, y, { epochs: 2, metrics: [mseLoss, "r2"], ...quiet });
    const series: number[] = Reflect.get(history, "mseLoss");
    for (const [i, loss] of history.entries()) {
      expect(series[i]).toBeCloseTo(loss, dtype === "float32" ? 6 : 12);
    }
    expect(history.r2).toHaveLength(2);
  });

  test("batches from an iterable are learnt from as the same slices are", () => {
    const sliced = classifier();
    const options = { epochs: 2, ...quiet };
    const expected = sliced.train(X, oneHot, { ...options, batchSize: 9, shuffle: false });
    const given = classifier();
    const batches = [0, 9, 18].map(
      (start) => [X.slice(start, start + 9), oneHot.slice(start, start + 9)] as const,
    );
    expect([...given.train(batches, options)]).toEqual([...expected]);
    expect(weightsOf(given)).toEqual(weightsOf(sliced));
  });

  test("initialEpoch goes on with the numbering, and so with the weights", () => {
    const atOnce = classifier();
    atOnce.train(X, oneHot, { epochs: 5, ...quiet });
    const parted = classifier();
    parted.train(X, oneHot, { epochs: 2, ...quiet });
    const epochs: number[] = [];
    const callback: Callback = { onEpochEnd: (epoch) => void epochs.push(epoch) };
    parted.train(X, oneHot, { epochs: 5, initialEpoch: 2, callbacks: [callback], ...quiet });
    expect(epochs).toEqual([3, 4, 5]);
    expect(weightsOf(parted)).toEqual(weightsOf(atOnce));
  });
});

test("callbacks are called in order, with what the history holds", () => {
  const calls: string[] = [];
  const logged: EpochLogs[] = [];
  const noting = (name: string): Callback => ({
    onTrainBegin: (run) => void calls.push(`${name} begin ${run.series.join()} of ${run.epochs}`),
    onEpochBegin: (epoch) => void calls.push(`${name} epoch ${epoch}`),
    onBeforeUpdate: (step, run) =>
      void calls.push(`${name} before ${run.epoch}.${run.step} ${step.prediction.shape}`),
    onBatchEnd: (_, run) => void calls.push(`${name} batch ${run.epoch}.${run.step}`),
    onEpochEnd: (epoch, logs) => {
      calls.push(`${name} end ${epoch}`);
      logged.push(logs);
    },
    onTrainEnd: () => void calls.push(`${name} done`),
  });
  const history = classifier().train(X, oneHot, {
    epochs: 1,
    batchSize: 20,
    metrics: ["accuracy"],
    callbacks: [noting("a"), noting("b")],
    ...quiet,
  });
  expect(calls).toEqual(
    [
      "begin loss,accuracy of 1",
      "epoch 1",
      "before 1.1 20,3",
      "batch 1.1",
      "before 1.2 3,3",
      "batch 1.2",
      "end 1",
      "done",
    ].flatMap((call) => [`a ${call}`, `b ${call}`]),
  );
  const logs = { epoch: 1, loss: history[0], accuracy: history.accuracy?.[0] };
  expect(logged).toEqual([logs, logs]);
  expect(history.stopped).toBeNull();
});

test("a callback can stop a run: between epochs, or within one, which then does not count", () => {
  const after = classifier();
  const stopping: Callback = {
    onEpochEnd: (epoch, { loss }, run) => {
      if (epoch === 2) run.stop(`enough at ${loss}`);
    },
  };
  const history = after.train(X, oneHot, { epochs: 9, callbacks: [stopping], ...quiet });
  expect(history).toHaveLength(2);
  expect(history.stopped).toBe(`enough at ${history[1]}`);

  const within: Callback = { onBatchEnd: (_, run) => run.step === 2 && run.stop("now") };
  const none = classifier().train(X, oneHot, {
    epochs: 9,
    batchSize: 5,
    callbacks: [within],
    ...quiet,
  });
  expect([...none]).toEqual([]);
  expect(none.stopped).toBe("now");
});

test("an update that is called off leaves the weights as they were", () => {
  const network = classifier();
  const before = weightsOf(network);
  const callback: Callback = { onBeforeUpdate: (_, run) => run.stop("no") };
  network.train(X, oneHot, { epochs: 3, callbacks: [callback], ...quiet });
  expect(weightsOf(network)).toEqual(before);
  expect(network.optimizer.iterations).toBe(0);
});

test("what callbacks throw ends the run; all of them are told, and the network is free again", () => {
  const network = classifier();
  const ended: string[] = [];
  const failing: Callback = {
    onEpochEnd: () => {
      throw new Error("mine");
    },
    onTrainEnd: () => {
      ended.push("failing");
      throw new Error("another");
    },
  };
  const other: Callback = { onTrainEnd: () => void ended.push("other") };
  const callbacks = [failing, other];
  expect(() => network.train(X, oneHot, { epochs: 2, callbacks, ...quiet })).toThrow("another");
  expect(ended).toEqual(["failing", "other"]);
  expect(network.train(X, oneHot, { epochs: 1, ...quiet })).toHaveLength(1);
});

test("a callback that refuses at the beginning ends those before it, and nothing is learnt", () => {
  const network = classifier();
  const before = weightsOf(network);
  const calls: string[] = [];
  const first: Callback = { onTrainEnd: () => void calls.push("first") };
  const second: Callback = {
    onTrainBegin: () => {
      throw new Error("refused");
    },
    onTrainEnd: () => void calls.push("second"),
  };
  const callbacks = [first, second];
  expect(() => network.train(X, oneHot, { epochs: 2, callbacks, ...quiet })).toThrow("refused");
  expect(calls).toEqual(["first"]);
  expect(weightsOf(network)).toEqual(before);
});
