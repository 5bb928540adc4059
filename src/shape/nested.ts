import { formatShape, mostAxes, type Shape, sizeOf } from "./shape.js";

/** Nested JavaScript arrays, of any depth. */
export type Nested<T> = T | readonly Nested<T>[];

export interface Flattened {
  readonly shape: Shape;
  /** Row-major. */
  readonly leaves: readonly unknown[];
}

/** Flattens nested arrays; throws where they are ragged or empty. Leaves are not looked at. */
export function flattenNested(operation: string, data: unknown): Flattened {
  const shape: number[] = [];
  for (let level = data; Array.isArray(level); level = level[0]) {
    if (level.length === 0)
      throw new RangeError(`${operation}: empty arrays hold nothing to compute with`);
    if (shape.length === mostAxes) {
      throw new RangeError(
        `${operation}: lists within lists, more than ${mostAxes} deep; does one contain itself?`,
      );
    }
    shape.push(level.length);
  }
  const leaves: unknown[] = [];
  collect(operation, data, shape, [], leaves);
  // A proxy may say one thing and then another.
  if (leaves.length !== sizeOf(shape)) {
    throw new RangeError(
      `${operation}: data of shape ${formatShape(shape)} gave ${leaves.length} elements`,
    );
  }
  return { shape, leaves };
}

function collect(
  operation: string,
  data: unknown,
  shape: Shape,
  position: readonly number[],
  leaves: unknown[],
): void {
  const depth = position.length;
  if (depth === shape.length) {
    if (Array.isArray(data))
      throw ragged(operation, shape, position, `an array of length ${data.length}`);
    leaves.push(data);
    return;
  }
  if (!Array.isArray(data)) throw ragged(operation, shape, position, "a single element");
  if (data.length !== shape[depth]) {
    throw ragged(operation, shape, position, `length ${data.length}`);
  }
  if (depth === shape.length - 1 && !data.some(Array.isArray)) {
    // By index: an iterator may be the caller's own, and shorter.
    for (let i = 0; i < shape[depth]; i++) leaves.push(data[i]);
    return;
  }
  for (let i = 0; i < data.length; i++) {
    collect(operation, data[i], shape, [...position, i], leaves);
  }
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
    const step = size / shape[axis];
    return Array.from({ length: shape[axis] }, (_, i) => build(axis + 1, start + i * step, step));
  };
  return build(0, 0, flat.length);
}
