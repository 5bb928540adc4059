import { expect, test } from "vitest";
import {
  Adam,
  DenseLayer,
  Dropout,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  randn,
  tanh,
} from "../../../src/index.js";
import { onEachCore } from "../../support/settings.js";
import { rows, samples, weightsOf } from "./networks.js";

const { X } = samples();
const y = X.map(([a, b]) => [a * b]);
const options = { epochs: 6, batchSize: 4, verbose: false } as const;

/** Always the same first weights; shuffling and dropout then go by `seed`. */
function network(seed: number): NeuralNetwork {
  manualSeed(7);
  const layers = [
    new DenseLayer({ inputSize: 3, outputSize: 6, activationFunction: tanh }),
    new Dropout({ rate: 0.3 }),
    new DenseLayer({ inputSize: 6, outputSize: 1 }),
  ];
  const model = new NeuralNetwork({ layers, lossFunction: mseLoss, optimizer: new Adam() });
  manualSeed(seed);
  return model;
}

/** What `train` comes to, and the numbers drawn after it. */
function trained(seed: number): { weights: number[]; drawn: unknown } {
  const model = network(seed);
  model.train(X, y, options);
  return { weights: weightsOf(model), drawn: randn(3).toList() };
}

/** A source that waits before each batch, so that trainings take turns. */
function slowly(milliseconds: number) {
  return {
    async *[Symbol.asyncIterator]() {
      for (let start = 0; start < rows; start += 4) {
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        yield [X.slice(start, start + 4), y.slice(start, start + 4)] as const;
      }
    },
  };
}

onEachCore(() => {
  test("networks that are fitted at the same time learn what each learns alone", async () => {
    const alone = [trained(1).weights, trained(2).weights];
    const first = network(1);
    const fitting = first.fit(X, y, { ...options, callbacks: [{ onEpochEnd: async () => {} }] });
    const second = network(2);
    await Promise.all([fitting, second.fit(X, y, options)]);
    expect([weightsOf(first), weightsOf(second)]).toEqual(alone);
  });

  test("what they learn does not depend on who waits for data", async () => {
    const learnt = async (waits: readonly [number, number]): Promise<number[][]> => {
      const models = [network(3), network(3)];
      const { epochs, verbose } = options;
      await Promise.all(models.map((model, i) => model.fit(slowly(waits[i]), { epochs, verbose })));
      return [...models.map(weightsOf), randn(3).toList() as number[]];
    };
    const [a, b, after] = await learnt([0, 1]);
    expect(await learnt([1, 0])).toEqual([a, b, after]);
    // The same rows and first weights: each has dropout of its own.
    expect(a).not.toEqual(b);
  });

  test("drawing while a network is fitted changes nothing", async () => {
    const expected = trained(4);
    const model = network(4);
    for await (const _ of model.epochs(X, y, options)) randn(5);
    expect({ weights: weightsOf(model), drawn: randn(3).toList() }).toEqual(expected);
  });

  test("a seed given while a network is fitted counts from there on, whenever the fit ends", async () => {
    const { weights } = trained(4);
    manualSeed(8);
    const expected = [randn(2).toList(), randn(3).toList()];
    const model = network(4);
    const fitting = model.fit(X, y, { ...options, callbacks: [{ onEpochEnd: async () => {} }] });
    manualSeed(8);
    const drawn = [randn(2).toList()];
    await fitting;
    expect([...drawn, randn(3).toList()]).toEqual(expected);
    expect(weightsOf(model)).toEqual(weights);
  });

  test("a model loaded while another is fitted goes on as if it had never stopped", async () => {
    const { weights } = trained(5);
    const model = network(5);
    model.train(X, y, { ...options, epochs: 2 });
    const saved = model.save();
    const fitting = network(6).fit(X, y, {
      ...options,
      callbacks: [{ onEpochEnd: async () => {} }],
    });
    const copy = NeuralNetwork.load(saved);
    await fitting;
    copy.train(X, y, { ...options, initialEpoch: copy.epoch });
    expect(weightsOf(copy)).toEqual(weights);
  });

  test("a model that is refused while a network is fitted changes nothing", async () => {
    const expected = trained(4);
    const model = network(4);
    const refused = { ...model.toJSON(), generator: [1, 2, -1, 4] };
    for await (const _ of model.epochs(X, y, options)) {
      expect(() => NeuralNetwork.fromJSON(refused)).toThrow("generator");
    }
    expect({ weights: weightsOf(model), drawn: randn(3).toList() }).toEqual(expected);
  });

  test("a network saved between two epochs goes on as if it had never stopped", async () => {
    const { weights } = trained(5);
    const model = network(5);
    let saved: Uint8Array = new Uint8Array();
    for await (const { epoch } of model.epochs(X, y, options))
      if (epoch === 2) saved = model.save();
    expect(weightsOf(model)).toEqual(weights);
    manualSeed(99);
    const copy = NeuralNetwork.load(saved);
    await copy.fit(X, y, { ...options, initialEpoch: copy.epoch });
    expect(weightsOf(copy)).toEqual(weights);
  });

  test("a training that is refused, and one that fails, leave the stream in order", async () => {
    const expected = trained(6);
    const model = network(6);
    const fitting = model.fit(X, y, options);
    await expect(model.fit(X, y, options)).rejects.toThrow("being trained already");
    await fitting;
    expect({ weights: weightsOf(model), drawn: randn(3).toList() }).toEqual(expected);

    const failing = network(6);
    const onTrainEnd = (): void => {
      throw new Error("at the end");
    };
    await expect(failing.fit(X, y, { ...options, callbacks: [{ onTrainEnd }] })).rejects.toThrow(
      "at the end",
    );
    expect(randn(3).toList()).toEqual(expected.drawn);
  });
});
