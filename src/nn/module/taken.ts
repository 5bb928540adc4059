import { MLArray } from "../../array-api/ml-array.js";
import { described } from "../../errors/described.js";
import { requireValues } from "../../ops/access.js";
import type { DType } from "../../shape/dtype.js";
import { formatShape, type Shape, sameShape } from "../../shape/shape.js";

/**
 * An array that comes into a module from outside: throws unless it is one of this shape (and dtype, if it is
 * given), made by hand and not by an operation, and not disposed of. `name` is what the module calls it.
 */
export function takenArray(name: string, array: unknown, shape: Shape, dtype?: DType): MLArray {
  if (!(array instanceof MLArray)) {
    throw new TypeError(`${name} must be an MLArray, got ${described(array)}`);
  }
  if (array.node.isInterior) {
    throw new TypeError(
      `${name} cannot be the result of ${array.node.operation || "an operation"}, which hangs on what it was made of; updateValues copies its numbers`,
    );
  }
  const wanted = dtype !== undefined && dtype !== array.dtype ? [dtype, array.dtype] : ["", ""];
  if (!sameShape(array.shape, shape) || wanted[0] !== "") {
    const [expected, got] = [shape, array.shape].map(
      (each, i) => `${wanted[i]} ${formatShape(each)}`,
    );
    throw new RangeError(`${name} must be ${expected.trim()}, got ${got.trim()}`);
  }
  requireValues(name, array.node);
  return array;
}
