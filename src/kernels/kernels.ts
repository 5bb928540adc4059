import type {
  BinaryName,
  DifferentiableBinaryName,
  DifferentiableUnaryName,
  UnaryName,
} from "./elementwise.js";
import type {
  Address,
  AxisGradKernel,
  AxisKernel,
  BinaryGradKernel,
  BinaryKernel,
  CopyKernel,
  LossKernel,
  ReduceKernel,
  UnaryGradKernel,
  UnaryKernel,
} from "./signatures.js";

/**
 * The kernel contract: what both cores offer, under the same names, for float32 and for float64.
 *
 * - Kernels are functions of addresses and numbers. They own no memory, keep no state and allocate
 *   nothing; scratch space is an argument. (What a kernel of the WASM core puts down for a moment goes
 *   to an address that its instance is given, so that each thread may have one.)
 * - An `Address` counts bytes from the start of linear memory; 0 is no address ("not wanted").
 *   Counts and strides are in elements, never in bytes; a stride of 0 repeats.
 * - Every buffer starts at a multiple of 64 bytes and is padded to one; 64 more bytes behind it may
 *   always be read. (Parameters and their gradients follow the same rule inside one large block.)
 * - An element-wise kernel over n elements may write its output's padding, up to the next multiple
 *   of 16 bytes (so may `dense` that of y, `denseGrad` that of dz); where it works on rows and columns
 *   it writes exactly those. All other kernels write exactly their outputs. What padding holds is
 *   unspecified: a result never depends on it.
 * - An output equals an input or is disjoint from it; they never overlap partly.
 * - Value kernels overwrite their output and never read it; kernels named `…Grad`, and
 *   `accumulate`, add to theirs.
 * - Every count may be 0; the kernel then writes nothing (a sum over nothing is 0).
 * - Scalars arrive as float64. What a kernel derives from them (1 - beta) it derives in float64, and
 *   rounds to its dtype once.
 *
 * Order of additions, so that both cores agree to the bit:
 *
 * - matmul: each element of the output is one chain, `start` first, then the products in the order
 *   of k, each product and each sum rounded to the dtype.
 * - a sum along contiguous elements (inner = 1): 16 partial sums that start at +0, element i going to
 *   partial i mod 16; then p[i] += p[i + 8] for i < 8, p[i] += p[i + 4] for i < 4, p[i] += p[i + 2]
 *   for i < 2, p[0] + p[1].
 * - a sum along an outer axis (inner > 1), over rows, or into a repeated element (a stride of 0 in
 *   `accumulate`): one chain in index order, starting at +0 (at the output's value where it adds).
 * - losses: element losses are computed in the dtype and added up in float64, one chain in index
 *   order (sums within a row first where the loss is by rows); the mean is rounded once.
 *
 * Where a kernel only adds, subtracts, multiplies, divides, compares or takes square roots, the two
 * cores therefore agree to the bit. `exp`, `log`, `tanh`, `pow` are series of such operations, in float64
 * the same ones on both cores: so all float64 kernels agree to the bit. In float32 the WASM core has
 * shorter series, and the TypeScript core rounds those of float64 once: what contains them agrees within
 * the ulps that the parity tests state. No kernel uses the engine's `Math` but for abs, max, sqrt and the
 * like, which have one result.
 */

export type * from "./layer-kernels.js";
export type * from "./recurrent-kernels.js";
export type * from "./signatures.js";

export const lossNames = [
  /** (p - t)^2 */
  "mse",
  /** |p - t|, slope 0 at 0 */
  "mae",
  /** d = |p - t|: d^2 / 2 up to delta (inclusive), then delta d - delta^2 / 2 */
  "huber",
  /** log cosh d, d = p - t: log(1 + 2 sinh^2(d / 2)) up to |d| = 1, beyond |d| + log(1 + e^(-2 |d|)) - log 2 */
  "logCosh",
  /**
   * -(t log q + (1 - t) log(1 - q)), q = p clipped to [epsilon, 1 - epsilon] in the dtype; slope 0
   * outside the bounds. Where 1 - q comes out as 0 (float32), epsilon stands in for it.
   */
  "binaryCrossEntropy",
  /** -(t log max(p, epsilon)), slope 0 below epsilon */
  "categoricalCrossEntropy",
  "sparseCategoricalCrossEntropy",
  /** The same values, but p came out of a sigmoid or softmax and dp is by its input: exactly (p - t) / n. */
  "binaryCrossEntropyOfSigmoid",
  /** dp = (p sum(t) - t) / rows */
  "categoricalCrossEntropyOfSoftmax",
  "sparseCategoricalCrossEntropyOfSoftmax",
  /** From logits z: max(z, 0) - z t + log1p(e^-|z|) */
  "sigmoidBinaryCrossEntropy",
  /** From logits z: -(t logSoftmax(z)) */
  "softmaxCrossEntropy",
  "sparseSoftmaxCrossEntropy",
] as const;

