/** A line of a picture: a value for each epoch. */
export interface Curve {
  readonly name: string;
  readonly values: readonly number[];
}

export interface PlotSize {
  readonly width?: number;
  readonly height?: number;
}

/** The least and the greatest value of all, apart by more than 0; NaN and infinities are left out. */
export function rangeOf(curves: readonly Curve[]): [low: number, high: number] {
  const finite = curves.flatMap(({ values }) => values.filter(Number.isFinite));
  if (finite.length === 0) throw new RangeError("plot: the history holds no finite loss to draw");
  const [low, high] = finite.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [finite[0], finite[0]],
  );
  return high > low ? [low, high] : [low, low + (Math.abs(low) || 1)];
}

export function requireSize(size: Required<PlotSize>, least: number): void {
  for (const [name, value] of Object.entries(size)) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new RangeError(`plot: ${name} must be an integer >= ${least}, got ${String(value)}`);
  }
}
