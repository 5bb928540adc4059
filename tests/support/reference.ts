import type { Shape } from "../../src/shape/shape.js";

/**
 * NumPy's rules once more, one element at a time from its index: slow, and independent of how the
 * library lays out and walks memory.
 */
export interface Reference {
  readonly shape: Shape;
  readonly at: (index: readonly number[]) => number;
}

export function reference(shape: Shape, values: ArrayLike<number>): Reference {
  return {
    shape,
    at: (index) => values[index.reduce((flat, i, axis) => flat * shape[axis] + i, 0)],
  };
}

/** All indices of a shape, row-major. */
export function indices(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (found, n) => found.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])),
    [[]],
  );
}

export function flat({ shape, at }: Reference): number[] {
  return indices(shape).map(at);
}

/** x read as `shape`: aligned at the last axis, axes of length 1 repeat. */
export function broadcastTo(x: Reference, shape: Shape): Reference {
  const lead = shape.length - x.shape.length;
  return { shape, at: (index) => x.at(x.shape.map((n, i) => (n === 1 ? 0 : index[lead + i]))) };
}

export function commonShape(...shapes: Shape[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) =>
    Math.max(...shapes.map((shape) => shape.at(i - rank) ?? 1)),
  );
}

export function zip(f: (...xs: number[]) => number, ...operands: Reference[]): Reference {
  const shape = commonShape(...operands.map((x) => x.shape));
  const whole = operands.map((x) => broadcastTo(x, shape));
  return { shape, at: (index) => f(...whole.map((x) => x.at(index))) };
}

/** Axes from either end as positions from the start, null as all of them. */
function axesOf(shape: Shape, axis: number | readonly number[] | null): number[] {
  if (typeof axis === "object" && axis !== null) return [...axis];
  return axis === null ? shape.map((_, i) => i) : [axis < 0 ? axis + shape.length : axis];
}

export function reduce(
  f: (xs: number[]) => number,
  x: Reference,
  axis: number | readonly number[] | null,
  keepDims: boolean,
): Reference {
  const axes = axesOf(x.shape, axis);
  const kept = x.shape.map((n, i) => (axes.includes(i) ? 1 : n));
  const shape = keepDims ? kept : x.shape.filter((_, i) => !axes.includes(i));
  const along = indices(x.shape.map((n, i) => (axes.includes(i) ? n : 1)));
  const at = (index: readonly number[]): number => {
    const rest = [...index];
    const base = kept.map((_, i) => (keepDims || !axes.includes(i) ? (rest.shift() as number) : 0));
    return f(along.map((step) => x.at(base.map((i, axis) => i + step[axis]))));
  };
  return { shape, at };
}

/** np.matmul: vectors gain an axis for the product and lose it after; leading axes broadcast. */
export function matmul(a: Reference, b: Reference): Reference {
  const rowLess = a.shape.length === 1;
  const columnLess = b.shape.length === 1;
  const left = rowLess ? { shape: [1, ...a.shape], at: (i: readonly number[]) => a.at([i[1]]) } : a;
  const right = columnLess
    ? { shape: [...b.shape, 1], at: (i: readonly number[]) => b.at([i[0]]) }
    : b;
  const stack = commonShape(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const [m, k] = left.shape.slice(-2);
  const n = right.shape.at(-1) as number;
  const wholeA = broadcastTo(left, [...stack, m, k]);
  const wholeB = broadcastTo(right, [...stack, k, n]);
  const at = (index: readonly number[]): number => {
    const rest = [...index];
    const j = columnLess ? 0 : (rest.pop() as number);
    const i = rowLess ? 0 : (rest.pop() as number);
    const terms = Array.from(
      { length: k },
      (_, p) => wholeA.at([...rest, i, p]) * wholeB.at([...rest, p, j]),
    );
    return terms.reduce((sum, term) => sum + term, 0);
  };
  const shape = [...stack, ...(rowLess ? [] : [m]), ...(columnLess ? [] : [n])];
  return { shape, at };
}

type Bound = number | null | undefined;

/** Python's slice.indices: the positions that start:stop:step selects from n. */
export function sliceOf(n: number, [start, stop, step = 1]: readonly Bound[]): number[] {
  const by = step ?? 1;
  const found: number[] = [];
  const inside = (bound: number): number => (bound < 0 ? bound + n : bound);
  const first = start == null ? (by > 0 ? 0 : n - 1) : inside(start);
  const last = stop == null ? (by > 0 ? n : -1) : Math.max(inside(stop), -1);
  // Walks all positions that could be hit and keeps those on the axis.
  const from = by > 0 ? Math.max(first, 0) : Math.min(first, n - 1);
  for (let i = from; by > 0 ? i < last : i > last; i += by) if (i >= 0 && i < n) found.push(i);
  return found;
}