export type LossName = (typeof lossNames)[number];

/** Codes of the activations that `dense` fuses: those whose slope is in their output. */
export const fusedActivation = {
  linear: 0,
  relu: 1,
  leakyRelu: 2,
  sigmoid: 3,
  tanh: 4,
  softmax: 5,
} as const;

export type FusedActivation = keyof typeof fusedActivation;

type UnaryKernels = { readonly [K in UnaryName]: UnaryKernel } & {
  readonly [K in DifferentiableUnaryName as `${K}Grad`]: UnaryGradKernel;
};

type BinaryKernels = { readonly [K in BinaryName]: BinaryKernel } & {
  readonly [K in DifferentiableBinaryName as `${K}GradA`]: BinaryGradKernel;
} & { readonly [K in DifferentiableBinaryName as `${K}GradB`]: BinaryGradKernel };

export type LossKernels = { readonly [K in LossName]: LossKernel };

export interface ReduceKernels {
  /** y = sum(x) / divisor; a divisor of 1 gives the sum, the axis' length the mean. */
  sum(x: Address, y: Address, outer: number, axis: number, inner: number, divisor: number): void;
  /** dx += dy / divisor, repeated along the axis. */
  sumGrad(
    dy: Address,
    dx: Address,
    outer: number,
    axis: number,
    inner: number,
    divisor: number,
  ): void;
  /** NaN wherever the axis holds one, as in NumPy. */
  max: ReduceKernel;
  min: ReduceKernel;
  /** For max and min: dx += dy where x equals y, ties sharing evenly. */
  extremumGrad(
    x: Address,
    y: Address,
    dy: Address,
    dx: Address,
    outer: number,
    axis: number,
    inner: number,
  ): void;
  /** The index of the first extremum, stored in the dtype; a NaN counts as the extremum. */
  argmax: ReduceKernel;
  argmin: ReduceKernel;
  /** Shifted by the maximum. A row that is all -Infinity gives NaN, as in PyTorch. */
  softmax: AxisKernel;
  softmaxGrad: AxisGradKernel;
  logSoftmax: AxisKernel;
  logSoftmaxGrad: AxisGradKernel;
}

export interface MoveKernels {
  copy: CopyKernel;
  /** As copy, but adds; where y repeats (a stride of 0) all that lands there is summed. */
  accumulate: CopyKernel;
  /** y[i] = value. Writes padding as an element-wise kernel does. */
  fill(y: Address, n: number, value: number): void;
  /** y[r] = x[indices[r]], rows of `columns` elements; indices are int32 and within x. */
  gatherRows(x: Address, indices: Address, y: Address, rows: number, columns: number): void;
  /** dx[indices[r]] += dy[r]. */
  gatherRowsGrad(dy: Address, indices: Address, dx: Address, rows: number, columns: number): void;
  /** y[i] = condition[i] != 0 ? a[i] : b[i]. */
  where(condition: Address, a: Address, b: Address, y: Address, n: number): void;
  /** dx[i] += dy[i] where (condition[i] != 0) is `side` (1 or 0). */
  whereGrad(condition: Address, dy: Address, dx: Address, n: number, side: number): void;
}

export interface MatmulKernels {
  /**
   * y[i, j] = start[i startRow + j startColumn] + sum over p of a[i aRow + p aColumn] b[p bRow + j bColumn].
   * y is contiguous, m by n. start = 0 means zeros; a bias is (startRow 0, startColumn 1); y itself
   * (startRow n, startColumn 1) accumulates. startColumn is 0 or 1. Strides make transposes free.
   * scratch is `matmulScratch(…)` bytes, or 0 if that is 0.
   */
  matmul(
    a: Address,
    b: Address,
    y: Address,
    m: number,
    n: number,
    k: number,
    aRow: number,
    aColumn: number,
    bRow: number,
    bColumn: number,
    start: Address,
    startRow: number,
    startColumn: number,
    scratch: Address,
  ): void;
  /**
   * Products of stacks of matrices: for o < outer and i < inner that of the matrices which begin at
   * o aOuter + i aInner elements behind a, and so for b and y; strides within a matrix as in `matmul`, the columns of y
   * being contiguous and its rows yRow apart. Written, or with `accumulate` (1, not 0) added to what y holds; y may
   * repeat then (strides of 0), and takes one product after another. scratch as for `matmul`.
   */
  matmulStack(
    a: Address,
    b: Address,
    y: Address,
    outer: number,
    inner: number,
    aOuter: number,
    aInner: number,
    bOuter: number,
    bInner: number,
    yOuter: number,
    yInner: number,
    m: number,
    n: number,
    k: number,
    aRow: number,
    aColumn: number,
    bRow: number,
    bColumn: number,
    yRow: number,
    accumulate: number,
    scratch: Address,
  ): void;
  /** The bytes of scratch that a product wants, given the row stride of a and the column stride of b. */
  matmulScratch(m: number, n: number, k: number, aRow: number, bColumn: number): number;
  /**
   * y = activation(x w + bias); x is [m, k], w [k, n], y [m, n], all contiguous, bias [n] or 0.
   * softmax is taken over each row of y. scratch is `matmulScratch(m, n, k, k, 1)` bytes or 0.
   */
  dense(
    x: Address,
    w: Address,
    bias: Address,
    y: Address,
    m: number,
    n: number,
    k: number,
    activation: number,
    alpha: number,
    scratch: Address,
  ): void;
  /**
   * The gradients of `dense`: dz = dy activation'(y) is written to dz ([m, n]; dz may equal dy, and
   * must where the activation is linear); dw += xᵀ dz, dbias += the column sums of dz, dx += dz wᵀ.
   * dw, dbias and dx may be 0. Those that hold nothing yet are in `fresh`, 1 for dw + 2 for dbias + 4 for
   * dx: they are written, as if they had been zeros. scratch is the largest of `matmulScratch(k, n, m, 1, 1)` (for dw) and
   * `matmulScratch(m, k, n, n, n)` (for dx), or 0.
   */
  denseGrad(
    x: Address,
    w: Address,
    y: Address,
    dy: Address,
    dz: Address,
    dw: Address,
    dbias: Address,
    dx: Address,
    m: number,
    n: number,
    k: number,
    activation: number,
    alpha: number,
    scratch: Address,
    fresh: number,
  ): void;
}

