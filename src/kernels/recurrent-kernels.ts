import type { Address } from "./signatures.js";

/**
 * One step of a recurrent layer, between its products. Buffers that hold all steps are [rows, steps, n]; the address is
 * that of the step, and rows lie `steps` times n apart: n is `units`, times 3 or 4 for gates. The states before the step
 * have rows `previousRow` elements apart. mask is the step's of [rows, steps], or 0: a row where it is 0 keeps its state.
 *
 * Backward, dh [rows, units] is the gradient of the step's states from later steps, to which dy (of all steps) is added.
 * It then holds what goes to the states before the step, but for what the product with dgates gives. A row that kept its
 * state hands all of it on, and its dgates are 0.
 */
export interface RecurrentKernels {
  /** states = tanh(states) */
  rnnStep(
    previous: Address,
    states: Address,
    mask: Address,
    rows: number,
    steps: number,
    units: number,
    previousRow: number,
  ): void;
  /** dgates = (dh + dy) (1 - states^2) */
  rnnStepGrad(
    states: Address,
    dy: Address,
    dh: Address,
    dgates: Address,
    mask: Address,
    rows: number,
    steps: number,
    units: number,
  ): void;
  /**
   * gates hold the sums of i, f, g and o and then the gates, i = sigmoid(i), f = sigmoid(f), g = tanh(g), o = sigmoid(o):
   * cells = f previousCells + i g, states = o tanh(cells). Hochreiter and Schmidhuber, 1997; Gers et al., 2000.
   */
  lstmStep(
    gates: Address,
    previousCells: Address,
    previous: Address,
    cells: Address,
    states: Address,
    mask: Address,
    rows: number,
    steps: number,
    units: number,
    previousRow: number,
  ): void;
  /** dcells [rows, steps, units] may be 0; dc [rows, units] is for the cells what dh is for the states. */
  lstmStepGrad(
    gates: Address,
    previousCells: Address,
    cells: Address,
    dy: Address,
    dcells: Address,
    dh: Address,
    dc: Address,
    dgates: Address,
    mask: Address,
    rows: number,
    steps: number,
    units: number,
    previousRow: number,
  ): void;
  /**
   * gates hold the input's part of the sums of r, z and n, and then the gates; recurrent [rows, 3 units] that of the
   * states: r = sigmoid(r + ρ), z = sigmoid(z + ζ), n = tanh(n + r ν), states = n + z (previous - n). ν is kept in hidden
   * [rows, steps, units]. Cho et al., 2014, with the reset after the product, as cuDNN has it.
   */
  gruStep(
    gates: Address,
    recurrent: Address,
    previous: Address,
    states: Address,
    hidden: Address,
    mask: Address,
    rows: number,
    steps: number,
    units: number,
    previousRow: number,
  ): void;
  /** drecurrent [rows, steps, 3 units] are the gradients of what was `recurrent`. */
  gruStepGrad(
    gates: Address,
    hidden: Address,
    previous: Address,
    dy: Address,
    dh: Address,
    dgates: Address,
    drecurrent: Address,
    mask: Address,
    rows: number,
    steps: number,
    units: number,
    previousRow: number,
  ): void;
}
