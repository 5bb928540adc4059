import {
  address,
  gradientAddress,
  kernelsFor,
  type Node,
  packed,
  takeFresh,
} from "../array/node.js";
import { recurrentPack } from "../backends/packs/recurrent.js";
import type { Address, Kernels } from "../kernels/kernels.js";
import type { RecurrentKernels } from "../kernels/recurrent-kernels.js";
import { addressOf, allocate, release } from "../memory/memory.js";
import type { Storage } from "../memory/storage.js";
import { bytesPerElement, type DType } from "../shape/dtype.js";
import { formatShape, type Shape, sameShape } from "../shape/shape.js";
import { requireSameDtype } from "./same-dtype.js";

const recurrentKernels = packed(recurrentPack);

export interface RecurrenceOptions {
  /** The states before the first step, (rows, units); zeros if null. */
  readonly state: Node | null;
  /** (rows, steps) of numbers that are 0 where a row keeps its state, such as the end of a shorter one; or null. */
  readonly mask: Node | null;
}

/** The parameters of a recurrent layer, their columns gate by gate; null where there are none. */
export interface RecurrentParameters {
  /** (features, gates units) */
  readonly kernel: Node;
  /** (units, gates units) */
  readonly recurrent: Node;
  /** (gates units,), added to the input's product. */
  readonly biases: Node | null;
}

/** A matrix in memory: where it begins, and its strides. */
interface Matrix {
  readonly at: Address;
  readonly row: number;
  readonly column: number;
}

/** Rows of steps on their way through a recurrent layer: sizes, and the products of its passes. */
export class Sequence {
  readonly dtype: DType;
  readonly rows: number;
  readonly steps: number;
  readonly features: number;
  readonly units: number;
  /** Columns of all gates. */
  readonly width: number;

  /** Throws where operands do not fit. */
  constructor(
    readonly operation: string,
    gates: number,
    readonly x: Node,
    readonly parameters: RecurrentParameters,
    readonly options: RecurrenceOptions,
  ) {
    const { kernel, recurrent, biases } = parameters;
    if (x.shape.length !== 3 || x.shape[1] === 0) {
      throw new RangeError(
        `${operation}: expected (rows, steps, features) with at least one step, got ${formatShape(x.shape)}`,
      );
    }
    this.dtype = x.dtype;
    [this.rows, this.steps, this.features] = x.shape;
    this.units = recurrent.shape[0] ?? 0;
    this.width = gates * this.units;
    this.require("kernel", kernel, [this.features, this.width]);
    this.require("recurrent kernel", recurrent, [this.units, this.width]);
    this.require("biases", biases, [this.width]);
    this.require("state", options.state, [this.rows, this.units]);
    this.require("mask", options.mask, [this.rows, this.steps]);
  }

  require(name: string, node: Node | null, shape: Shape): void {
    if (node === null) return;
    requireSameDtype(this.operation, this.x, node);
    if (sameShape(node.shape, shape)) return;
    throw new RangeError(
      `${this.operation}: the ${name} of shape ${formatShape(node.shape)} does not fit an input of shape ` +
        `${formatShape(this.x.shape)} and ${this.units} units: expected ${formatShape(shape)}`,
    );
  }

  get kernels(): Kernels {
    return kernelsFor(this.dtype);
  }

  get stepKernels(): RecurrentKernels {
    return recurrentKernels(this.dtype);
  }

  /** Unspecified numbers: [rows, steps, columns]. */
  ofAllSteps(columns: number): Storage {
    return allocate(this.rows * this.steps * columns * bytesPerElement[this.dtype]);
  }

  /** Where those of a step begin. */
  step(at: Address, t: number, columns: number): Address {
    return at + t * columns * bytesPerElement[this.dtype];
  }

  maskOf(t: number): Address {
    const { mask } = this.options;
    return mask === null ? 0 : this.step(address(mask), t, 1);
  }

  /** Zeros or a copy of `from`: [rows, units]. */
  ofOneStep(from: Node | null): Storage {
    const n = this.rows * this.units;
    const storage = allocate(n * bytesPerElement[this.dtype]);
    const at = addressOf(storage);
    if (from === null) this.kernels.fill(at, n, 0);
    else this.kernels.copy(address(from), at, 1, 1, 1, n, 0, 0, 0, 1, 0, 0, 0, 1);
    return storage;
  }

  /** The states before step t, and how far apart their rows are: those at `all`, before the first the initial ones. */
  before(t: number, initial: Address, all: Address): [at: Address, row: number] {
    if (t === 0) return [initial, this.units];
    return [this.step(all, t - 1, this.units), this.steps * this.units];
  }

