import type { Arrays } from "../array-api/arrays.js";
import { MLArray } from "../array-api/ml-array.js";
import { formatShape } from "../shape/shape.js";

/**
 * The class of each row of y: a label by itself, or the place of the largest entry of a one-hot row. Throws
 * where rows have no class; `what` wants them, as the error says.
 */
export function labelsOf(operation: string, what: string, y: Arrays): number[] {
  if (!(y instanceof MLArray)) {
    throw new TypeError(`${operation}: ${what} needs one class per row, got several arrays y`);
  }
  if (y.shape.length > 2) {
    throw new RangeError(
      `${operation}: ${what} needs one class per row, got y of shape ${formatShape(y.shape)}`,
    );
  }
  const values = y.toTypedArray();
  const rows = y.shape[0];
  const columns = values.length / rows;
  return Array.from({ length: rows }, (_, row) =>
    columns === 1 ? values[row] : placeOfLargest(values, row * columns, columns),
  );
}

function placeOfLargest(values: ArrayLike<number>, start: number, columns: number): number {
  let best = 0;
  for (let j = 1; j < columns; j++) if (values[start + j] > values[start + best]) best = j;
  return best;
}
