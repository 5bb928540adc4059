/** Small trainings that between them run every activation, loss, optimizer and layer, by name. */
import type * as smolml from "smolml";
import { slidingLayers } from "./sliding.js";

export type Library = typeof smolml;
type DType = "float32" | "float64";
type Layers = smolml.NeuralNetworkOptions["layers"];
type Loss = smolml.LossFunction;

const rows = 24;
const classes = 3;

interface Training {
  readonly layers: Layers;
  readonly loss: Loss;
  readonly optimizer: smolml.Optimizer;
  /** Targets for each row: so many numbers, probabilities, zeros and ones, or one label. */
  readonly targets: "numbers" | "probabilities" | "bits" | "signs" | "labels";
  /** The shape of a row of the input; four features if not given. */
  readonly row?: readonly number[];
}

type Named = [name: string, numbers: number[]];

/** Each network's trained parameters and each generated data set, under its name; the same seed for each. */
export function* namedResults(library: Library): Generator<Named> {
  const { manualSeed, setDefaultDtype } = library;
  for (const dtype of ["float32", "float64"] as const) {
    setDefaultDtype(dtype);
    for (const [name, make] of trainings(library)) {
      manualSeed(7);
      yield [`${dtype} ${name}`, train(library, make(), dtype)];
    }
    yield* generatedData(library, dtype);
  }
  setDefaultDtype("float32");
}

function* generatedData(library: Library, dtype: DType): Generator<Named> {
  const { circles, moons, spirals } = library.datasets;
  for (const [name, make] of Object.entries({ circles, moons, spirals })) {
    const { X } = make({ nSamples: 50, noise: 0.1, seed: 7 });
    yield [`${dtype} data ${name}`, [...X.toTypedArray()]];
  }
}

function train(library: Library, training: Training, dtype: DType): number[] {
  const { NeuralNetwork, MLArray, uniform } = library;
  const { layers, loss, optimizer, targets, row = [4] } = training;
  const X = uniform([rows, ...row])
    .mul(2)
    .sub(1);
  const network = new NeuralNetwork({ layers, lossFunction: loss, optimizer });
  const y = new MLArray(targetsOf(targets), { dtype });
  network.train(X, y, { epochs: 12, batchSize: 10, shuffle: true, verbose: false });
  return network.parameters().flatMap((array) => [...array.toTypedArray()]);
}

function targetsOf(kind: Training["targets"]): number[] | number[][] {
  const labels = Array.from({ length: rows }, (_, i) => (i * i + 1) % classes);
  if (kind === "labels") return labels;
  return labels.map((label, i) =>
    Array.from({ length: classes }, (_, c) => {
      if (kind === "bits") return (i + c) % 2;
      if (kind === "signs") return 2 * ((i + c) % 2) - 1;
      return kind === "numbers" ? ((i * (c + 2)) % 7) / 4 - 0.75 : Number(c === label);
    }),
  );
}

