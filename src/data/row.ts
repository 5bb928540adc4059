import { isNumericArray } from "../array-api/array-data.js";
import type { Data, Form } from "../array-api/arrays.js";
import { type Arrays, mapArrays, mapData } from "../array-api/arrays.js";
import { MLArray, type Operand } from "../array-api/ml-array.js";
import { describedItem } from "../errors/described.js";
import type { RealArray } from "../shape/dtype.js";
import { flattenNested } from "../shape/nested.js";
import { formatShape, type Shape, sameShape } from "../shape/shape.js";

/** The features and the target of one sample; the target is a number where it is a label. */
export type Row = readonly [x: Data, y: Data];

/** Numbers and their shape, on the JavaScript heap. */
class Plain {
  constructor(
    readonly values: RealArray,
    readonly shape: Shape,
  ) {}
}

/** A row as it was when it came. */
export interface PlainRow {
  readonly x: Form<Plain>;
  readonly y: Form<Plain>;
}

/** Copies a row, since a source may reuse its arrays; throws unless it is shaped as the `first` one. */
export function plainRow(row: Row, index: number, first: PlainRow | null): PlainRow {
  if (!Array.isArray(row) || row.length !== 2) {
    throw new TypeError(`DataLoader: row ${index} is no pair [x, y]`);
  }
  const [x, y] = row;
  const plain = {
    x: mapData(x, (part, name) => plainOf(part, index, `x${name}`)),
    y: mapData(y, (part, name) => plainOf(part, index, `y${name}`)),
  };
  if (first !== null) {
    requireLike(index, "x", plain.x, first.x);
    requireLike(index, "y", plain.y, first.y);
  }
  return plain;
}

function requireLike(index: number, name: string, plain: Form<Plain>, first: Form<Plain>): void {
  const shapes = new Map<string, Shape>();
  mapArrays(plain, ({ shape }, part) => shapes.set(part, shape));
  mapArrays(first, ({ shape: expected }, part) => {
    const shape = shapes.get(part);
    if (shape !== undefined && sameShape(shape, expected)) return;
    const got =
      shape === undefined ? `no ${name}${part}` : `${name}${part} of shape ${formatShape(shape)}`;
    throw new RangeError(
      `DataLoader: row ${index} has ${got}, expected ${formatShape(expected)} as the first row has`,
    );
  });
}

function plainOf(data: Operand, index: number, name: string): Plain {
  if (data instanceof MLArray) {
    return new Plain(data.toTypedArray(), data.shape);
  }
  if (isNumericArray(data)) {
    // No wider than it has to be: rows in passing are what a stream takes of memory.
    const values = data instanceof Float32Array ? new Float32Array(data) : new Float64Array(data);
    return new Plain(values, [values.length]);
  }
  const at = `DataLoader: row ${index}: ${name}`;
  const { shape, leaves } = flattenNested(at, data, (leaf, where) => {
    throw new TypeError(`${at}: ${where} is ${describedItem(leaf)}, expected a number`);
  });
  return new Plain(Float64Array.from(leaves as ArrayLike<number>), shape);
}

/** One side of rows of one form as arrays with an axis more in front, of the default dtype. */
export function stackRows(sides: readonly Form<Plain>[]): Arrays {
  const columns = new Map<string, Plain[]>();
  for (const side of sides) {
    mapArrays(side, (part, name) => {
      const column = columns.get(name);
      if (column === undefined) columns.set(name, [part]);
      else column.push(part);
    });
  }
  return mapArrays(sides[0], (_, name) => stacked(columns.get(name) as Plain[])) as Arrays;
}

function stacked(parts: readonly Plain[]): MLArray {
  const { length } = parts[0].values;
  const all = new Float64Array(parts.length * length);
  parts.forEach((part, i) => void all.set(part.values, i * length));
  return new MLArray(all, { shape: [parts.length, ...parts[0].shape], requiresGrad: false });
}
