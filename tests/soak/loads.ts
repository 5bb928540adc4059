/** What the soak does again and again. Each load yields after every unit and returns what it computed. */
import {
  Adam,
  DenseLayer,
  Dropout,
  MLArray,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  randn,
  relu,
  tanh,
} from "../../src/index.js";

export type Load = (units: number) => Generator<void, ArrayLike<number>>;

function network(): NeuralNetwork {
  return new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 4, outputSize: 16 }),
      relu,
      new Dropout({ rate: 0.1 }),
      new DenseLayer({ inputSize: 16, outputSize: 3 }),
      tanh,
    ],
    lossFunction: mseLoss,
    optimizer: new Adam(),
  });
}

function weightsOf(model: NeuralNetwork): number[] {
  return model.parameters().flatMap((array) => [...array.toTypedArray()]);
}

/** One network; a unit is a training step. */
function* steps(units: number): ReturnType<Load> {
  const model = network();
  const [x, y] = [randn([8, 4]), randn([8, 3]).tanh()];
  for (let i = 0; i < units; i++) {
    model.trainOnBatch(x, y);
    yield;
  }
  return weightsOf(model);
}

/** A unit is a network that is made, trained, saved, loaded, used and dropped. */
function* models(units: number): ReturnType<Load> {
  const [x, y] = [randn([8, 4]), randn([8, 3]).tanh()];
  let weights: number[] = [];
  for (let i = 0; i < units; i++) {
    const model = network();
    model.train(x, y, { epochs: 2, batchSize: 4, verbose: false });
    const loaded = NeuralNetwork.load(model.save());
    weights = [...weightsOf(loaded), ...loaded.predict(x).toTypedArray()];
    yield;
  }
  return weights;
}

/** Arrays of 64 KB by hand, a few of them kept; a unit is a small graph, its gradient and a new array to keep. */
function* eager(units: number): ReturnType<Load> {
  const kept = Array.from({ length: 16 }, () => randn([128, 128]));
  for (let i = 0; i < units; i++) {
    const x = kept[i % kept.length];
    const w = new MLArray(kept[(i + 5) % kept.length].toTypedArray(), { shape: [128, 128] });
    x.mul(0.9).add(w.tanh()).mul(w).mean().backward();
    kept[(i + 11) % kept.length] = w.grad().mul(1000).add(x).sub(w).tanh().detach();
    x.restart();
    yield;
  }
  return kept.flatMap((array) => [...array.toTypedArray()]);
}

const loads = { steps, models, eager } satisfies Record<string, Load>;
export type LoadName = keyof typeof loads;

/** The load of that name, from a fixed seed. */
export function start(name: LoadName, units: number): ReturnType<Load> {
  manualSeed(1);
  return loads[name](units);
}
