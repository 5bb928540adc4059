import { Comparison, type Precision } from "./compare.js";
import { arrayOf, type Library, resultOf } from "./library.js";
import type { ScalerCase } from "./schema.js";

/** Statistics of the columns, the data transformed, other data transformed, and back again. */
export function runScaler(smolml: Library, golden: ScalerCase, precision: Precision): string[] {
  const comparison = new Comparison(precision);
  const { X2, transformed2, inverse } = golden;
  const X = arrayOf(smolml, golden.X, false);
  const scaler =
    golden.what === "standard_scaler" ? new smolml.StandardScaler() : new smolml.MinMaxScaler();
  const transformed = scaler.fitTransform(X);
  comparison.tensor("transformed", resultOf(transformed), golden.transformed, 0);
  if (X2 && transformed2) {
    const other = scaler.transform(arrayOf(smolml, X2, false));
    comparison.tensor("transformed2", resultOf(other), transformed2, 0);
  }
  if (inverse) {
    const back = scaler.inverseTransform(transformed);
    comparison.tensor("inverse", resultOf(back), inverse, 0);
  }
  return comparison.mismatches;
}
