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
    const n = column.length;
    const center = column.reduce((sum, x) => sum + x, 0) / n;
    const variance = column.reduce((sum, x) => sum + (x - center) * (x - center), 0) / n;
    // A constant column may show a variance of rounding errors.
    const constant = column.every((x) => x === column[0]);
    return constant ? { center: column[0], scale: 1 } : { center, scale: Math.sqrt(variance) };
  }
}
