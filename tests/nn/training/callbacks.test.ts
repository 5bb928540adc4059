import { describe, expect, test, vi } from "vitest";
import {
  Adam,
  type Callback,
  callbacks,
  type EpochLogs,
  NeuralNetwork,
  SGD,
  schedules,
  type TrainOptions,
} from "../../../src/index.js";
import { onEachCore } from "../../support/settings.js";
import { classifier, samples, weightsOf } from "./networks.js";

const { EarlyStopping, LearningRateScheduler, ModelCheckpoint } = callbacks;
const { X, oneHot } = samples();
const quiet = { verbose: false } as const;

/** A metric that takes these values, one per epoch, whatever is learnt. */
function scripted(values: readonly number[]) {
  let epoch = 0;
  return function score(): number {
    return values[epoch++ % values.length];
  };
}

function scores(values: readonly number[], ...list: Callback[]): TrainOptions {
  return { epochs: values.length, metrics: [scripted(values)], callbacks: list, ...quiet };
}

/** Notes the weights at the end of each epoch; to stand behind or before what is tested. */
function noting(network: NeuralNetwork): { weights: number[][]; callback: Callback } {
  const weights: number[][] = [];
  return { weights, callback: { onEpochEnd: () => void weights.push(weightsOf(network)) } };
}

