import type { DType } from "../../src/array/dtype.js";
import type { Kernels } from "../../src/kernels/kernels.js";

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

type Bounds = readonly [float32: Bound, float64: Bound];

const ulps = (single: number, double: number, floor?: Bound["floor"]): Bounds => [
  { ulps: single, floor },
  { ulps: double, floor },
];

const sameBits = ulps(0, 0);
/** Gradients are added to numbers up to this size. */
const start = 4;

/**
 * The kernels that contain exp, log or tanh; all others agree to the bit. Engines' own `Math` differ
 * from one another too (`**` of Node 20 and 26 by an ulp).
 */
const bounds: Partial<Record<keyof Kernels, Bounds>> = {
  exp: ulps(1, 1),
  log: ulps(1, 1),
  elu: ulps(1, 2),
  sigmoid: ulps(2, 3),
  tanh: ulps(1, 2),
  power: ulps(1, 1),
  powerGrad: ulps(4, 4, start),
  pow: ulps(1, 1),
  powGradA: ulps(4, 4, start),
  powGradB: ulps(4, 4, start),
  softmax: ulps(4, 2),
  logSoftmax: ulps(2, 2, 8),
  logSoftmaxGrad: ulps(4, 2, start),
  dense: ulps(4, 3),
  logCosh: ulps(2, 3),
  binaryCrossEntropy: ulps(1, 1),
  categoricalCrossEntropy: ulps(1, 1),
  sparseCategoricalCrossEntropy: ulps(1, 1),
  binaryCrossEntropyOfSigmoid: ulps(1, 1),
  categoricalCrossEntropyOfSoftmax: ulps(1, 1),
  sparseCategoricalCrossEntropyOfSoftmax: ulps(1, 1),
  sigmoidBinaryCrossEntropy: ulps(2, 2, "largest"),
  softmaxCrossEntropy: ulps(2, 2, "largest"),
  sparseSoftmaxCrossEntropy: ulps(2, 2, "largest"),
};

export function boundOf(kernel: keyof Kernels, dtype: DType): Bound {
  const [single, double] = bounds[kernel] ?? sameBits;
  return dtype === "float32" ? single : double;
}
