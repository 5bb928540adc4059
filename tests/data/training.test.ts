import { describe, expect, test } from "vitest";
import {
  Adam,
  DataLoader,
  DenseLayer,
  Dropout,
  datasets,
  type MLArray,
  manualSeed,
  NeuralNetwork,
  type Row,
  softmax,
  sparseCategoricalCrossEntropy,
  tanh,
} from "../../src/index.js";
import { onEachCoreAndDtype } from "../support/settings.js";

const { X, y } = datasets.moons({ nSamples: 40, noise: 0.1, seed: 1 });
const points = X.toList() as number[][];
const classes = y.toList() as number[];

function* rows(): Generator<Row> {
  for (let i = 0; i < points.length; i++) yield [points[i], classes[i]];
}

async function* asyncRows(): AsyncGenerator<Row> {
  for (const row of rows()) {
    await null;
    yield row;
  }
}

function network(): NeuralNetwork {
  manualSeed(4);
  return new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 2, outputSize: 8, activationFunction: tanh }),
      new Dropout({ rate: 0.1 }),
      new DenseLayer({ inputSize: 8, outputSize: 2, activationFunction: softmax }),
    ],
    lossFunction: sparseCategoricalCrossEntropy,
    optimizer: new Adam({ learningRate: 0.05 }),
  });
}

function weights(model: NeuralNetwork): unknown[] {
  return model.parameters().map((parameter: MLArray) => parameter.toList());
}

const options = { epochs: 3, verbose: false };
const batches = { batchSize: 16 };

onEachCoreAndDtype(() => {
  test("training over a loader equals training over the arrays, to the bit", async () => {
    const reference = network();
    const losses = [
      ...reference.train(points, classes, { ...options, ...batches, shuffle: false }),
    ];
    const sources = [
      new DataLoader(points, classes, batches),
      new DataLoader(() => rows(), batches),
      new DataLoader([...rows()], batches),
    ];
    for (const loader of sources) {
      const model = network();
      expect([...model.train(loader, options)]).toEqual(losses);
      expect(weights(model)).toEqual(weights(reference));
    }
    for (const loader of [...sources, new DataLoader(() => asyncRows(), batches)]) {
      const model = network();
      expect([...(await model.fit(loader, options))]).toEqual(losses);
      expect(weights(model)).toEqual(weights(reference));
    }
  });

  test.each<[string, (seed?: number) => DataLoader]>([
    ["arrays", (seed) => new DataLoader(points, classes, { ...batches, shuffle: true, seed })],
    ["a stream", (seed) => new DataLoader(() => asyncRows(), { ...batches, shuffle: true, seed })],
  ])(
    "a training over %s that goes on with another loader is one that never stopped",
    async (_, make) => {
      for (const seed of [undefined, 6]) {
        const straight = network();
        await straight.fit(make(seed), { ...options, epochs: 5 });
        const first = network();
        await first.fit(make(seed), { ...options, epochs: 2 });
        const second = NeuralNetwork.load(first.save());
        await second.fit(make(seed), { ...options, epochs: 5, initialEpoch: second.epoch });
        expect(weights(second)).toEqual(weights(straight));
      }
    },
  );

  test("reading ahead does not change what is learnt", async () => {
    const learnt = [];
    for (const prefetch of [0, 3]) {
      const model = network();
      const loader = new DataLoader(() => asyncRows(), { ...batches, shuffle: true, prefetch });
      learnt.push([...(await model.fit(loader, options))], weights(model));
    }
    expect(learnt.slice(2)).toEqual(learnt.slice(0, 2));
  });
});

describe("a bad stream leaves the model as the batches before have made it", () => {
  const good = [...rows()].slice(0, 16);
  const cases: [string, Row, string][] = [
    ["ragged", [[1, 2, 3], 0], "DataLoader: row 16 has x of shape (3,)"],
    ["of a class too many", [[1, 2], 2], "label"],
  ];

  test.each(cases)("a row %s", (_, bad, message) => {
    const [model, reference] = [network(), network()];
    manualSeed(5);
    reference.train(new DataLoader(good, batches), { epochs: 1, verbose: false });
    manualSeed(5);
    const stream = new DataLoader([...good, bad], { batchSize: 16 });
    expect(() => model.train(stream, { ...options, checkData: true })).toThrow(message);
    expect(weights(model)).toEqual(weights(reference));
  });

  test("NaN, where data is checked", () => {
    const model = network();
    const before = weights(model);
    const stream = new DataLoader([[[Number.NaN, 1], 0]]);
    expect(() => model.train(stream, { ...options, checkData: true })).toThrow("NaN");
    expect(weights(model)).toEqual(before);
  });

  test("one that ends after its first epoch", () => {
    const model = network();
    expect(() => model.train(new DataLoader(rows()), options)).toThrow(
      "DataLoader: the source gave no rows; what can be gone through only once serves one epoch",
    );
  });

  test("one that train cannot wait for", () => {
    const model = network();
    const before = weights(model);
    expect(() => model.train(new DataLoader(() => asyncRows()), options)).toThrow("use fit");
    expect(weights(model)).toEqual(before);
  });
});
