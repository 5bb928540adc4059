import { described } from "../errors/described.js";

/** Shapes: lengths of the axes, outermost first. A scalar's shape is []. No axis is empty. */
export type Shape = readonly number[];

/** As many axes as NumPy's arrays may have. */
export const mostAxes = 64;

/** As Python writes a tuple: (), (3,), (2, 3). */
export function formatShape(shape: readonly (number | string)[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i];
  }
  return strides;
}

/** Checks what a caller gives as a shape; throws a RangeError that names `operation`. */
export function checkShape(operation: string, shape: readonly unknown[]): Shape {
  if (!Array.isArray(shape)) {
    throw new TypeError(`${operation}: a shape is a list of lengths, got ${described(shape)}`);
  }
  if (shape.length > mostAxes) {
    throw new RangeError(
      `${operation}: a shape of ${shape.length} axes; expected at most ${mostAxes}`,
    );
  }
  for (const length of shape) {
    if (!Number.isInteger(length) || (length as number) < 1) {
      throw new RangeError(
        `${operation}: a shape holds positive integers, got (${shape.map(described).join(", ")})`,
      );
    }
  }
  return [...(shape as Shape)];
}

/** An axis counted from either end, as one counted from the start. */
export function resolveAxis(operation: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    const range = rank === 0 ? "a scalar has none" : `expected ${-rank} to ${rank - 1}`;
    throw new RangeError(`${operation}: axis ${described(axis)} is out of range: ${range}`);
  }
  return axis < 0 ? axis + rank : axis;
}

/** NumPy's rule: aligned at the last axis, lengths are equal or one of them is 1. */
export function broadcastShapes(operation: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const p = a[a.length - i] ?? 1;
    const q = b[b.length - i] ?? 1;
    if (p !== q && p !== 1 && q !== 1) {
      throw new RangeError(
        `${operation}: ${formatShape(a)} and ${formatShape(b)} do not broadcast: lengths ${p} and ${q} ` +
          `of axis ${rank - i} differ and neither is 1`,
      );
    }
    shape[rank - i] = p === 1 ? q : p;
  }
  return shape;
}

/** The strides with which an array of `shape` is read as `target`, to which it broadcasts: 0 repeats. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const strides = new Array<number>(target.length).fill(0);
  const lead = target.length - shape.length;
  const own = stridesOf(shape);
  for (let i = 0; i < shape.length; i++) if (shape[i] !== 1) strides[lead + i] = own[i];
  return strides;
}

/** A requested shape with at most one -1, which is inferred from `size`. */
export function resolveReshape(from: Shape, requested: readonly number[]): Shape {
  const size = sizeOf(from);
  const open = requested.indexOf(-1);
  const known = requested.filter((_, i) => i !== open);
  if (open >= 0 && requested.indexOf(-1, open + 1) >= 0) {
    throw new RangeError(`reshape: only one length can be -1, got ${formatShape(requested)}`);
  }
  checkShape("reshape", known);
  const product = sizeOf(known);
  const shape = requested.map((length, i) => (i === open ? size / product : length));
  if (sizeOf(shape) !== size || shape.some((length) => !Number.isInteger(length))) {
    throw new RangeError(
      `reshape: ${formatShape(from)} has ${size} elements, which do not fit into ${formatShape(requested)}`,
    );
  }
  return shape;
}

/** A shape seen around one axis: how many elements lie outside, along and inside of it. */
export interface AxisView {
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
}

/** Neighbouring axes, which count as one: from `first` to before `end`. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

/** One axis, several that stand side by side, or all of them (null). */
export type AxisOrSpan = number | Span | null;

function spanOf(axis: number | Span): Span {
  return typeof axis === "number" ? { first: axis, end: axis + 1 } : axis;
}

/** All elements count as one axis where `axis` is null. */
export function viewAxis(shape: Shape, axis: AxisOrSpan): AxisView {
  if (axis === null) return { outer: 1, axis: sizeOf(shape), inner: 1 };
  const { first, end } = spanOf(axis);
  let outer = 1;
  let along = 1;
  let inner = 1;
  for (let i = 0; i < first; i++) outer *= shape[i];
  for (let i = first; i < end; i++) along *= shape[i];
  for (let i = end; i < shape.length; i++) inner *= shape[i];
  return { outer, axis: along, inner };
}

/** The shape left when `axis` (all of them if null) is reduced. */
export function reducedShape(shape: Shape, axis: AxisOrSpan, keepDims: boolean): Shape {
  if (axis === null) return keepDims ? shape.map(() => 1) : [];
  const { first, end } = spanOf(axis);
  const isReduced = (i: number): boolean => i >= first && i < end;
  if (keepDims) return shape.map((length, i) => (isReduced(i) ? 1 : length));
  return shape.filter((_, i) => !isReduced(i));
}
