import { bytesPerElement } from "../array/dtype.js";
import { address, elements, type Node, view } from "../array/node.js";
import type { Address, LossKernel } from "../kernels/kernels.js";

/** How much each row counts in the losses that are computed meanwhile; null: all the same. */
let current: Float64Array | null = null;
let used = false;

/**
 * Runs `fn`, in which a loss is the sum of weight times row loss, over the number of rows (Keras'
 * "sum over batch size").
 */
export function withRowWeights<T>(weights: Float64Array | null, fn: () => T): T {
  if (weights === null) return fn();
  current = weights;
  used = false;
  try {
    const result = fn();
    if (used) return result;
  } finally {
    current = null;
  }
  throw new Error(
    "train: class and sample weights take effect in the losses of this library; the loss function uses none of them",
  );
}

/** The weights for predictions p, if there are any. */
export function rowWeightsOf(operation: string, p: Node): Float64Array | null {
  if (current === null) return null;
  if (current.length !== p.shape[0]) {
    throw new RangeError(
      `${operation}: ${current.length} row weights for predictions of ${p.shape[0] ?? "no"} rows`,
    );
  }
  used = true;
  return current;
}

/**
 * A loss kernel's work where rows of the batch count by weight: one call per row, whose slope in dp is
 * scaled. `rows` and `columns` are those of the whole; the sum is taken in float64.
 */
export function runWeighted(
  run: LossKernel,
  weights: Float64Array,
  p: Node,
  t: Node,
  y: Node,
  dp: Address,
  rows: number,
  columns: number,
  parameter: number,
): void {
  const n = weights.length;
  const bytes = bytesPerElement[p.dtype];
  const [width, targets] = [p.size / n, t.size / n];
  // A loss over elements sees the batch as a single row.
  const [rowsEach, columnsEach] = rows >= n ? [rows / n, columns] : [1, columns / n];
  const [from, target, result] = [address(p), address(t), address(y)];
  const value = elements(y);
  const slopes = dp === 0 ? null : view(dp, p.size, p.dtype);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const at = i * width;
    const slope = dp === 0 ? 0 : dp + at * bytes;
    run(
      from + at * bytes,
      target + i * targets * bytes,
      result,
      slope,
      rowsEach,
      columnsEach,
      parameter,
    );
    total += weights[i] * value[0];
    if (slopes === null) continue;
    for (let j = at; j < at + width; j++) slopes[j] *= weights[i] / n;
  }
  value[0] = total / n;
}