  /** gates = x kernel + biases, of all steps in one product. */
  inputGates(gates: Address): void {
    const { rows, steps, features, width, x } = this;
    const { kernel, biases } = this.parameters;
    const [m, bias] = [rows * steps, biases === null ? 0 : address(biases)];
    this.#withScratch(m, width, features, features, 1, (to) => {
      const [a, b] = [address(x), address(kernel)];
      const strides = [features, 1, width, 1] as const;
      this.kernels.matmul(a, b, gates, m, width, features, ...strides, bias, 0, 1, to);
    });
  }

  /** y += a b, m by n; the rows of y lie `yRow` apart. */
  addProduct(
    a: Matrix,
    b: Matrix,
    y: Address,
    yRow: number,
    m: number,
    n: number,
    k: number,
  ): void {
    this.#stack(a, b, y, yRow, m, n, k, 1, 0, 0);
  }

  /** The sum of `count` of them, whose factors begin so many elements behind one another. */
  #stack(
    a: Matrix,
    b: Matrix,
    y: Address,
    yRow: number,
    m: number,
    n: number,
    k: number,
    count: number,
    aNext: number,
    bNext: number,
  ): void {
    this.#withScratch(m, n, k, a.row, b.column, (to) => {
      // biome-ignore format: a row of operands reads better than twenty lines
      this.kernels.matmulStack(
        a.at, b.at, y, 1, count, 0, aNext, 0, bNext, 0, 0, m, n, k, a.row, a.column, b.row, b.column,
        yRow, 1, to,
      );
    });
  }

  /** A copy of the recurrent kernel, transposed, so that each step's product reads it along its rows. */
  transposedRecurrent(): Storage {
    const { units, width } = this;
    const storage = allocate(units * width * bytesPerElement[this.dtype]);
    const [from, to] = [address(this.parameters.recurrent), addressOf(storage)];
    this.kernels.copy(from, to, 1, 1, width, units, 0, 0, 1, width, 0, 0, units, 1);
    return storage;
  }

  /** The gradients of x, the kernel and the biases, from those of the input's part of all gates. */
  addInputGradients(dgates: Address): void {
    const { rows, steps, features, width, x } = this;
    const { kernel, biases } = this.parameters;
    const all = rows * steps;
    const { matmul } = this.kernels;
    if (kernel.requiresGrad) {
      this.#withScratch(features, width, all, 1, 1, (to) => {
        const start = takeFresh(kernel) ? 0 : gradientAddress(kernel);
        const strides = [1, features, width, 1, start, width, 1] as const;
        const dw = gradientAddress(kernel);
        matmul(address(x), dgates, dw, features, width, all, ...strides, to);
      });
    }
    this.addColumns(biases, dgates);
    if (!x.requiresGrad) return;
    this.#withScratch(all, features, width, width, width, (to) => {
      const start = takeFresh(x) ? 0 : gradientAddress(x);
      const strides = [width, 1, 1, width, start, features, 1] as const;
      matmul(dgates, address(kernel), gradientAddress(x), all, features, width, ...strides, to);
    });
  }

  /** The gradient of the recurrent kernel, from those of the states' part of all gates. */
  addRecurrentGradient(initial: Address, states: Address, dgates: Address): void {
    const { rows, steps, units, width } = this;
    const { recurrent } = this.parameters;
    if (!recurrent.requiresGrad) return;
    const to = gradientAddress(recurrent);
    const transposed = (at: Address) => ({ at, row: 1, column: units });
    const first: Matrix = { at: dgates, row: steps * width, column: 1 };
    this.addProduct(transposed(initial), first, to, width, units, width, rows);
    const later: Matrix = { at: this.step(dgates, 1, width), row: width, column: 1 };
    const [a, next] = [transposed(states), [steps * units, steps * width] as const];
    this.#stack(a, later, to, width, units, width, steps - 1, rows, ...next);
  }

  /** The gradient of biases (gates units,): the sums of those of gates over rows and steps. */
  addColumns(biases: Node | null, dgates: Address): void {
    if (!biases?.requiresGrad) return;
    const [n, all] = [this.width, this.rows * this.steps];
    const to = gradientAddress(biases);
    this.kernels.accumulate(dgates, to, 1, 1, all, n, 0, 0, n, 1, 0, 0, 0, 1);
  }

  /** The gradient of an initial state: what the first step hands on. */
  addStateGradient(state: Node | null, dh: Address): void {
    if (!state?.requiresGrad) return;
    const to = gradientAddress(state);
    this.kernels.accumulate(dh, to, 1, 1, 1, state.size, 0, 0, 0, 1, 0, 0, 0, 1);
  }

  #withScratch(
    m: number,
    n: number,
    k: number,
    aRow: number,
    bColumn: number,
    run: (scratch: Address) => void,
  ): void {
    const bytes = this.kernels.matmulScratch(m, n, k, aRow, bColumn);
    const scratch = bytes === 0 ? null : allocate(bytes);
    run(scratch === null ? 0 : addressOf(scratch));
    if (scratch !== null) release(scratch);
  }
}

/** The nodes among operands that may be missing. */
export function present(...nodes: readonly (Node | null)[]): Node[] {
  return nodes.filter((node) => node !== null);
}
