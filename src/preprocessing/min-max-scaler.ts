import type { MLArray } from "../ml-array.js";
import { ColumnScaler } from "./column-scaler.js";

/** Columns from 0 (their minimum) to 1 (their maximum); a constant column becomes 0. */
export class MinMaxScaler extends ColumnScaler {
  /** The minimum of each column, float64. */
  get min(): MLArray {
    return this.statistic((center) => center);
  }

  protected measure(column: Float64Array): { center: number; scale: number } {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (const x of column) {
      if (x < min) min = x;
      if (x > max) max = x;
    }
    return { center: min, scale: max > min ? max - min : 1 };
  }
}
