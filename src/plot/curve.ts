import { requireOptions, requirePositiveInteger } from "../errors/check.js";

/** A line of a picture: a value for each epoch. */
export interface Curve {
  readonly name: string;
  readonly values: readonly number[];
}

/** The size of a plot: in characters for text, in pixels for SVG. */
export interface PlotSize {
  /** A positive integer up to 10,000. Default 60 characters or 640 pixels. */
  readonly width?: number;
  /** A positive integer up to 10,000. Default 12 characters or 360 pixels. */
  readonly height?: number;
}

/** Characters or pixels of a side. */
const longest = 10_000;

/**
 * The least and the greatest finite value of all, apart by more than 0. Throws where there is none, or the
 * size is none.
 */
export function rangeOf(
  curves: readonly Curve[],
  size: Required<PlotSize>,
): [low: number, high: number] {
  requireOptions("plot", size, ["width", "height"]);
  const { width, height } = size;
  requirePositiveInteger("plot", "width", width, longest);
  requirePositiveInteger("plot", "height", height, longest);
  const finite = curves.flatMap(({ values }) => values.filter(Number.isFinite));
  if (finite.length === 0) throw new RangeError("plot: the history holds no finite loss to draw");
  const [low, high] = [Math.min, Math.max].map((pick) => finite.reduce((a, b) => pick(a, b)));
  return [low, high > low ? high : low + (Math.abs(low) || 1)];
}
