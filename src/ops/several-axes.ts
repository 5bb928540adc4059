import { disposeNode, type Node } from "../array/node.js";
import { requireFlag } from "../errors/check.js";
import { type AxisOrSpan, formatShape, resolveAxis } from "../shape/shape.js";
import { reshapeOwn, transpose } from "./shape.js";

/** One axis, several, or all of them (null). */
export type Axes = number | readonly number[] | null;

/** Reduces one axis, neighbours as if they were one, or all where `axis` is null; `keepDims` leaves each with length 1. */
export type Reduction = (x: Node, axis: AxisOrSpan, keepDims: boolean) => Node;

/** The same for any axes: those that are no neighbours are brought together by a copy. */
export function overAxes(
  operation: string,
  reduce: Reduction,
): (x: Node, axes: Axes, keepDims: boolean) => Node {
  return (x, axes, keepDims) => {
    if (typeof keepDims !== "boolean") requireFlag(operation, "keepDims", keepDims);
    if (axes === null) return reduce(x, null, keepDims);
    const rank = x.shape.length;
    if (!Array.isArray(axes)) {
      return reduce(x, resolveAxis(operation, axes as number, rank), keepDims);
    }
    const along = resolveAxes(operation, axes, rank);
    const first = along[0] ?? rank;
    if (along.every((axis, i) => axis === first + i)) {
      return reduce(x, { first, end: first + along.length }, keepDims);
    }
    const others = x.shape.map((_, i) => i).filter((i) => !along.includes(i));
    const moved = transpose(x, [...others, ...along]);
    const y = reduce(moved, { first: others.length, end: rank }, false);
    if (!y.isInterior) disposeNode(moved);
    const kept = x.shape.map((length, i) => (along.includes(i) ? 1 : length));
    return keepDims ? reshapeOwn(y, kept) : y;
  };
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
