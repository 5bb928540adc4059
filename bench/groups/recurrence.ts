import { MLArray, noGrad, ones, uniform } from "../../src/index.js";
import { gru } from "../../src/ops/gru.js";
import { lstm } from "../../src/ops/lstm.js";
import { simpleRNN } from "../../src/ops/simple-rnn.js";
import { type Cases, type Group, units } from "../group.js";
import { inProcess, probeColumn } from "../measure.js";

/** Whole sequences, by the operations that layers stand on. */
const [rows, steps, features, neurons] = [32, 50, 64, 64];

const none = { state: null, mask: null, cells: null };
const uniformOf = (...shape: number[]) => uniform(shape, { low: -0.1, high: 0.1 });

const layers = { GRU: { gates: 3 }, LSTM: { gates: 4 }, SimpleRNN: { gates: 1 } } as const;
type Name = keyof typeof layers;
const names = Object.keys(layers) as Name[];

/** What gives the states of a layer for x, and its parameters. */
function make(name: Name): { run: (x: MLArray) => MLArray; parameters: MLArray[] } {
  const width = layers[name].gates * neurons;
  const [kernel, recurrent] = [uniformOf(features, width), uniformOf(neurons, width)];
  const [biases, recurrentBiases] = [uniformOf(width), uniformOf(width)];
  const nodes = { kernel: kernel.node, recurrent: recurrent.node, biases: biases.node };
  const run = {
    GRU: (x: MLArray) => gru(x.node, { ...nodes, recurrentBiases: recurrentBiases.node }, none),
    LSTM: (x: MLArray) => lstm(x.node, nodes, none).states,
    SimpleRNN: (x: MLArray) => simpleRNN(x.node, nodes, none),
  }[name];
  const parameters = [kernel, recurrent, biases, recurrentBiases];
  return { run: (x) => new MLArray(run(x)), parameters };
}

const nameOf = (name: Name, pass: string) => `${name} ${neurons}, ${steps} steps, ${pass}`;

function cases(): Cases {
  const x = uniformOf(rows, steps, features);
  const dy = ones([rows, steps, neurons], { requiresGrad: false });
  const entries = names.flatMap((name) => [
    [
      nameOf(name, "forward"),
      () => {
        const { run } = make(name);
        return () => noGrad(() => run(x).dispose());
      },
    ],
    [
      nameOf(name, "forward and backward"),
      () => {
        const { run, parameters } = make(name);
        return () => {
          const y = run(x);
          y.backward(dy);
          y.dispose();
          for (const array of [x, ...parameters]) array.restart();
        };
      },
    ],
  ]);
  return Object.fromEntries(entries);
}

/** Its products: the input's and the states', and of each two gradients. */
function work(name: Name, times: number): number {
  return 2 * rows * steps * layers[name].gates * neurons * (features + neurons) * times;
}

export const recurrence: Group = {
  name: "recurrence",
  title: `Recurrent layers over batches of ${rows}, products alone counted`,
  unit: units.gigaflops,
  probe: true,
  note: `The column ${probeColumn} is what the products could do.`,
  rows: names.flatMap((name) => [
    { name: nameOf(name, "forward"), work: work(name, 1) },
    { name: nameOf(name, "forward and backward"), work: work(name, 3) },
  ]),
  contestants: () => [inProcess("wasm", cases())],
};
