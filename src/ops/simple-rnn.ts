import { address, gradientAddress, type Node, newNode } from "../array/node.js";
import { addressOf, begin, release } from "../memory/memory.js";
import {
  present,
  type RecurrenceOptions,
  type RecurrentParameters,
  Sequence,
} from "./recurrence.js";

/**
 * The states of all steps, (rows, steps, units), of x (rows, steps, features): h = tanh(x kernel + biases + h recurrent).
 * Elman, 1990.
 */
export function simpleRNN(
  x: Node,
  parameters: RecurrentParameters,
  options: RecurrenceOptions,
): Node {
  const s = new Sequence("simpleRNN", 1, x, parameters, options);
  const { rows, steps, units } = s;
  const { kernel, recurrent, biases } = parameters;
  begin("simpleRNN");
  const states = newNode([rows, steps, units], x.dtype);
  const initial = s.ofOneStep(options.state);
  const to = address(states);
  s.inputGates(to);
  for (let t = 0; t < steps; t++) {
    const [at, row] = s.before(t, addressOf(initial), to);
    const step = s.step(to, t, units);
    const u = { at: address(recurrent), row: units, column: 1 };
    s.addProduct({ at, row, column: 1 }, u, step, steps * units, rows, units, units);
    s.stepKernels.rnnStep(at, step, s.maskOf(t), rows, steps, units, row);
  }
  const backward = (): void => {
    begin("simpleRNN backward");
    const [dgates, dh] = [s.ofAllSteps(units), s.ofOneStep(null)];
    const transposed = s.transposedRecurrent();
    const [to, dy, all] = [addressOf(dgates), gradientAddress(states), address(states)];
    for (let t = steps - 1; t >= 0; t--) {
      const [h, d, dz] = [all, dy, to].map((at) => s.step(at, t, units));
      s.stepKernels.rnnStepGrad(h, d, addressOf(dh), dz, s.maskOf(t), rows, steps, units);
      const a = { at: dz, row: steps * units, column: 1 };
      const b = { at: addressOf(transposed), row: units, column: 1 };
      s.addProduct(a, b, addressOf(dh), units, rows, units, units);
    }
    s.addInputGradients(to);
    s.addRecurrentGradient(addressOf(initial), all, to);
    s.addStateGradient(options.state, addressOf(dh));
    for (const storage of [dgates, dh, transposed]) release(storage);
  };
  const parents = present(x, kernel, recurrent, biases, options.state);
  return states.record("simpleRNN", parents, backward, [initial]);
}
