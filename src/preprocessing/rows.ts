import { MLArray, type Operand } from "../ml-array.js";

/** X and y as arrays; throws unless both have the same number of rows. */
export function rowsOfBoth(operation: string, X: Operand, Y: Operand): [x: MLArray, y: MLArray] {
  const [x, y] = [constant(X), constant(Y)];
  if (x.shape.length > 0 && x.shape[0] === y.shape[0]) return [x, y];
  throw new RangeError(
    `${operation}: X has ${x.shape[0] ?? "no"} rows and y has ${y.shape[0] ?? "none"}`,
  );
}

/** Data that is only read, as an array. */
export function constant(data: Operand): MLArray {
  return data instanceof MLArray ? data : new MLArray(data, { requiresGrad: false });
}
