import { isNumericArray } from "../array-api/array-data.js";
import { MLArray, type Operand } from "../array-api/ml-array.js";
import { describedItem } from "../errors/described.js";
import { flattenNested } from "../shape/nested.js";
import { formatShape, type Shape, sameShape } from "../shape/shape.js";

/** The features and the target of one sample; the target is a number where it is a label. */
export type Row = readonly [x: Operand, y: Operand];

/** Numbers and their shape, on the JavaScript heap. */
export interface Plain {
  readonly values: Float64Array;
  readonly shape: Shape;
}

export interface PlainRow {
  readonly x: Plain;
  readonly y: Plain;
}

/** Copies a row, since a source may reuse its arrays; throws unless it is shaped as the `first` one. */
export function plainRow(row: Row, index: number, first: PlainRow | null): PlainRow {
  if (!Array.isArray(row) || row.length !== 2) {
    throw new TypeError(`DataLoader: row ${index} is no pair [x, y]`);
  }
  const plain = { x: plainOf(row[0], index, "x"), y: plainOf(row[1], index, "y") };
  for (const name of ["x", "y"] as const) {
    const [{ shape }, expected] = [plain[name], (first ?? plain)[name].shape];
    if (sameShape(shape, expected)) continue;
    throw new RangeError(
      `DataLoader: row ${index} has ${name} of shape ${formatShape(shape)}, expected ${formatShape(expected)} as the first row has`,
    );
  }
  return plain;
}

function plainOf(data: Operand, index: number, name: string): Plain {
  if (data instanceof MLArray) {
    return { values: new Float64Array(data.toTypedArray()), shape: data.shape };
  }
  if (isNumericArray(data)) return { values: new Float64Array(data), shape: [data.length] };
  const { shape, leaves } = flattenNested(`DataLoader: row ${index}: ${name}`, data);
  const values = new Float64Array(leaves.length);
  for (let i = 0; i < values.length; i++) {
    const leaf = leaves[i];
    if (typeof leaf !== "number") {
      throw new TypeError(
        `DataLoader: row ${index}: element ${i} of ${name} is ${describedItem(leaf)}, expected a number`,
      );
    }
    values[i] = leaf;
  }
  return { values, shape };
}

/** Rows of one shape as an array with an axis more in front, of the default dtype. */
export function stackRows(parts: readonly Plain[]): MLArray {
  const { length } = parts[0].values;
  const all = new Float64Array(parts.length * length);
  parts.forEach((part, i) => void all.set(part.values, i * length));
  return new MLArray(all, { shape: [parts.length, ...parts[0].shape], requiresGrad: false });
}
