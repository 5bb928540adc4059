import type { Address } from "../../kernels/kernels.js";
import type { DType, RealArray } from "../../shape/dtype.js";
import type { LinearMemory } from "../linear-memory.js";

/**
 * Linear memory as numbers of one dtype, and that dtype's rounding.
 *
 * The kernels of both dtypes are one source: JavaScript computes in float64, storing into a
 * Float32Array rounds, and `round` does the same to what is not stored. + - * / and sqrt of two float32
 * numbers, taken in float64 and rounded once, are exactly those of float32.
 */
export class Reals {
  readonly #single: boolean;
  readonly #shift: number;

  constructor(
    readonly memory: LinearMemory,
    readonly dtype: DType,
  ) {
    this.#single = dtype === "float32";
    this.#shift = this.#single ? 2 : 3;
  }

  /** All of linear memory; take it anew in every kernel call, it is replaced when memory grows. */
  get view(): RealArray {
    return this.#single ? this.memory.float32 : this.memory.float64;
  }

  /** The position of an address in `view`. */
  index(address: Address): number {
    return address >>> this.#shift;
  }

  // A branch and not a function value: that would cost a call per rounding.
  round(x: number): number {
    return this.#single ? Math.fround(x) : x;
  }
}
