import {
  Adam,
  AdamW,
  Bidirectional,
  concat,
  DenseLayer,
  Dropout,
  Embedding,
  Flatten,
  GRU,
  LayerNorm,
  LSTM,
  MLArray,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  Parallel,
  Residual,
  register,
  relu,
  SGDMomentum,
  sigmoid,
  softmax,
  softmaxCrossEntropy,
  sparseCategoricalCrossEntropy,
  tanh,
  where,
} from "../../../src/index.js";

/**
 * Programs in which an allocation may fail anywhere. `make` gives what lives on; `run` works on it and gives
 * numbers: one that failed and is done again gives what one that did not fail gives.
 */
export interface Program {
  make(): unknown;
  run(made: unknown): unknown;
}

function program<T>(make: () => T, run: (made: T) => unknown): Program {
  return { make, run: run as (made: unknown) => unknown };
}

const X = [
  [1, 2, -1],
  [0.5, -3, 2],
  [2, 1, 0],
  [-1, 1, 1],
];
const rows = [
  [1, 0],
  [0, 1],
  [1, 0],
  [0, 1],
];
const labels = [1, 0, 1, 1];

/** Wide enough for gradients in storages of their own, and for scratch. */
const wide = 24;

/** Always the same numbers, however often it is asked. */
const fixed = {
  initialize(first: number, second: number, { dtype }: { dtype?: "float32" | "float64" } = {}) {
    const values = Array.from({ length: first * second }, (_, i) => Math.sin(i + first));
    return new MLArray(values, { shape: [first, second], dtype });
  },
} as never;

register("always the same", fixed);

const dense = (outputSize: number, activationFunction = relu) =>
  new DenseLayer({ outputSize, activationFunction, weightInitializer: fixed });

function numbersOf(network: NeuralNetwork): unknown {
  return network.parameters().map((array) => [array.toList(), network.optimizer.stateOf(array)]);
}

const byHand = program(
  () => {
    const values = Array.from({ length: 3 * wide }, (_, i) => Math.sin(i));
    return {
      w: new MLArray(values, { shape: [3, wide] }),
      x: new MLArray(X),
      b: new MLArray([[0.5]]),
    };
  },
  ({ w, x, b }) => {
    for (const array of [w, x, b]) array.restart();
    const y = x.matmul(w).add(b).relu();
    const z = concat([y, y.exp().clip(0, 9)], 1)
      .reshape(2, -1)
      .std(1)
      .log()
      .sum();
    const all = where(x.greater(0), x, x.mul(b)).softmax().max(0).mean().add(z);
    all.backward();
    return [all.item(), w.grad().toList(), x.grad().toList(), b.grad().toList()];
  },
);

const values = program(
  () => new MLArray([1, 2, 3]),
  (x) => {
    x.restart();
    const [a, b] = x.data as unknown as { mul(o: unknown): { tanh(): never } }[];
    const y = new MLArray([a.mul(b).tanh(), 2]).mul(x.get([0, 2])).sum();
    y.backward();
    return [y.item(), x.grad().toList()];
  },
);

/** Weights, their blocks and what the optimizer remembers are made in the step. */
const firstStep = program(
  () =>
    new NeuralNetwork({
      layers: [dense(wide, tanh), new LayerNorm(), dense(2, sigmoid)],
      lossFunction: mseLoss,
      optimizer: new Adam({ learningRate: 0.1, clipNorm: 1 }),
    }),
  (network) => [network.trainOnBatch(X, rows), numbersOf(network)],
);

const tree = program(
  () => {
    const branches = [new Residual([dense(3, tanh)]), dense(3)];
    return new NeuralNetwork({
      layers: [
        new Embedding({ inputSize: 3, outputSize: 3, weightInitializer: fixed }),
        new Flatten(),
        dense(3),
        new Parallel({ branches, merge: "concat" }),
        new Dropout({ rate: 0.5 }),
        dense(2, softmax),
      ],
      lossFunction: sparseCategoricalCrossEntropy,
      optimizer: new AdamW({ learningRate: 0.1 }),
    });
  },
  (network) => {
    manualSeed(5);
    const indices = X.map((row) => row.map((x) => Math.abs(Math.round(x)) % 3));
    return [network.trainOnBatch(indices, labels), numbersOf(network)];
  },
);

const recurrent = program(
  () => {
    const drawn = { weightInitializer: fixed, recurrentInitializer: fixed };
    const layer = new LSTM({ outputSize: 5, returnSequences: true, ...drawn });
    return new NeuralNetwork({
      layers: [
        { forward: (x: MLArray) => x.reshape(4, 3, 1) },
        new Bidirectional({ layer }),
        new GRU({ outputSize: 4, ...drawn }),
        dense(2),
      ],
      lossFunction: mseLoss,
      optimizer: new Adam({ learningRate: 0.1 }),
    });
  },
  (network) => [network.trainOnBatch(X, rows), numbersOf(network)],
);

/** Two dtypes lie in two places, so a step is two updates. */
const severalRuns = program(
  () => {
    const arrays = (["float32", "float64"] as const).map(
      (dtype) => new MLArray([0.5, 1, 2], { dtype }),
    );
    return { arrays, optimizer: new SGDMomentum({ learningRate: 0.1 }) };
  },
  ({ arrays, optimizer }) => {
    for (const array of arrays) {
      array.restart();
      array.mul(array).sum().backward();
    }
    const before = JSON.stringify(arrays);
    try {
      optimizer.step(arrays);
    } catch (error) {
      if (JSON.stringify(arrays) !== before) throw new Error("half a step was taken");
      throw error;
    }
    return arrays.map((array) => array.toList());
  },
);

const using = program(
  () => {
    const network = new NeuralNetwork({
      layers: [dense(wide, tanh), dense(2)],
      lossFunction: softmaxCrossEntropy,
    });
    network.predict(X);
    return network;
  },
  (network) => [network.predict(X).toList(), network.evaluate(X, rows)],
);

const loading = program(
  () => {
    const network = firstStep.make() as NeuralNetwork;
    network.trainOnBatch(X, rows);
    return network.save();
  },
  (bytes) => {
    const network = NeuralNetwork.load(bytes);
    try {
      return network.toJSON().tensors;
    } finally {
      for (const array of network.parameters()) array.dispose();
    }
  },
);

export const programs: Readonly<Record<string, Program>> = {
  "gradients by hand": byHand,
  "gradients of Values": values,
  "a first step": firstStep,
  "a step of a tree": tree,
  "a step of recurrent layers": recurrent,
  "a step of two dtypes": severalRuns,
  "prediction and evaluation": using,
  loading,
};
