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
