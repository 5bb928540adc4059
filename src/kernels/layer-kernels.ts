import type { Address } from "./signatures.js";

/** The kernels of layers, each with what it promises beside the contract of kernels.ts. */

export interface NormKernels {
  /**
   * Rows of mean 0 and variance 1, scaled and shifted: y = (x - mean) inverse gain + offset, in this order, with
   * mean = sum(x) / columns and inverse = 1 / sqrt(sum((x - mean)^2) / columns + epsilon). x and y are
   * [rows, columns], gain and offset [columns]; mean and inverse [rows] are written for the gradient.
   */
  layerNorm(
    x: Address,
    gain: Address,
    offset: Address,
    y: Address,
    mean: Address,
    inverse: Address,
    rows: number,
    columns: number,
    epsilon: number,
  ): void;
  /**
   * With h = (x - mean) inverse and g = dy gain: dx += inverse ((g - sum(g) / columns) - h sum(g h) / columns),
   * dgain += dy h and doffset += dy, row by row. dx, dgain and doffset may be 0; those that hold nothing yet are in
   * `fresh`, 1 for dgain + 2 for doffset + 4 for dx, and count as zeros. scratch has room for 2 columns + 32 elements.
   */
  layerNormGrad(
    x: Address,
    gain: Address,
    mean: Address,
    inverse: Address,
    dy: Address,
    dx: Address,
    dgain: Address,
    doffset: Address,
    rows: number,
    columns: number,
    scratch: Address,
    fresh: number,
  ): void;
  /** As `layerNorm` with a mean of 0 and without an offset. */
  rmsNorm(
    x: Address,
    gain: Address,
    y: Address,
    inverse: Address,
    rows: number,
    columns: number,
    epsilon: number,
  ): void;
  /** dx += inverse (g - h sum(g h) / columns); all else as in `layerNormGrad`, but for the offset. */
  rmsNormGrad(
    x: Address,
    gain: Address,
    inverse: Address,
    dy: Address,
    dx: Address,
    dgain: Address,
    rows: number,
    columns: number,
    scratch: Address,
    fresh: number,
  ): void;
}

/**
 * Convolutions: x is [rows, height, width, channels], w [kernelHeight, kernelWidth, channels / groups, filters], y
 * [rows, outHeight, outWidth, filters]; `windows` is the address of the numbers of windows.ts. A product with what lies
 * outside of the image is one with 0, and counts. scratch is `convScratch(windows)` bytes, or 0 if that is 0.
 */
export interface ConvKernels {
  /**
   * y = bias + the sum of x w over a window, one chain: bias ([filters], or 0 for zeros), then ky, kx and channel in turn.
   * With `accumulate` (1, not 0) the chain begins with what y holds, and bias is 0.
   */
  conv(
    x: Address,
    w: Address,
    bias: Address,
    y: Address,
    windows: Address,
    accumulate: number,
    scratch: Address,
  ): void;
  /**
   * dw += x dy, each element one chain over rows and windows; dbias += the column sums of dy. Either may be 0; those that
   * hold nothing yet are in `fresh`, 1 for dw + 2 for dbias, and count as zeros.
   */
  convGradWeights(
    x: Address,
    dy: Address,
    dw: Address,
    dbias: Address,
    windows: Address,
    fresh: number,
    scratch: Address,
  ): void;
  /**
   * dx += dy wᵀ: each element takes what the windows that hold it give, in their order, each a chain over the filters
   * that starts at +0. A dx that is `fresh` (1, not 0) counts as zeros.
   */
  convGradInput(
    dy: Address,
    w: Address,
    dx: Address,
    windows: Address,
    fresh: number,
    scratch: Address,
  ): void;
  /** The bytes of scratch that any of them wants. */
  convScratch(windows: Address): number;
}

/**
 * Pooling: x is [rows, height, width, channels], y [rows, outHeight, outWidth, channels]; `windows` as for convolutions,
 * with as many filters as channels and a dilation of 1. What lies outside of the image is passed over; each window has
 * something inside.
 */
export interface PoolKernels {
  /** NaN wherever the window holds one, as in NumPy; of equal numbers the first, in the order of ky and kx. */
  maxPool(x: Address, y: Address, windows: Address): void;
  /** dx += dy at the first of each window that equals y, window by window; a `fresh` dx (1, not 0) counts as zeros. */
  maxPoolGrad(
    x: Address,
    y: Address,
    dy: Address,
    dx: Address,
    windows: Address,
    fresh: number,
  ): void;
  /** The sum of what is inside, one chain, divided by how many they are. */
  averagePool(x: Address, y: Address, windows: Address): void;
  /** dx += dy / how many, window by window; `fresh` as above. */
  averagePoolGrad(dy: Address, dx: Address, windows: Address, fresh: number): void;
}
