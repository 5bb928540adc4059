import { formatShape, mostAxes, type Shape, sizeOf } from "./shape.js";
import { lengthOf, typedArrayKind } from "./typed-array.js";

/** Nested JavaScript arrays, of any depth. */
export type Nested<T> = T | readonly Nested<T>[];

export interface Flattened {
  readonly shape: Shape;
  /** Row-major: a Float64Array where all are numbers. */
  readonly leaves: Float64Array | readonly unknown[];
}

/** Throws where a leaf that is no number cannot be taken; `where` is its place, "row 0, column 1". */
export type Accept = (leaf: unknown, where: string) => void;

/** More of them fit into no array. */
const mostElements = 2 ** 30;

/** Flattens nested arrays, in which typed arrays may be the rows; throws where they are ragged or empty. */
export function flattenNested(operation: string, data: unknown, accept: Accept): Flattened {
  const shape: number[] = [];
  let level = data;
  for (; isList(level); level = level[0]) {
    const length = lengthOf(level);
    if (length === 0)
      throw new RangeError(`${operation}: empty arrays hold nothing to compute with`);
    if (shape.length === mostAxes) {
      throw new RangeError(
        `${operation}: lists within lists, more than ${mostAxes} deep; does one contain itself?`,
      );
    }
    shape.push(length);
  }
  const size = sizeOf(shape);
  if (size > mostElements) {
    throw new RangeError(`${operation}: data of shape ${formatShape(shape)} is too large`);
  }
  if (typeof level === "number") {
    const numbers = new Float64Array(size);
    if (copyNumbers(data, shape, 0, numbers, 0) === size) return { shape, leaves: numbers };
  }
  const leaves: unknown[] = [];
  collect({ operation, shape, accept, leaves }, data, []);
  // A proxy may say one thing and then another.
  if (leaves.length !== size) {
    throw new RangeError(
      `${operation}: data of shape ${formatShape(shape)} gave ${leaves.length} elements`,
    );
  }
  return { shape, leaves };
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || typedArrayKind(value)?.startsWith("Big") === false;
}

/** Where the numbers of `data` end that were copied to `at`; NaN where something else is among them, or missing. */
function copyNumbers(
  data: unknown,
  shape: Shape,
  depth: number,
  numbers: Float64Array,
  at: number,
): number {
  if (depth === shape.length) {
    numbers[at] = data as number;
    return at + 1;
  }
  const n = shape[depth];
  if (!isList(data) || lengthOf(data) !== n) return Number.NaN;
  if (depth < shape.length - 1) {
    let end = at;
    for (let i = 0; i < n; i++) end = copyNumbers(data[i], shape, depth + 1, numbers, end);
    return end;
  }
  if (Array.isArray(data)) return copyRow(data, n, numbers, at);
  numbers.set(data as ArrayLike<number>, at);
  return at + n;
}

/** By itself, and of lists alone: the loop that all numbers go through. */
function copyRow(row: readonly unknown[], n: number, numbers: Float64Array, at: number): number {
  for (let i = 0; i < n; i++) {
    const leaf = row[i];
    if (typeof leaf !== "number") return Number.NaN;
    numbers[at + i] = leaf;
  }
  return at + n;
}

interface Collecting {
  readonly operation: string;
  readonly shape: Shape;
  readonly accept: Accept;
  readonly leaves: unknown[];
}

function collect(into: Collecting, data: unknown, position: readonly number[]): void {
  const { operation, shape, leaves } = into;
  const depth = position.length;
  if (depth === shape.length) {
    if (isList(data))
      throw ragged(operation, shape, position, `an array of length ${lengthOf(data)}`);
    if (typeof data !== "number") into.accept(data, placeOf(position));
    leaves.push(data);
    return;
  }
  if (!isList(data)) throw ragged(operation, shape, position, "a single element");
  if (lengthOf(data) !== shape[depth]) {
    throw ragged(operation, shape, position, `length ${lengthOf(data)}`);
  }
  // By index: an iterator may be the caller's own, and shorter.
  for (let i = 0; i < shape[depth]; i++) collect(into, data[i], [...position, i]);
}

function placeOf(position: readonly number[]): string {
  if (position.length === 2) return `row ${position[0]}, column ${position[1]}`;
  return `element ${position.length > 2 ? position.join(", ") : (position[0] ?? 0)}`;
}

function ragged(operation: string, shape: Shape, position: readonly number[], saw: string): Error {
  const where = position.map((i) => `[${i}]`).join("");
  const expected =
    position.length === shape.length ? "a single element" : `length ${shape[position.length]}`;
  return new RangeError(
    `${operation}: ragged nested arrays: ${saw} at data${where}, expected ${expected} as in the first entries`,
  );
}

/** The inverse of flattening: nested arrays of `shape` over flat elements; a scalar is returned bare. */
export function nest<T>(shape: Shape, flat: ArrayLike<T>): Nested<T> {
  if (flat.length !== sizeOf(shape)) {
    throw new RangeError(`${flat.length} elements do not fill shape ${formatShape(shape)}`);
  }
  const build = (axis: number, start: number, size: number): Nested<T> => {
    if (axis === shape.length) return flat[start];
    const n = shape[axis];
    const step = size / n;
    const list = new Array<Nested<T>>(n);
    if (step === 1 && axis === shape.length - 1) {
      for (let i = 0; i < n; i++) list[i] = flat[start + i];
    } else {
      for (let i = 0; i < n; i++) list[i] = build(axis + 1, start + i * step, step);
    }
    return list;
  };
  return build(0, 0, flat.length);
}
