// The functions of kernels.ts that many kernels share. Rows, columns and strides as it says.

/** A position in linear memory, in bytes. 0 is none. */
export type Address = number;

/** y[i] = f(x[i]). */
export type UnaryKernel = (x: Address, y: Address, n: number, alpha: number, beta: number) => void;

/**
 * dx[i] += dy[i] f'(s[i]); s is the input or the output of f, as the table's `gradientFrom` says. A dx that is
 * `fresh` (1, not 0) holds nothing yet and counts as zeros.
 */
export type UnaryGradKernel = (
  s: Address,
  dy: Address,
  dx: Address,
  fresh: number,
  n: number,
  alpha: number,
  beta: number,
) => void;

/**
 * y[r, c] = f(a[r aRow + c aColumn], b[r bRow + c bColumn]); y is contiguous. A column stride is 0 or
 * 1, a row stride anything: same shape, a row, a column or a number repeated are one kernel.
 */
export type BinaryKernel = (
  a: Address,
  b: Address,
  y: Address,
  rows: number,
  columns: number,
  aRow: number,
  aColumn: number,
  bRow: number,
  bColumn: number,
) => void;

/**
 * dx[r, c] += dy[r, c] ∂f/∂a (or ∂b) at a and b; dy and dx are contiguous, rows by columns. A dx that is
 * `fresh` (1, not 0) holds nothing yet and counts as zeros.
 */
export type BinaryGradKernel = (
  a: Address,
  b: Address,
  dy: Address,
  dx: Address,
  fresh: number,
  rows: number,
  columns: number,
  aRow: number,
  aColumn: number,
  bRow: number,
  bColumn: number,
) => void;

/** From x [outer, axis, inner] to y [outer, inner]. */
export type ReduceKernel = (
  x: Address,
  y: Address,
  outer: number,
  axis: number,
  inner: number,
) => void;

/** From x to y, both [outer, axis, inner], along the middle axis. */
export type AxisKernel = ReduceKernel;

/** dx += …, given y and dy, all [outer, axis, inner]. */
export type AxisGradKernel = (
  y: Address,
  dy: Address,
  dx: Address,
  outer: number,
  axis: number,
  inner: number,
) => void;

/** Element (i0, i1, i2, i3) of y takes element (i0, …) of x, through the strides of each. */
export type CopyKernel = (
  x: Address,
  y: Address,
  n0: number,
  n1: number,
  n2: number,
  n3: number,
  x0: number,
  x1: number,
  x2: number,
  x3: number,
  y0: number,
  y1: number,
  y2: number,
  y3: number,
) => void;

/**
 * A loss and its gradient in one pass: y[0] = the mean loss of predictions p against targets t, and,
 * unless dp is 0, dp = its derivative by p (overwritten). Element-wise losses take the mean over all
 * rows * columns elements; the categorical ones sum over columns and take the mean over rows.
 * `parameter` is delta (huber) or epsilon (where probabilities are clipped). Sparse losses have one
 * label per row in t, stored in the dtype.
 */
export type LossKernel = (
  p: Address,
  t: Address,
  y: Address,
  dp: Address,
  rows: number,
  columns: number,
  parameter: number,
) => void;
