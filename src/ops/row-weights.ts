import { address, elements, type Node, view } from "../array/node.js";
import type { Address, LossKernel } from "../kernels/kernels.js";
import { bytesPerElement } from "../shape/dtype.js";

/**
 * How much each row of predictions counts in a loss: the sum of weight times row loss, over the number of
 * rows (Keras' "sum over batch size").
 */
export class RowWeights {
  /** Whether a loss has made use of them. */
  used = false;

  constructor(readonly values: Float64Array) {}

  /** Throws unless there is one for each row of p; marks them as used. */
  take(operation: string, p: Node): Float64Array {
    if (this.values.length !== p.shape[0]) {
      throw new RangeError(
        `${operation}: ${this.values.length} row weights for predictions of ${p.shape[0] ?? "no"} rows`,
      );
    }
    this.used = true;
    return this.values;
  }
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