onEachCore(() => {
  describe("EarlyStopping", () => {
    test("stops after as many epochs as its patience says, and says why", () => {
      const stopping = new EarlyStopping({ monitor: "score", patience: 2 });
      const history = classifier().train(X, oneHot, scores([5, 4, 4, 3, 3, 3.5, 1, 1], stopping));
      expect(history).toHaveLength(6);
      expect(history.stopped).toBe(
        "EarlyStopping: score has not become better than 3 (epoch 4) for 2 epochs",
      );
      expect(stopping.state).toEqual({ best: 3, bestEpoch: 4, waited: 2 });
    });

    test("counts only what is better by more than minDelta", () => {
      const stopping = new EarlyStopping({ monitor: "score", patience: 1, minDelta: 0.5 });
      expect(classifier().train(X, oneHot, scores([5, 4, 3.5, 2], stopping))).toHaveLength(3);
    });

    test("takes more as better where that is asked for, or for an accuracy", () => {
      const asked = new EarlyStopping({ monitor: "score", mode: "max" });
      expect(classifier().train(X, oneHot, scores([1, 2, 2, 3], asked))).toHaveLength(3);
      function ownAccuracy(): number {
        return growing();
      }
      const growing = scripted([1, 2, 3, 3]);
      const known = new EarlyStopping({ monitor: "ownAccuracy" });
      const options = { epochs: 9, metrics: [ownAccuracy], callbacks: [known], ...quiet };
      expect(classifier().train(X, oneHot, options)).toHaveLength(4);
    });

    test("watches the validation loss where nothing is said", () => {
      const network = classifier(new SGD({ learningRate: 0 }));
      const options = { epochs: 9, validationSplit: 0.2, ...quiet };
      const history = network.train(X, oneHot, { ...options, callbacks: [new EarlyStopping()] });
      expect(history).toHaveLength(2);
      expect(history.stopped).toMatch("validationLoss");
    });

    test("restores the best weights when it stops", () => {
      const network = classifier();
      const { weights, callback } = noting(network);
      const stopping = new EarlyStopping({ monitor: "score", patience: 3, restoreBest: true });
      network.train(X, oneHot, scores([5, 2, 3, 4, 5, 6], callback, stopping));
      expect(weights).toHaveLength(5);
      expect(weightsOf(network)).toEqual(weights[1]);
    });

    test("restores them at the natural end, after an error, and after another's stop", () => {
      const endings: Callback[] = [
        { onTrainBegin: () => {} },
        {
          onEpochEnd: (epoch) => {
            if (epoch === 3) throw new Error("mine");
          },
        },
        { onEpochEnd: (epoch, _, run) => void (epoch === 3 && run.stop("mine")) },
        { onBatchEnd: (_, run) => void (run.epoch === 4 && run.stop("mine")) },
      ];
      for (const ending of endings) {
        const network = classifier();
        const { weights, callback } = noting(network);
        const stopping = new EarlyStopping({ monitor: "score", patience: 9, restoreBest: true });
        const options = scores([5, 2, 3, 4, 5], callback, stopping, ending);
        try {
          network.train(X, oneHot, options);
        } catch (error) {
          expect(error).toEqual(new Error("mine"));
        }
        expect(weightsOf(network)).toEqual(weights[1]);
        expect(weights.length).toBeGreaterThan(2);
      }
    });

    test("restores them after an abort, and when a loop over epochs is left", async () => {
      const aborted = classifier();
      const noted = noting(aborted);
      const controller = new AbortController();
      const abort: Callback = {
        onEpochEnd: (epoch) => void (epoch === 4 && controller.abort("enough")),
      };
      const make = () => new EarlyStopping({ monitor: "score", patience: 9, restoreBest: true });
      const values = [5, 4, 1, 3, 5, 6];
      const history = await aborted.fit(X, oneHot, {
        ...scores(values, noted.callback, make(), abort),
        signal: controller.signal,
      });
      expect(history.stopped).toBe("aborted: enough");
      expect(weightsOf(aborted)).toEqual(noted.weights[2]);

      const left = classifier();
      const other = noting(left);
      const options = scores(values, other.callback, make());
      for await (const { epoch } of left.epochs(X, oneHot, options)) if (epoch === 5) break;
      expect(weightsOf(left)).toEqual(other.weights[2]);
    });

    test("starts afresh with each training, but goes on from an initialEpoch", () => {
      const stopping = new EarlyStopping({ monitor: "score", patience: 2 });
      const network = classifier();
      network.train(X, oneHot, scores([1, 2], stopping));
      expect(stopping.state.waited).toBe(1);
      const more = { ...scores([2, 2, 2, 2], stopping), initialEpoch: 2 };
      expect(network.train(X, oneHot, more)).toHaveLength(1);
      expect(network.train(X, oneHot, scores([2, 2, 2, 2], stopping))).toHaveLength(3);
    });

    test("refuses, before anything is learnt, a series that there is not", () => {
      const network = classifier();
      const before = weightsOf(network);
      const options = { epochs: 1, metrics: ["f1"], callbacks: [new EarlyStopping()], ...quiet };
      expect(() => network.train(X, oneHot, options as TrainOptions)).toThrow(
        'EarlyStopping: there is no series "validationLoss" to watch; this training has loss, f1',
      );
      expect(weightsOf(network)).toEqual(before);
      expect(() => new EarlyStopping({ patience: -1 })).toThrow(
        "EarlyStopping: patience must be an integer >= 0, got -1",
      );
    });
  });

  describe("LearningRateScheduler", () => {
    const rates = (network: NeuralNetwork, options: Partial<TrainOptions>, ...list: Callback[]) => {
      const seen: number[] = [];
      const look: Callback = { onBatchEnd: () => void seen.push(network.optimizer.learningRate) };
      network.train(X, oneHot, { epochs: 4, ...quiet, ...options, callbacks: [...list, look] });
      return seen;
    };

    test("lets a schedule count epochs, on from an initialEpoch too", () => {
      const schedule = schedules.step({ learningRate: 0.5, stepSize: 2, gamma: 0.5 });
      const callback = new LearningRateScheduler(schedule);
      expect(rates(classifier(), { batchSize: 12 }, callback)).toEqual([
        0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25,
      ]);
      expect(rates(classifier(), { initialEpoch: 2 }, callback)).toEqual([0.25, 0.25]);
    });

    test("takes a function of the epoch and the rate before", () => {
      const callback = new LearningRateScheduler((epoch, rate) => (epoch === 1 ? 1 : rate / 2));
      expect(rates(classifier(), {}, callback)).toEqual([1, 0.5, 0.25, 0.125]);
    });

    test("tells a plateau schedule how it goes, as an optimizer does with its own", () => {
      const make = () =>
        schedules.reduceOnPlateau({
          learningRate: 0.5,
          factor: 0.5,
          patience: 1,
          monitor: "score",
        });
      const expected = [0.5, 0.5, 0.25, 0.25];
      const values = { metrics: [scripted([3, 3, 2, 2])] };
      expect(rates(classifier(), values, new LearningRateScheduler(make()))).toEqual(expected);
      const other = { metrics: [scripted([3, 3, 2, 2])] };
      expect(rates(classifier(new SGD({ learningRate: make() })), other)).toEqual(expected);
    });

    test("and an optimizer refuse a series that there is not, before anything is learnt", () => {
      const make = () => schedules.reduceOnPlateau({ learningRate: 0.5 });
      const options = { epochs: 1, ...quiet };
      const byCallback = { ...options, callbacks: [new LearningRateScheduler(make())] };
      expect(() => classifier().train(X, oneHot, byCallback)).toThrow(
        'LearningRateScheduler: there is no series "validationLoss" to watch; this training has loss',
      );
      const network = classifier(new SGD({ learningRate: make() }));
      expect(() => network.train(X, oneHot, options)).toThrow(
        'schedules.reduceOnPlateau: there is no series "validationLoss" to watch',
      );
      expect(network.optimizer.iterations).toBe(0);
    });

    test("takes nothing but a schedule or a function", () => {
      expect(() => new LearningRateScheduler(0.1 as never)).toThrow(
        "LearningRateScheduler: expected a schedule or a function, got number",
      );
    });
  });
});