function trainings(library: Library): Map<string, () => Training> {
  const { activation, losses, optimizers, schedules, DenseLayer, Dropout, BatchNorm, LayerNorm } =
    library;
  const { tanh, linear, softmax, sigmoid } = activation;
  const adam = () => new optimizers.Adam({ learningRate: 0.02 });
  const dense = (activationFunction: smolml.ActivationFunction, outputSize: number) =>
    new DenseLayer({ outputSize, activationFunction });
  const regression = (hidden: Layers, optimizer: smolml.Optimizer = adam()): Training => ({
    layers: [...hidden, dense(linear, classes)],
    loss: losses.mseLoss,
    optimizer,
    targets: "numbers",
  });
  const all = new Map<string, () => Training>();
  for (const [name, f] of Object.entries(activation)) {
    all.set(`activation ${name}`, () => regression([dense(f as smolml.ActivationFunction, 9)]));
  }
  for (const [name, Optimizer] of Object.entries(optimizers)) {
    if (name === "Optimizer") continue;
    const make = Optimizer as new (options: object) => smolml.Optimizer;
    all.set(`optimizer ${name}`, () =>
      regression([dense(tanh, 9)], new make({ learningRate: 0.02, decay: 0.01 })),
    );
  }
  for (const [name, [targets, output]] of Object.entries({
    mseLoss: ["numbers", linear],
    maeLoss: ["numbers", linear],
    huberLoss: ["numbers", linear],
    logCoshLoss: ["numbers", linear],
    binaryCrossEntropy: ["bits", sigmoid],
    categoricalCrossEntropy: ["probabilities", softmax],
    sparseCategoricalCrossEntropy: ["labels", softmax],
    softmaxCrossEntropy: ["probabilities", linear],
    sparseSoftmaxCrossEntropy: ["labels", linear],
    sigmoidBinaryCrossEntropy: ["bits", linear],
    hingeLoss: ["signs", linear],
    poissonLoss: ["bits", sigmoid],
    klDivergence: ["probabilities", softmax],
    cosineLoss: ["numbers", linear],
  } as const satisfies Record<keyof Library["losses"], unknown>)) {
    all.set(`loss ${name}`, () => ({
      layers: [dense(tanh, 9), dense(output, classes)],
      loss: losses[name as keyof Library["losses"]],
      optimizer: adam(),
      targets,
    }));
  }
  all.set("layer Dropout", () => regression([dense(tanh, 9), new Dropout({ rate: 0.3 })]));
  all.set("layer BatchNorm", () => regression([dense(tanh, 9), new BatchNorm()]));
  all.set("layer LayerNorm", () => regression([dense(tanh, 9), new LayerNorm()]));
  for (const [name, { layers, row }] of Object.entries(slidingLayers(library))) {
    all.set(`layer ${name}`, () => ({ ...regression(layers()), row }));
  }
  for (const [name, layer] of sequenceLayers(library)) {
    // Two steps of two features.
    const steps = { forward: (x: smolml.MLArray) => x.reshape(-1, 2, 2) };
    // The biases of keys have no slope but for rounding, of which Adam would make whole steps.
    const sgd = () => new optimizers.SGD({ learningRate: 0.1 });
    all.set(`layer ${name}`, () =>
      regression([steps, dense(tanh, 6), layer(), new library.Flatten()], sgd()),
    );
  }
  for (const [name, weightInitializer] of Object.entries(library.initializers)) {
    all.set(`initializer ${name}`, () =>
      regression([new DenseLayer({ outputSize: 9, activationFunction: tanh, weightInitializer })]),
    );
  }
  for (const [name, learningRate] of Object.entries({
    step: schedules.step({ learningRate: 0.05, stepSize: 7, gamma: 0.7 }),
    exponential: schedules.exponential({ learningRate: 0.05, gamma: 0.9 }),
    cosine: schedules.cosine({ learningRate: 0.05, steps: 30 }),
  })) {
    all.set(`schedule ${name}`, () =>
      regression([dense(tanh, 9)], new optimizers.SGD({ learningRate })),
    );
  }
  return all;
}

type MadeLayer = readonly [name: string, make: () => smolml.Module];

function sequenceLayers(library: Library): MadeLayer[] {
  const { Bidirectional, GRU, LSTM, SimpleRNN } = library;
  const options = { outputSize: 5, returnSequences: true };
  return [
    ["SimpleRNN", () => new SimpleRNN(options)],
    ["GRU", () => new GRU(options)],
    ["LSTM", () => new LSTM(options)],
    ["Bidirectional", () => new Bidirectional({ layer: new GRU({ outputSize: 5 }) })],
    ["MultiHeadAttention", () => new library.MultiHeadAttention({ heads: 2, causal: true })],
    ["TransformerBlock", () => new library.TransformerBlock({ heads: 3, hidden: 7, dropout: 0.1 })],
    ["PositionEmbedding", () => new library.PositionEmbedding({ sequenceLength: 3 })],
    ["RMSNorm", () => new library.RMSNorm()],
  ];
}
