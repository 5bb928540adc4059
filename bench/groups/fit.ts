import { type Cases, type Group, units } from "../group.js";
import type { Library } from "../library.js";
import { inProcess } from "../measure.js";
import { batchFor, type Network, networks } from "../networks.js";
import { modelOf } from "./training.js";

const train = "train";

/** Steps of a call: long enough that `fit` pauses several times on the way. */
const steps: Readonly<Record<string, number>> = {
  "iris 4-16-8-3, batch 150": 5000,
  "MNIST 784-128-10, batch 64": 300,
};
const measured = networks.filter(({ name }) => name in steps);

function cases(run: (library: Library, network: Network) => () => unknown, library: Library) {
  return Object.fromEntries(
    measured.map((network) => [network.name, () => run(library, network)]),
  ) satisfies Cases;
}

/** The same epochs by either method: one batch each, told to nobody. */
function epochs(method: "fit" | "train") {
  return (library: Library, network: Network): (() => unknown) => {
    const model = modelOf(library, network);
    const { x, y } = batchFor(network);
    const [inputs, outputs] = [network.sizes[0], network.sizes.at(-1) as number];
    const options = { requiresGrad: false };
    const X = new library.MLArray(x, { shape: [network.batch, inputs], ...options });
    const targets = new library.MLArray(y, { shape: [network.batch, outputs], ...options });
    const settings = { epochs: steps[network.name], verbose: false };
    return () => model[method](X, targets, settings);
  };
}

export const fit: Group = {
  name: "fit",
  title: "`fit`, which gives way to what waits, beside `train`, which does not",
  unit: units.milliseconds,
  note: "Nothing waits here: what is seen is the cost of asking.",
  rows: measured.map(({ name }) => ({
    name,
    work: 1,
    goals: [{ against: train, times: 1 / 1.05 }],
  })),
  contestants: ({ wasm }) => [
    inProcess("wasm", cases(epochs("fit"), wasm)),
    inProcess(train, cases(epochs("train"), wasm)),
  ],
};