describe("ModelCheckpoint", () => {
  /** A network whose saved form is the number of steps that it has learnt. */
  function saving(): NeuralNetwork {
    const network = classifier();
    const save = () => Uint8Array.of(network.optimizer.iterations);
    return Object.assign(network, { save });
  }

  test("hands over the saved model after each epoch", () => {
    const write = vi.fn((bytes: Uint8Array, epoch: number, logs: EpochLogs) => {
      expect([...bytes]).toEqual([epoch]);
      expect(logs.epoch).toBe(epoch);
    });
    const checkpoint = new ModelCheckpoint({ write });
    saving().train(X, oneHot, { epochs: 3, callbacks: [checkpoint], ...quiet });
    expect(write).toHaveBeenCalledTimes(3);
  });

  test("or after each best one yet", () => {
    const epochs: number[] = [];
    const write = (_: Uint8Array, epoch: number): void => void epochs.push(epoch);
    const checkpoint = new ModelCheckpoint({ write, monitor: "score", saveBestOnly: true });
    saving().train(X, oneHot, scores([3, 4, 2, 2, 1], checkpoint));
    expect(epochs).toEqual([1, 3, 5]);
  });

  test("waits in fit for a writer that takes its time", async () => {
    const written: number[] = [];
    const write = async (_: Uint8Array, epoch: number): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 3));
      written.push(epoch);
    };
    const behind: Callback = { onEpochEnd: (epoch) => expect(written.at(-1)).toBe(epoch) };
    const options = { epochs: 3, callbacks: [new ModelCheckpoint({ write }), behind], ...quiet };
    await saving().fit(X, oneHot, options);
    expect(written).toEqual([1, 2, 3]);
  });

  test("what it writes goes on as the training itself did, to the bit", () => {
    const learningRate = schedules.reduceOnPlateau({
      learningRate: 0.1,
      patience: 1,
      minDelta: 0.5,
      monitor: "loss",
    });
    const network = classifier(new Adam({ learningRate, clipNorm: 0.5 }));
    const saved: Uint8Array[] = [];
    const checkpoint = new ModelCheckpoint({ write: (bytes) => void saved.push(bytes) });
    const options = { epochs: 6, batchSize: 5, ...quiet };
    const history = network.train(X, oneHot, { ...options, callbacks: [checkpoint] });
    const loaded = NeuralNetwork.load(saved[2]);
    const rest = loaded.train(X, oneHot, { ...options, initialEpoch: loaded.epoch });
    expect([...rest]).toEqual(history.slice(3));
    expect(weightsOf(loaded)).toEqual(weightsOf(network));
    expect(loaded.optimizer.learningRate).toBe(network.optimizer.learningRate);
    expect(loaded.optimizer.learningRate).toBeLessThan(0.1);
  });

  test("finds out first whether the network can be saved", () => {
    const network = Object.assign(classifier(), {
      save: () => {
        throw new Error("cannot save a function");
      },
    });
    const before = weightsOf(network);
    const checkpoint = new ModelCheckpoint({ write: () => {} });
    expect(() => network.train(X, oneHot, { epochs: 3, callbacks: [checkpoint] })).toThrow(
      "cannot save a function",
    );
    expect(weightsOf(network)).toEqual(before);
    expect(() => new ModelCheckpoint({} as never)).toThrow(
      "ModelCheckpoint: write must be a function, got undefined",
    );
  });
});
