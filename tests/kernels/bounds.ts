import type { DType } from "../../src/shape/dtype.js";
import type { AllKernels } from "../support/all-kernels.js";

/** How far the cores may lie apart. */
export interface Bound {
  /** In units in the last place; 0 asks for the same bits. */
  readonly ulps: number;
  /**
   * Where results are smaller than this the unit is taken here: they are differences of such numbers.
   * "largest" is the largest number of the same output.
   */
  readonly floor?: number | "largest";
}

const sameBits: Bound = { ulps: 0 };
const ulps = (ulps: number, floor?: Bound["floor"]): Bound => ({ ulps, floor });

/** Gradients are added to numbers up to this size. */
const start = 4;

/**
 * float32 kernels that contain exp, log or tanh: the WASM core has shorter series for them, the TypeScript
 * core rounds those of float64. All others agree to the bit, and all of float64.
 */
const singleBounds: Partial<Record<keyof AllKernels, Bound>> = {
  exp: ulps(1),
  log: ulps(1),
  elu: ulps(1),
  eluGrad: ulps(4, start),
  sigmoid: ulps(2),
  tanh: ulps(1),
  power: ulps(1),
  powerGrad: ulps(4, start),
  pow: ulps(1),
  powGradA: ulps(4, start),
  powGradB: ulps(4, start),
  // The rounding of x^2 grows in the exponential where the result falls away.
  gelu: ulps(6, 1 / 64),
  geluGrad: ulps(4, start),
  geluTanh: ulps(6, 1 / 64),
  geluTanhGrad: ulps(12, start),
  silu: ulps(2),
  siluGrad: ulps(4, start),
  softplus: ulps(2),
  softplusGrad: ulps(4, start),
  mish: ulps(4),
  mishGrad: ulps(4, start),
  softmax: ulps(4),
  logSoftmax: ulps(2, 8),
  logSoftmaxGrad: ulps(4, start),
  dense: ulps(4),
  rnnStep: ulps(1),
  lstmStep: ulps(4, 1),
  lstmStepGrad: ulps(4, start),
  gruStep: ulps(8, 1),
  logCosh: ulps(2),
  binaryCrossEntropy: ulps(1),
  categoricalCrossEntropy: ulps(1),
  sparseCategoricalCrossEntropy: ulps(1),
  binaryCrossEntropyOfSigmoid: ulps(1),
  categoricalCrossEntropyOfSoftmax: ulps(1),
  sparseCategoricalCrossEntropyOfSoftmax: ulps(1),
  sigmoidBinaryCrossEntropy: ulps(2, "largest"),
  softmaxCrossEntropy: ulps(2, "largest"),
  sparseSoftmaxCrossEntropy: ulps(2, "largest"),
};

export function boundOf(kernel: keyof AllKernels, dtype: DType): Bound {
  return (dtype === "float32" && singleBounds[kernel]) || sameBits;
}
