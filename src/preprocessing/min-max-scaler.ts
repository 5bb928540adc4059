import type { MLArray } from "../array-api/ml-array.js";
import { ColumnScaler, type ColumnStatistics } from "./column-scaler.js";

interface ColumnRange extends ColumnStatistics {
  readonly max: number;
}

/** Columns from 0 (their minimum) to 1 (their maximum); a constant column becomes 0. */
export class MinMaxScaler extends ColumnScaler<ColumnRange> {
  override readonly statisticNames = ["center", "scale", "max"];

  /** The minimum of each column, float64. */
  get min(): MLArray {
    return this.statistic(({ center }) => center);
  }

  /** The maximum of each column, float64. */
  get max(): MLArray {
    return this.statistic(({ max }) => max);
  }

  /** Of columns that are wider than the largest number, too, whose scale is infinite. */
  protected override quarterOf({ center, scale, max }: ColumnRange): number {
    return scale < Infinity ? scale / 4 : max / 4 - center / 4;
  }

  protected measure(column: Float64Array): ColumnRange {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (const x of column) {
      if (x < min) min = x;
      if (x > max) max = x;
    }
    return { center: min, scale: max > min ? max - min : 1, max };
  }
}
