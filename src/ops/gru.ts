import { address, gradientAddress, type Node, newNode } from "../array/node.js";
import type { Address } from "../kernels/kernels.js";
import { addressOf, allocate, begin, release } from "../memory/memory.js";
import type { Storage } from "../memory/storage.js";
import { bytesPerElement } from "../shape/dtype.js";
import {
  present,
  type RecurrenceOptions,
  type RecurrentParameters,
  Sequence,
} from "./recurrence.js";

export interface GRUParameters extends RecurrentParameters {
  /** (3 units,), added to the states' product. */
  readonly recurrentBiases: Node | null;
}

/**
 * The states of all steps, (rows, steps, units), of x (rows, steps, features). The columns of the parameters are for the
 * gates r, z and n in turn; with a = x kernel + biases and b = h recurrent + recurrentBiases, r = sigmoid(a + b), z =
 * sigmoid(a + b), n = tanh(a + r b), h = (1 - z) n + z h: the reset after the product. Cho et al., 2014.
 */
export function gru(x: Node, parameters: GRUParameters, options: RecurrenceOptions): Node {
  const s = new Sequence("gru", 3, x, parameters, options);
  const { rows, steps, units, width } = s;
  const { kernel, recurrent, biases, recurrentBiases } = parameters;
  s.require("recurrent biases", recurrentBiases, [width]);
  begin("gru");
  const states = newNode([rows, steps, units], x.dtype);
  const [gates, hidden, initial] = [
    s.ofAllSteps(width),
    s.ofAllSteps(units),
    s.ofOneStep(options.state),
  ];
  s.inputGates(addressOf(gates));
  forward(s, recurrentBiases, address(states), gates, hidden, initial);
  const backward = (): void => {
    begin("gru backward");
    const [dgates, drecurrent, dh] = [s.ofAllSteps(width), s.ofAllSteps(width), s.ofOneStep(null)];
    const transposed = s.transposedRecurrent();
    const [to, own, dy, all] = [
      addressOf(dgates),
      addressOf(drecurrent),
      gradientAddress(states),
      address(states),
    ];
    for (let t = steps - 1; t >= 0; t--) {
      const [g, dg, dr] = [addressOf(gates), to, own].map((at) => s.step(at, t, width));
      const [n, d] = [addressOf(hidden), dy].map((at) => s.step(at, t, units));
      const [h, row] = s.before(t, addressOf(initial), all);
      const out = [addressOf(dh), dg, dr, s.maskOf(t)] as const;
      s.stepKernels.gruStepGrad(g, n, h, d, ...out, rows, steps, units, row);
      const a = { at: dr, row: steps * width, column: 1 };
      const b = { at: addressOf(transposed), row: units, column: 1 };
      s.addProduct(a, b, addressOf(dh), units, rows, units, width);
    }
    s.addInputGradients(to);
    s.addRecurrentGradient(addressOf(initial), all, own);
    s.addColumns(recurrentBiases, own);
    s.addStateGradient(options.state, addressOf(dh));
    for (const storage of [dgates, drecurrent, dh, transposed]) release(storage);
  };
  const parents = present(x, kernel, recurrent, biases, recurrentBiases, options.state);
  return states.record("gru", parents, backward, [gates, hidden, initial]);
}

/** All steps, from the input's part of the gates. */
function forward(
  s: Sequence,
  biases: Node | null,
  states: Address,
  gates: Storage,
  hidden: Storage,
  initial: Storage,
): void {
  const { rows, steps, units, width, kernels, stepKernels } = s;
  const product = allocate(rows * width * bytesPerElement[s.dtype]);
  const scratchBytes = kernels.matmulScratch(rows, width, units, units, 1);
  const scratch = scratchBytes === 0 ? null : allocate(scratchBytes);
  const [own, to] = [addressOf(product), scratch === null ? 0 : addressOf(scratch)];
  const [u, bias] = [address(s.parameters.recurrent), biases === null ? 0 : address(biases)];
  for (let t = 0; t < steps; t++) {
    const [h, row] = s.before(t, addressOf(initial), states);
    kernels.matmul(h, u, own, rows, width, units, row, 1, width, 1, bias, 0, 1, to);
    const g = s.step(addressOf(gates), t, width);
    const [y, n] = [states, addressOf(hidden)].map((at) => s.step(at, t, units));
    stepKernels.gruStep(g, own, h, y, n, s.maskOf(t), rows, steps, units, row);
  }
  if (scratch !== null) release(scratch);
  release(product);
}
