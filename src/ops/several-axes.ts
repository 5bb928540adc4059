import type { Node } from "../array/node.js";
import { requireFlag } from "../errors/check.js";
import { formatShape, resolveAxis, type Shape, sizeOf } from "../shape/shape.js";
import { reshape, transpose } from "./shape.js";

/** One axis, several, or all of them (null). */
export type Axes = number | readonly number[] | null;

/** Reduces one axis, or all of them where `axis` is null; `keepDims` leaves it with length 1. */
export type Reduction = (x: Node, axis: number | null, keepDims: boolean) => Node;

/** The same for several axes at once: neighbours count as one axis, others are brought together by a copy. */
export function overAxes(
  operation: string,
  reduce: Reduction,
): (x: Node, axes: Axes, keepDims: boolean) => Node {
  return (x, axes, keepDims) => {
    if (typeof keepDims !== "boolean") requireFlag(operation, "keepDims", keepDims);
    if (axes === null) return reduce(x, null, keepDims);
    if (!Array.isArray(axes)) {
      return reduce(x, resolveAxis(operation, axes as number, x.shape.length), keepDims);
    }
    const along = resolveAxes(operation, axes, x.shape.length);
    const y = reduce(...joined(x, along), false);
    const kept = x.shape.map((length, i) => (along.includes(i) ? 1 : length));
    return keepDims ? reshape(y, kept) : y;
  };
}

/** x with those axes as one, and where that stands. */
function joined(x: Node, along: readonly number[]): [Node, number] {
  const others = x.shape.map((_, i) => i).filter((i) => !along.includes(i));
  const lengthsOf = (axes: readonly number[]): Shape => axes.map((i) => x.shape[i]);
  const together = sizeOf(lengthsOf(along));
  const first = along[0] ?? others.length;
  if (along.every((axis, i) => axis === first + i)) {
    const [before, after] = [others.filter((i) => i < first), others.filter((i) => i > first)];
    return [reshape(x, [...lengthsOf(before), together, ...lengthsOf(after)]), first];
  }
  const moved = transpose(x, [...others, ...along]);
  return [reshape(moved, [...lengthsOf(others), together]), others.length];
}

/** Axes counted from the start, in order. */
function resolveAxes(operation: string, axes: readonly number[], rank: number): number[] {
  const along = axes.map((axis) => resolveAxis(operation, axis, rank)).sort((a, b) => a - b);
  const twice = along.find((axis, i) => axis === along[i - 1]);
  if (twice === undefined) return along;
  throw new RangeError(
    `${operation}: axes ${formatShape(axes)} name axis ${twice} twice; expected each once`,
  );
}