/** Optimizer steps in place: parameters w, gradients g, state s, c, m, v, each n elements. */
export interface UpdateKernels {
  /** w -= rate g */
  sgd(w: Address, g: Address, n: number, rate: number): void;
  /** s = momentum s + rate g; w -= s, or with nesterov (1, not 0) w -= momentum s + rate g */
  momentum(
    w: Address,
    g: Address,
    s: Address,
    n: number,
    rate: number,
    momentum: number,
    nesterov: number,
  ): void;
  /** c += g^2; w -= rate g / (sqrt(c) + epsilon) */
  adagrad(w: Address, g: Address, c: Address, n: number, rate: number, epsilon: number): void;
  /** c = rho c + (1 - rho) g^2; w -= rate g / (sqrt(c) + epsilon) */
  rmsprop(
    w: Address,
    g: Address,
    c: Address,
    n: number,
    rate: number,
    rho: number,
    epsilon: number,
  ): void;
  /** w -= rate sign(beta1 m + (1 - beta1) g); m = beta2 m + (1 - beta2) g */
  lion(
    w: Address,
    g: Address,
    m: Address,
    n: number,
    rate: number,
    beta1: number,
    beta2: number,
  ): void;
  /**
   * w -= decay w; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
   * w -= rate (m / correction1) / (sqrt(v / correction2) + epsilon). The caller gives the
   * corrections 1 - beta^step, and decay = rate * weight decay (0 for plain Adam).
   * Computed as w -= r m / (sqrt(v) + e), r = rate sqrt(correction2) / correction1 and
   * e = epsilon sqrt(correction2) taken in float64 and rounded once.
   */
  adam(
    w: Address,
    g: Address,
    m: Address,
    v: Address,
    n: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    correction1: number,
    correction2: number,
    decay: number,
  ): void;
}

/**
 * Random numbers. `state` is the address of four 32-bit words, not all zero: xoshiro128** of Blackman
 * and Vigna, advanced in place. Same state, same bits on both cores.
 */
export interface RandomKernels {
  /**
   * Uniform in [low, high): low + (high - low) u in the dtype. float32 takes one draw per element, u its top
   * 24 bits / 2^24; float64 takes two, the top 27 bits of the first and the top 26 of the second
   * making 53 bits / 2^53.
   */
  uniform(state: Address, y: Address, n: number, low: number, high: number): void;
  /**
   * Normal, by Marsaglia's polar method in float64: a = (draw + 0.5) / 2^31 - 1, likewise b from the
   * next draw, s = a^2 + b^2, again until 0 < s < 1; f = sqrt(-2 log(s) / s) gives a f, then b f
   * (dropped if n is odd). y = mean + deviation a f, rounded once. log is the one of `logOfUnit`.
   */
  normal(state: Address, y: Address, n: number, mean: number, deviation: number): void;
  /** y[i] = 0 with probability `rate`, else 1 / (1 - rate): one draw each, u as for float32 uniform, 0 where u < rate. */
  dropoutMask(state: Address, y: Address, n: number, rate: number): void;
  /**
   * y (int32) = a random order of 0 … n - 1, by Fisher and Yates: for i from n - 1 down to 1, j = the high 32 bits
   * of draw * (i + 1), swap y[i] and y[j].
   */
  permutation(state: Address, y: Address, n: number): void;
}

export interface Kernels
  extends UnaryKernels,
    BinaryKernels,
    LossKernels,
    ReduceKernels,
    MoveKernels,
    MatmulKernels,
    RandomKernels {}
