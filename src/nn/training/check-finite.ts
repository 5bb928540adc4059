import { type Arrays, mapArrays } from "../../array-api/arrays.js";
import type { MLArray } from "../../array-api/ml-array.js";

/** Throws where an array holds NaN or Infinity, and says in which row and column. */
export function requireFinite(operation: string, name: string, x: Arrays): void {
  mapArrays(x, (part, suffix) => requireFiniteArray(operation, `${name}${suffix}`, part));
}

function requireFiniteArray(operation: string, name: string, x: MLArray): void {
  const values = x.toTypedArray();
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const columns = values.length / (x.shape[0] ?? 1);
  const column = columns === 1 ? "" : `, column ${at % columns}`;
  throw new RangeError(
    `${operation}: ${name} holds ${values[at]} at row ${Math.floor(at / columns)}${column}; expected finite numbers`,
  );
}
