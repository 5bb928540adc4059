import { type Cases, type Goal, type Group, units } from "../group.js";
import type { Library } from "../library.js";
import { inProcess } from "../measure.js";
import { batchFor, type Network, networks, weightsFor } from "../networks.js";
import { kernelSequence } from "../references/kernel-sequence.js";
import { plainLoop } from "../references/plain-loop.js";

export const sequence = "kernels by hand";
const loop = "plain loop";

const goals: Readonly<Record<string, readonly Goal[]>> = {
  "2-16-1, batch 32": [{ against: loop, times: 1 / 2.5 }],
};

/** A step of each network, by the network's name. */
export function steps(make: (network: Network) => () => unknown, wanted = networks): Cases {
  return Object.fromEntries(wanted.map((network) => [network.name, () => make(network)]));
}

export function modelOf(
  library: Library,
  network: Network,
): InstanceType<Library["NeuralNetwork"]> {
  const { Adam, DenseLayer, NeuralNetwork } = library;
  const { sizes, classes, learningRate } = network;
  const last = sizes.length - 2;
  const layers = sizes.slice(1).map((outputSize, i) => {
    const hidden = i < last ? library.relu : library.sigmoid;
    const activationFunction = i === last && classes ? library.linear : hidden;
    return new DenseLayer({ inputSize: sizes[i], outputSize, activationFunction });
  });
  layers.forEach((layer, i) => {
    layer.weights.updateValues(weightsFor(network, i));
  });
  return new NeuralNetwork({
    layers,
    lossFunction: classes ? library.softmaxCrossEntropy : library.binaryCrossEntropy,
    optimizer: new Adam({ learningRate }),
  });
}

/** `trainOnBatch` of a network. */
export function step(library: Library, network: Network): () => number {
  const { MLArray } = library;
  const { sizes, batch } = network;
  const model = modelOf(library, network);
  const data = batchFor(network);
  const x = new MLArray(data.x, { shape: [batch, sizes[0]], requiresGrad: false });
  const y = new MLArray(data.y, { shape: [batch, sizes[sizes.length - 1]], requiresGrad: false });
  return () => model.trainOnBatch(x, y);
}

export const training: Group = {
  name: "training",
  title: "One training step: forward, loss, backward, Adam",
  unit: units.microseconds,
  rows: networks.map(({ name }) => ({ name, work: 1, goals: goals[name] })),
  contestants: ({ wasm, typescript }) => [
    inProcess(
      "wasm",
      steps((network) => step(wasm, network)),
    ),
    inProcess(
      "typescript",
      steps((network) => step(typescript, network)),
    ),
    inProcess(sequence, steps(kernelSequence)),
    inProcess(loop, steps(plainLoop, networks.slice(-1))),
  ],
};
