import { describe, expect, test } from "vitest";
import {
  AdaGrad,
  Adam,
  AdamW,
  DenseLayer,
  MLArray,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  type Optimizer,
  RMSprop,
  SGD,
  SGDMomentum,
  schedules,
} from "../../src/index.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";

type OptimizerClass = new (options: object) => Optimizer;

const cases: readonly (readonly [OptimizerClass, object, string[]])[] = [
  [SGD, { learningRate: 0.1, decay: 0.01 }, []],
  [SGD, { momentum: 0.9, nesterov: true, clipValue: 0.5 }, ["velocity"]],
  [SGDMomentum, { momentum: 0.8, clipNorm: 1 }, ["velocity"]],
  [AdaGrad, { epsilon: 1e-6, initialAccumulatorValue: 0.1 }, ["squares"]],
  [RMSprop, { rho: 0.8, epsilon: 1e-6, globalClipNorm: 2 }, ["squares"]],
  [Adam, { beta1: 0.8, beta2: 0.9, epsilon: 1e-6 }, ["m", "v"]],
  [
    AdamW,
    { learningRate: schedules.cosine({ learningRate: 0.1, steps: 9 }), weightDecay: 0.1 },
    ["m", "v"],
  ],
];

function networkWith(optimizer: Optimizer): NeuralNetwork {
  manualSeed(3);
  const layers = [
    new DenseLayer({ inputSize: 2, outputSize: 3 }),
    new DenseLayer({ inputSize: 3, outputSize: 1 }),
  ];
  return new NeuralNetwork({ layers, lossFunction: mseLoss, optimizer });
}

const X = [
  [1, 2],
  [3, -1],
  [0.5, 0.25],
];
const y = [[1], [2], [3]];

function weightsOf(network: NeuralNetwork): unknown {
  return network.parameters().map((array) => array.toList());
}

onEachCoreAndDtype(() => {
  describe.each(cases)("%o %j", (Class, options, names) => {
    test("config makes another one like it", () => {
      const optimizer = new Class(options);
      expect(new Class(optimizer.config())).toEqual(optimizer);
      expect(optimizer.config()).toMatchObject(options);
      expect(optimizer.stateNames).toEqual(names);
    });

    test("state and counters carried to a copy of the network: the next steps are the same to the bit", () => {
      const network = networkWith(new Class(options));
      const training = { epochs: 3, verbose: false };
      network.train(X, y, training);
      const copy = networkWith(new Class(network.optimizer.config()));
      const from = network.parameters();
      copy.parameters().forEach((array, i) => {
        array.updateValues(from[i]);
        const state = network.optimizer.stateOf(from[i]);
        expect(state?.map(({ length }) => length)).toEqual(names.map(() => array.size()));
        if (state !== null) copy.optimizer.setStateOf(array, state);
        expect(copy.optimizer.stateOf(array)).toEqual(state);
      });
      copy.optimizer.setCounters(JSON.parse(JSON.stringify(network.optimizer.getCounters())));
      expect(copy.optimizer.iterations).toBe(3);
      const [again, expected] = [copy, network].map((each) => [...each.train(X, y, training)]);
      expect(again).toEqual(expected);
      expect(weightsOf(copy)).toEqual(weightsOf(network));
    });
  });
});

test("before its first step an array has no state", () => {
  expect(new Adam().stateOf(new MLArray([1]))).toBeNull();
});

test("counters of update are kept by index", () => {
  const layer = { w: new MLArray([1, 2]) };
  layer.w.sum().backward();
  const optimizer = new Adam();
  for (const index of [0, 0, 1]) optimizer.update(layer, index, ["w"]);
  const counters = optimizer.getCounters();
  expect(counters).toEqual({
    iterations: 2,
    updates: [
      [0, 2],
      [1, 1],
    ],
  });
  const other = new Adam();
  other.setCounters(counters);
  expect(other.getCounters()).toEqual(counters);
});

onEachCore(() => {
  test.each([
    ["SGDMomentum", () => new SGDMomentum({ learningRate: 0.1 })],
    ["Adam", () => new Adam({ learningRate: 0.1 })],
  ])("%s remembers steps by hand when a network takes the layer in", (_, make) => {
    const X = new MLArray([[1, 2]]);
    const y = new MLArray([[3]]);
    const weights = (takesIn: boolean): unknown[] => {
      manualSeed(2);
      const optimizer = make();
      const layer = new DenseLayer({ inputSize: 2, outputSize: 1 });
      const byHand = (): void => {
        for (const array of layer.parameters()) array.restart();
        mseLoss(layer.forward(X), y).backward();
        optimizer.step(layer.parameters());
      };
      byHand();
      byHand();
      const model = new NeuralNetwork({ layers: [layer], lossFunction: mseLoss, optimizer });
      for (let i = 0; i < 2; i++) {
        if (takesIn) model.trainOnBatch(X, y);
        else byHand();
      }
      return layer.parameters().map((array) => array.toList());
    };
    expect(weights(true)).toEqual(weights(false));
  });
});

test("state of another size, and counters that are none, are refused", () => {
  const optimizer = new Adam();
  const w = new MLArray([1, 2]);
  expect(() => optimizer.setStateOf(w, [new Float32Array(2)])).toThrow(
    "Adam.setStateOf: got states of 2 elements, expected 2 of 2",
  );
  expect(() => optimizer.setStateOf(w, [new Float32Array(2), new Float32Array(3)])).toThrow(
    "Adam.setStateOf: got states of 2, 3 elements, expected 2 of 2",
  );
  expect(optimizer.stateOf(w)).toBeNull();
  expect(() => optimizer.setCounters({ iterations: Number.NaN, updates: [] })).toThrow(
    "Adam: a counter must be an integer >= 0, got NaN",
  );
});
