import type { DType } from "../../src/array/dtype.js";
import type { Kernels } from "../../src/kernels/kernels.js";

/** How far the cores may lie apart. */
export interface Bound {
  /** In units in the last place; 0 asks for the same bits. */
  readonly ulps: number;
  /** Where results are smaller than this the unit is taken here: they are differences of such numbers. */
  readonly floor?: number;
  /** Zeros may differ in sign, as the largest of 0 and -0 is either. */
  readonly anyZero?: boolean;
}

type Bounds = readonly [float32: Bound, float64: Bound];

const ulps = (single: number, double: number, floor?: number): Bounds => [
  { ulps: single, floor },
  { ulps: double, floor },
];

const sameBits = ulps(0, 0);
const sameButForZeros: Bounds = [
  { ulps: 0, anyZero: true },
  { ulps: 0, anyZero: true },
];

/** Gradients are added to numbers up to this size. */
const start = 4;

/** The kernels that contain exp, log or tanh; all others agree to the bit. */
const bounds: Partial<Record<keyof Kernels, Bounds>> = {
  exp: ulps(1, 1),
  log: ulps(1, 1),
  elu: ulps(2, 2),
  sigmoid: ulps(2, 3),
  tanh: ulps(1, 2),
  power: ulps(1, 1),
  powerGrad: ulps(4, 2, start),
  pow: ulps(1, 1),
  powGradA: ulps(4, 2, start),
  powGradB: ulps(4, 3, start),
  max: sameButForZeros,
  min: sameButForZeros,
  extremumGrad: sameButForZeros,
  softmax: ulps(4, 3),
  logSoftmax: ulps(2, 2, 8),
  logSoftmaxGrad: ulps(4, 2, start),
  dense: ulps(4, 3),
};

export function boundOf(kernel: keyof Kernels, dtype: DType): Bound {
  const [single, double] = bounds[kernel] ?? sameBits;
  return dtype === "float32" ? single : double;
}
