import {
  aboutToChange,
  address,
  disposeNode,
  elements,
  gradientAddress,
  type Node,
  newNode,
  nodeOf,
} from "../array/node.js";
import { describedList } from "../errors/described.js";
import { begin } from "../memory/memory.js";
import { bytesPerElement } from "../shape/dtype.js";
import { broadcastStrides, formatShape, type Shape, sameShape, stridesOf } from "../shape/shape.js";
import { requireSameDtype } from "./same-dtype.js";
import { strided } from "./strided.js";

/** One axis of an index: an integer (drops the axis) or [start, stop, step], null or left out being open. */
export type Index = number | readonly (number | null | undefined)[];

interface Selection {
  readonly shape: Shape;
  /** Where the first selected element stands, in elements. */
  readonly start: number;
  readonly strides: readonly number[];
}

/** The elements that an index selects, as in Python; a copy, through which gradients flow. */
export function get(x: Node, index: readonly Index[]): Node {
  const { shape, start, strides } = select("get", x.shape, index);
  const offset = start * bytesPerElement[x.dtype];
  begin("get");
  const y = newNode(shape, x.dtype);
  strided("copy", x.dtype, address(x) + offset, address(y), shape, strides, stridesOf(shape));
  return y.record("get", [x], () => {
    begin("get backward");
    const [dy, dx] = [gradientAddress(y), gradientAddress(x) + offset];
    strided("accumulate", x.dtype, dy, dx, shape, stridesOf(shape), strides);
  });
}

/** Overwrites the elements that an index selects with `value`, which broadcasts to them. No gradient. */
export function set(x: Node, index: readonly Index[], value: Node): void {
  requireSameDtype("set", x, value);
  const { shape, start, strides } = select("set", x.shape, index);
  const from = trimLeadingOnes(value.shape, shape);
  if (!broadcastsTo(from, shape)) {
    throw new RangeError(
      `set: a value of shape ${formatShape(value.shape)} does not fit the selected ${formatShape(shape)}`,
    );
  }
  begin("set");
  // Elements of x itself are read from a copy: a kernel's input and output never overlap partly.
  const shares = value.storage === x.storage;
  const copy = shares ? nodeOf(elements(value).slice(), value.shape, value.dtype) : null;
  const source = address(copy ?? value);
  const target = address(x) + start * bytesPerElement[x.dtype];
  aboutToChange(x, "set");
  strided("copy", x.dtype, source, target, shape, broadcastStrides(from, shape), strides);
  if (copy !== null) disposeNode(copy);
}

function trimLeadingOnes(shape: Shape, target: Shape): Shape {
  let first = 0;
  while (shape.length - first > target.length && shape[first] === 1) first++;
  return shape.slice(first);
}

function broadcastsTo(from: Shape, target: Shape): boolean {
  if (sameShape(from, target)) return true;
  const lead = target.length - from.length;
  return lead >= 0 && from.every((length, i) => length === 1 || length === target[lead + i]);
}

function select(operation: string, shape: Shape, index: readonly Index[]): Selection {
  if (!Array.isArray(index)) throw badRange(operation, index, 0);
  if (index.length > shape.length) {
    throw new RangeError(
      `${operation}: ${index.length} indices for the ${shape.length} axes of ${formatShape(shape)}`,
    );
  }
  const strides = stridesOf(shape);
  const selected: number[] = [];
  const selectedStrides: number[] = [];
  let start = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const item = axis < index.length ? index[axis] : [];
    if (typeof item === "number") {
      start += position(operation, item, axis, shape[axis]) * strides[axis];
    } else {
      const range = resolveRange(operation, item, axis, shape[axis]);
      start += range.start * strides[axis];
      selected.push(range.length);
      selectedStrides.push(range.step * strides[axis]);
    }
  }
  return { shape: selected, start, strides: selectedStrides };
}

function position(operation: string, item: number, axis: number, length: number): number {
  if (!Number.isInteger(item) || item < -length || item >= length) {
    throw new RangeError(
      `${operation}: index ${item} is out of range for axis ${axis} of length ${length}`,
    );
  }
  return item < 0 ? item + length : item;
}

/** Python's slice rules: bounds are clipped to the axis, negative ones count from its end. */
function resolveRange(
  operation: string,
  item: readonly (number | null | undefined)[],
  axis: number,
  length: number,
): { start: number; step: number; length: number } {
  if (!Array.isArray(item) || item.length > 3) throw badRange(operation, item, axis);
  for (const bound of item) {
    if (bound !== null && bound !== undefined && !Number.isInteger(bound)) {
      throw badRange(operation, item, axis);
    }
  }
  // A step of 1 goes without saying: whoever writes it means positions.
  if (item.length === 3 && item.every(Number.isInteger) && item[2] === 1) {
    throw badRange(
      operation,
      item,
      axis,
      `; from ${item[0]} to ${item[1]} is [${item[0]}, ${item[1]}]`,
    );
  }
  const step = item[2] ?? 1;
  if (step === 0) throw new RangeError(`${operation}: the step of axis ${axis} is 0`);
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clip = (bound: number): number =>
    Math.min(Math.max(bound < 0 ? bound + length : bound, low), high);
  const start = item[0] == null ? (step > 0 ? low : high) : clip(item[0]);
  const stop = item[1] == null ? (step > 0 ? high : low) : clip(item[1]);
  const count = Math.ceil((stop - start) / step);
  if (count <= 0) {
    throw new RangeError(
      `${operation}: [${item.map(String).join(", ")}] selects nothing from axis ${axis} of length ${length}${positions(axis)}`,
    );
  }
  return { start, step, length: count };
}

function badRange(operation: string, item: unknown, axis: number, hint = ""): Error {
  return new TypeError(
    `${operation}: axis ${axis} takes an integer or [start, stop, step] of integers and nulls, got ${describedList(item)}${hint}${positions(axis)}`,
  );
}

function positions(axis: number): string {
  return `; for positions one by one, take([…], ${axis})`;
}
