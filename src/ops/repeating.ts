import { address, gradientAddress, kernelsFor, type Node, newNode } from "../array/node.js";
import { requireInteger } from "../errors/check.js";
import { described, describedList } from "../errors/described.js";
import { begin } from "../memory/memory.js";
import { bytesPerElement } from "../shape/dtype.js";
import { formatShape, resolveAxis, type Shape, stridesOf } from "../shape/shape.js";
import { reshape } from "./shape.js";
import { strided } from "./strided.js";

/** How many elements to add in front of an axis, and behind it. */
export type PadWidth = readonly [before: number, after: number];

/** x with `value` around it: one width for all sides, [before, after] for all axes, or that for each axis. */
export function pad(x: Node, width: number | PadWidth | readonly PadWidth[], value: number): Node {
  const widths = resolveWidths(x.shape, width);
  if (typeof value !== "number") {
    throw new TypeError(`pad: value must be a number, got ${described(value)}`);
  }
  const shape = x.shape.map((length, i) => widths[i][0] + length + widths[i][1]);
  const [from, to] = [stridesOf(x.shape), stridesOf(shape)];
  const start = to.reduce((sum, stride, i) => sum + stride * widths[i][0], 0);
  const offset = start * bytesPerElement[x.dtype];
  begin("pad");
  const y = newNode(shape, x.dtype);
  kernelsFor(x.dtype).fill(address(y), y.size, value);
  strided("copy", x.dtype, address(x), address(y) + offset, x.shape, from, to);
  return y.record("pad", [x], () => {
    begin("pad backward");
    const [dy, dx] = [gradientAddress(y) + offset, gradientAddress(x)];
    strided("accumulate", x.dtype, dy, dx, x.shape, to, from);
  });
}

function resolveWidths(
  shape: Shape,
  width: number | PadWidth | readonly PadWidth[],
): readonly PadWidth[] {
  const given = typeof width === "number" ? [width, width] : width;
  const list: readonly unknown[] = Array.isArray(given) ? given : [];
  const isPair = list.length === 2 && list.every((each) => typeof each === "number");
  const widths = isPair ? shape.map(() => list as PadWidth) : (list as readonly PadWidth[]);
  if (widths.length !== shape.length || widths.some((pair) => pair?.length !== 2)) {
    throw new RangeError(
      `pad: got ${describedList(width)} for the ${shape.length} axes of ${formatShape(shape)}: expected a number, ` +
        "[before, after], or [before, after] for each axis",
    );
  }
  for (const each of widths.flat()) requireInteger("pad", "a width", each, 0);
  return widths;
}

/** x as often as `times` says, beside itself: a number for each axis, aligned at the last one. */
export function tile(x: Node, times: readonly number[]): Node {
  for (const count of times) requireInteger("tile", "a number of times", count, 1);
  const rank = Math.max(x.shape.length, times.length);
  const lengths = [...ones(rank - x.shape.length), ...x.shape];
  const counts = [...ones(rank - times.length), ...times];
  const walk = counts.flatMap((count, i) => [count, lengths[i]]);
  const strides = stridesOf(lengths).flatMap((stride) => [0, stride]);
  const shape = lengths.map((length, i) => length * counts[i]);
  return repeated("tile", x, walk, strides, shape);
}

function ones(n: number): number[] {
  return new Array<number>(n).fill(1);
}

/** Each element, or slice along an axis, so many times in a row. */
export function repeat(x: Node, times: number, axis: number | null): Node {
  requireInteger("repeat", "the number of times", times, 1);
  if (axis === null) return repeat(reshape(x, [-1]), times, 0);
  const along = resolveAxis("repeat", axis, x.shape.length);
  const strides = stridesOf(x.shape);
  const insert = (list: readonly number[], item: number): number[] => [
    ...list.slice(0, along + 1),
    item,
    ...list.slice(along + 1),
  ];
  const shape = x.shape.map((length, i) => (i === along ? length * times : length));
  return repeated("repeat", x, insert(x.shape, times), insert(strides, 0), shape);
}

/** x walked through `walk` with `strides`, those of 0 repeating, and given `shape`. */
function repeated(
  operation: string,
  x: Node,
  walk: Shape,
  strides: readonly number[],
  shape: Shape,
): Node {
  const to = stridesOf(walk);
  begin(operation);
  const y = newNode(shape, x.dtype);
  strided("copy", x.dtype, address(x), address(y), walk, strides, to);
  return y.record(operation, [x], () => {
    begin(`${operation} backward`);
    const [dy, dx] = [gradientAddress(y), gradientAddress(x)];
    strided("accumulate", x.dtype, dy, dx, walk, to, strides);
  });
}
