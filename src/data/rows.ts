import { constant } from "../array-api/constant.js";
import { MLArray, type Operand } from "../array-api/ml-array.js";
import * as rows from "../ops/rows.js";

/** X and y as arrays; throws unless both have the same number of rows. */
export function rowsOfBoth(operation: string, X: Operand, Y: Operand): [x: MLArray, y: MLArray] {
  const [x, y] = [constant(X), constant(Y)];
  if (x.shape.length > 0 && x.shape[0] === y.shape[0]) return [x, y];
  throw new RangeError(
    `${operation}: X has ${x.shape[0] ?? "no"} rows and y has ${y.shape[0] ?? "none"}`,
  );
}

/** Rows `start` to `start + count`, without copying: a view that owns nothing, valid while x is kept. */
export function sliceRows(x: MLArray, start: number, count: number): MLArray {
  return new MLArray(rows.sliceRows(x.node, start, count));
}

/** The rows of x at `indices`, as a new array. */
export function pickRows(x: MLArray, indices: Int32Array): MLArray {
  return new MLArray(rows.pickRows(x.node, indices));
}
