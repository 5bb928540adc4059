import type { DType } from "../../src/array/dtype.js";
import type { Kernels } from "../../src/kernels/kernels.js";

/** How far the cores may lie apart, in units in the last place. */
export interface Bound {
  readonly ulps: number;
  /** The unit is taken here where results are smaller: they are differences of numbers of this size. */
  readonly floor?: number;
}

/** The kernels that contain exp, log or tanh: [float32, float64]. All others agree to the bit. */
const bounds: Partial<Record<keyof Kernels, readonly [Bound, Bound]>> = {};

export function boundOf(kernel: keyof Kernels, dtype: DType): Bound {
  const [single, double] = bounds[kernel] ?? [{ ulps: 0 }, { ulps: 0 }];
  return dtype === "float32" ? single : double;
}
