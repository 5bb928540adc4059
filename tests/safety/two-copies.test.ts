import { beforeAll, describe, expect, test, vi } from "vitest";

/** What was made by another copy of the library is refused by name, and neither copy's memory changes. */

type Library = typeof import("../../src/index.js");

let own: Library;
let other: Library;
let twin: Library;

beforeAll(async () => {
  own = await import("../../src/index.js");
  vi.resetModules();
  other = (await import("../../src/pure.js")) as Library;
  vi.resetModules();
  twin = await import("../../src/index.js");
});

const names =
  /^(?=.*smolml\/pure \(ES module\))(?=.*smolml \(ES module\)).*of another copy of this library/;

/** A network, its data and what is foreign to it. */
function setUp() {
  const layer = new own.DenseLayer({ inputSize: 2, outputSize: 2 });
  const network = new own.NeuralNetwork({
    layers: [layer, own.relu],
    lossFunction: own.mseLoss,
    optimizer: new own.Adam(),
  });
  const foreign = new other.MLArray([
    [1, 2],
    [3, 4],
  ]);
  const x = new own.MLArray([
    [1, 2],
    [3, 4],
  ]);
  return { layer, network, foreign, x };
}

type Given = ReturnType<typeof setUp>;

const options = { epochs: 1, verbose: false } as const;

const calls: Record<string, (given: Given) => unknown> = {
  "data of an array": ({ foreign }) => new own.MLArray(foreign as never),
  "data of a list of arrays": ({ foreign }) => new own.MLArray([foreign, foreign] as never),
  "data of Values": () => new own.MLArray([new other.Value(1)] as never),
  "a Value's operand": () => new own.Value(1).add(new other.Value(2) as never),
  "an operand": ({ x, foreign }) => x.add(foreign),
  "an array's own method": ({ x, foreign }) => foreign.matmul(x),
  "values to take": ({ x, foreign }) => x.updateValues(foreign),
  "a part to set": ({ x, foreign }) => x.set([0], foreign),
  "a gradient": ({ x, foreign }) => x.mul(1).backward(foreign),
  concat: ({ x, foreign }) => own.concat([x, foreign]),
  where: ({ x, foreign }) => own.where(x, foreign, x),
  "an activation's input": ({ foreign }) => own.relu(foreign),
  "an activation of theirs": ({ x }) => other.relu(x),
  "a loss's input": ({ x, foreign }) => own.mseLoss(foreign, x),
  "a loss of theirs": ({ x }) => other.mseLoss(x, x),
  "a layer's input": ({ layer, foreign }) => layer.forward(foreign),
  "a network's input": ({ network, foreign }) => network.forward(foreign),
  "data to predict": ({ network, foreign }) => network.predict(foreign),
  "data to train on": ({ network, x, foreign }) => network.train(foreign, x, options),
  "targets to train on": ({ network, x, foreign }) => network.train(x, foreign, options),
  "batches to train on": ({ network, x, foreign }) => network.train([[x, foreign]], options),
  "a loader of theirs": ({ network }) =>
    network.train(
      new other.DataLoader([
        [
          [1, 2],
          [1, 2],
        ],
      ] as never) as never,
      options,
    ),
  weights: ({ layer, foreign }) => {
    layer.weights = foreign;
  },
  "an initializer": () =>
    new own.DenseLayer({
      inputSize: 1,
      outputSize: 1,
      weightInitializer: other.initializers.XavierUniform as never,
    }),
  "an embedding's initializer": () =>
    new own.Embedding({
      inputSize: 2,
      outputSize: 2,
      weightInitializer: other.initializers.XavierUniform as never,
    }),
  "a layer": () =>
    new own.NeuralNetwork({
      layers: [new other.DenseLayer({ outputSize: 1 }) as never],
      lossFunction: own.mseLoss,
    }),
  "a layer in a list": () => new own.Sequential([[new other.Dropout({ rate: 0.1 }) as never]]),
  "a network as a layer": () => {
    const { NeuralNetwork, relu, mseLoss } = other;
    const network = new NeuralNetwork({ layers: [relu], lossFunction: mseLoss });
    return new own.Sequential([network as never]);
  },
  "an optimizer": () =>
    new own.NeuralNetwork({
      layers: [own.relu],
      lossFunction: own.mseLoss,
      optimizer: new other.Adam() as never,
    }),
  "an optimizer's arrays": ({ foreign }) => new own.SGD().step([foreign]),
  "a scaler": () =>
    new own.NeuralNetwork({
      layers: [own.relu],
      lossFunction: own.mseLoss,
      scaler: new other.StandardScaler() as never,
    }),
  "a scaler's data": ({ foreign }) => new own.StandardScaler().fit(foreign),
  "a callback to stop early": ({ network, x }) =>
    network.train(x, x, {
      ...options,
      callbacks: [new other.callbacks.EarlyStopping({ monitor: "loss" }) as never],
    }),
  "a callback that looks for NaN": ({ network, x }) =>
    network.train(x, x, { ...options, callbacks: [new other.callbacks.TerminateOnNaN()] }),
  "a callback that saves": ({ network, x }) => {
    const saving = new other.callbacks.ModelCheckpoint({ write: () => undefined });
    return network.train(x, x, { ...options, callbacks: [saving as never] });
  },
  "a metric's data": ({ x, foreign }) => own.metrics.accuracy(x, foreign),
  "a graph": ({ foreign }) => own.graph(foreign),
};

describe("refused, with both copies named:", () => {
  test.each(Object.keys(calls))("%s", (name) => {
    const given = setUp();
    own.manualSeed(1);
    const before = [own.memory(), other.memory(), given.layer.weights.toList()];
    expect(() => calls[name](given)).toThrow(names);
    const { arrays, resident } = own.memory();
    expect([given.foreign.toList(), given.x.toList()]).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    expect(given.layer.weights.toList()).toEqual(before[2]);
    expect(other.memory().spilled).toBe((before[1] as ReturnType<Library["memory"]>).spilled);
    expect(arrays).toBeGreaterThan(0);
    expect(resident).toBeGreaterThan(0);
  });
});

test("a node of theirs in a face of ours never reaches memory", () => {
  const { foreign } = setUp();
  const disguised = Object.assign(Object.create(own.MLArray.prototype), { node: foreign.node });
  const use: ((x: InstanceType<Library["MLArray"]>) => unknown)[] = [
    (x) => x.add(1),
    (x) => x.toList(),
    (x) => x.reshape(4).sum(),
  ];
  for (const fn of use) expect(() => fn(disguised)).toThrow(names);
  expect(foreign.toList()).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test("two copies of one name say that they are two", () => {
  expect(() => new own.MLArray([1]).add(new twin.MLArray([1]))).toThrow(
    "add: element 0 is an object (MLArray) of another copy of this library (both are smolml (ES module)); two copies share nothing, so load only one of them",
  );
});

test("what is plain passes from one copy to the other", () => {
  const { network } = setUp();
  const copy = other.NeuralNetwork.load(network.save());
  expect(copy.predict([[1, 2]]).toList()).toEqual(network.predict([[1, 2]]).toList());
  const schedule = other.schedules.step({ learningRate: 1, stepSize: 2 });
  expect(new own.SGD({ learningRate: schedule }).learningRate).toBe(1);
});
