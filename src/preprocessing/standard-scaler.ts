import type { MLArray } from "../array-api/ml-array.js";
import { ColumnScaler, type ColumnStatistics } from "./column-scaler.js";

/** Columns with mean 0 and standard deviation 1 (n in the denominator); a constant column becomes 0. */
export class StandardScaler extends ColumnScaler<ColumnStatistics> {
  override readonly statisticNames = ["center", "scale"];

  /** The mean of each column, float64. */
  get mean(): MLArray {
    return this.statistic(({ center }) => center);
  }

  /** The standard deviation of each column, 1 for constant ones; float64. */
  get std(): MLArray {
    return this.statistic(({ scale }) => scale);
  }

  protected measure(column: Float64Array): ColumnStatistics {
    // A constant column may show a variance of rounding errors.
    if (column.every((x) => x === column[0])) return { center: column[0], scale: 1 };
    const n = column.length;
    // Squares of numbers near 1e-200 would vanish, those of 1e200 overflow; a power of two changes nothing else.
    const unit = powerNear(column.reduce((most, x) => Math.max(most, Math.abs(x)), 0));
    const center = column.reduce((sum, x) => sum + x / unit, 0) / n;
    const square = (distance: number): number => distance * distance;
    const variance = column.reduce((sum, x) => sum + square(x / unit - center), 0) / n;
    return { center: center * unit, scale: Math.sqrt(variance) * unit };
  }
}

/** The greatest power of two up to x > 0. */
function powerNear(x: number): number {
  let unit = 1;
  while (unit <= x / 2 && unit < 2 ** 1023) unit *= 2;
  while (unit > x) unit /= 2;
  return unit;
}
