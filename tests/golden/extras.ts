import type { MinMaxScaler, StandardScaler } from "../../src/index.js";
import { Comparison, type Precision } from "./compare.js";
import { arrayOf, type Library, resultOf } from "./library.js";
import type { ScalerCase } from "./schema.js";

/** Statistics of the columns, the data transformed, other data transformed, and back again. */
export function runScaler(smolml: Library, golden: ScalerCase, precision: Precision): string[] {
  const comparison = new Comparison(precision);
  const scaler: StandardScaler | MinMaxScaler =
    golden.what === "standard_scaler" ? new smolml.StandardScaler() : new smolml.MinMaxScaler();
  const transformed = scaler.fitTransform(arrayOf(smolml, golden.X, false));
  comparison.tensor("transformed", resultOf(transformed), golden.transformed, 0);
  for (const name of ["mean", "std", "min", "max"] as const) {
    const expected = golden[name];
    if (expected) comparison.tensor(name, resultOf(Reflect.get(scaler, name)), expected, 0);
  }
  const { X2, transformed2, inverse } = golden;
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
