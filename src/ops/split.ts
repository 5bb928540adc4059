import type { Node } from "../array/node.js";
import { requirePositiveInteger } from "../errors/check.js";
import { describedList } from "../errors/described.js";
import { formatShape, resolveAxis } from "../shape/shape.js";
import { get, type Index } from "./indexing.js";

/** x cut along an axis into so many equal parts, or before each of the given places. */
export function split(x: Node, sections: number | readonly number[], axis: number): Node[] {
  const along = resolveAxis("split", axis, x.shape.length);
  const length = x.shape[along];
  const cuts = typeof sections === "number" ? equalCuts(x, sections, along) : sections;
  if (!Array.isArray(cuts) || !cuts.every(Number.isInteger)) {
    throw new TypeError(
      `split: expected a number of parts, or places to cut before, got ${describedList(sections)}`,
    );
  }
  const whole: readonly Index[] = new Array<Index>(along).fill([]);
  return [0, ...cuts].map((start, i) => get(x, [...whole, [start, cuts[i] ?? length]]));
}

function equalCuts(x: Node, sections: number, along: number): number[] {
  requirePositiveInteger("split", "the number of parts", sections);
  const length = x.shape[along];
  if (length % sections !== 0) {
    throw new RangeError(
      `split: axis ${along} of ${formatShape(x.shape)} has length ${length}, which ${sections} equal parts do not make up`,
    );
  }
  return Array.from({ length: sections - 1 }, (_, i) => ((i + 1) * length) / sections);
}

/** The elements in the opposite order along axes: all of them, or those named. */
export function flip(x: Node, axes: number | readonly number[] | null): Node {
  const rank = x.shape.length;
  const named = axes === null ? null : [axes].flat().map((axis) => resolveAxis("flip", axis, rank));
  const index = x.shape.map(
    (_, i): Index => (named?.includes(i) === false ? [] : [null, null, -1]),
  );
  return get(x, index);
}
