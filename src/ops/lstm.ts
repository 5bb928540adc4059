import { address, gradientAddress, type Node, newNode } from "../array/node.js";
import { addressOf, begin, release } from "../memory/memory.js";
import type { Storage } from "../memory/storage.js";
import { detach } from "./cast.js";
import {
  present,
  type RecurrenceOptions,
  type RecurrentParameters,
  Sequence,
} from "./recurrence.js";

export interface LSTMOptions extends RecurrenceOptions {
  /** The cells before the first step, (rows, units); zeros if null. */
  readonly cells: Node | null;
}

/**
 * The states and the cells of all steps, (rows, steps, units), of x (rows, steps, features). The columns of the
 * parameters are for the gates i, f, g and o in turn; of a = x kernel + biases + h recurrent, i = sigmoid(a), f =
 * sigmoid(a), g = tanh(a), o = sigmoid(a), c = f c + i g, h = o tanh(c). Hochreiter and Schmidhuber, 1997.
 *
 * The states hand their gradient on through the cells, which therefore keep what the states held.
 */
export function lstm(
  x: Node,
  parameters: RecurrentParameters,
  options: LSTMOptions,
): { states: Node; cells: Node } {
  const s = new Sequence("lstm", 4, x, parameters, options);
  const { rows, steps, units, width } = s;
  const { kernel, recurrent, biases } = parameters;
  s.require("cells", options.cells, [rows, units]);
  begin("lstm");
  const cells = newNode([rows, steps, units], x.dtype);
  const states = newNode([rows, steps, units], x.dtype);
  const gates = s.ofAllSteps(width);
  const initial: Initial = [s.ofOneStep(options.state), s.ofOneStep(options.cells)];
  s.inputGates(addressOf(gates));
  forward(s, states, cells, gates, initial);

  // Made after the cells, the states go before them where a step ends.
  const kept = detach(states);
  /** The gradient of the states, from when it is whole to when that of the cells is. */
  let given: Storage | null = null;
  const parents = present(x, kernel, recurrent, biases, options.state, options.cells);
  const saved = [gates, ...initial];
  cells.record(
    "lstm",
    parents,
    () => {
      begin("lstm backward");
      const dstates = given ?? s.ofAllSteps(units);
      if (given === null) s.kernels.fill(addressOf(dstates), states.size, 0);
      backward(s, options, kept, cells, gates, initial, dstates);
      release(dstates);
      given = null;
    },
    saved,
  );
  cells.takeOperand(kept);
  states.record("lstm", [cells], () => {
    begin("lstm backward");
    given = s.ofAllSteps(units);
    const [from, to, n] = [gradientAddress(states), addressOf(given), states.size];
    s.kernels.copy(from, to, 1, 1, 1, n, 0, 0, 0, 1, 0, 0, 0, 1);
    // The cells come next: they are visited if they have a gradient.
    gradientAddress(cells);
  });
  return { states, cells };
}

type Initial = readonly [states: Storage, cells: Storage];

/** All steps, from the input's part of the gates. */
function forward(s: Sequence, states: Node, cells: Node, gates: Storage, initial: Initial): void {
  const { rows, steps, units, width } = s;
  const [h0, c0] = initial.map(addressOf);
  const u = { at: address(s.parameters.recurrent), row: width, column: 1 };
  const [allH, allC] = [address(states), address(cells)];
  for (let t = 0; t < steps; t++) {
    const [h, row] = s.before(t, h0, allH);
    const [c] = s.before(t, c0, allC);
    const g = s.step(addressOf(gates), t, width);
    s.addProduct({ at: h, row, column: 1 }, u, g, steps * width, rows, width, units);
    const [cell, state] = [allC, allH].map((at) => s.step(at, t, units));
    s.stepKernels.lstmStep(g, c, h, cell, state, s.maskOf(t), rows, steps, units, row);
  }
}

/** All steps backwards, and the gradients of all operands, from those of the states and of the cells. */
function backward(
  s: Sequence,
  { state, cells: cellState }: LSTMOptions,
  states: Node,
  cells: Node,
  gates: Storage,
  initial: Initial,
  dstates: Storage,
): void {
  const { rows, steps, units, width } = s;
  const [dgates, dh, dc] = [s.ofAllSteps(width), s.ofOneStep(null), s.ofOneStep(null)];
  const transposed = s.transposedRecurrent();
  const [h0, c0] = initial.map(addressOf);
  const [carried, to] = [[addressOf(dh), addressOf(dc)] as const, addressOf(dgates)];
  const [allC, dy, dcells] = [address(cells), addressOf(dstates), gradientAddress(cells)];
  for (let t = steps - 1; t >= 0; t--) {
    const [g, dg] = [addressOf(gates), to].map((at) => s.step(at, t, width));
    const [c, d, dcell] = [allC, dy, dcells].map((at) => s.step(at, t, units));
    const [before, row] = s.before(t, c0, allC);
    const out = [dcell, ...carried, dg, s.maskOf(t)] as const;
    s.stepKernels.lstmStepGrad(g, before, c, d, ...out, rows, steps, units, row);
    const a = { at: dg, row: steps * width, column: 1 };
    const b = { at: addressOf(transposed), row: units, column: 1 };
    s.addProduct(a, b, addressOf(dh), units, rows, units, width);
  }
  s.addInputGradients(to);
  s.addRecurrentGradient(h0, address(states), to);
  s.addStateGradient(state, addressOf(dh));
  s.addStateGradient(cellState, addressOf(dc));
  for (const storage of [dgates, dh, dc, transposed]) release(storage);
}
