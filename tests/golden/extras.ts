import type { MinMaxScaler, StandardScaler } from "../../src/index.js";
import { Comparison, type Precision } from "./compare.js";
import { arrayOf, type Library, resultOf } from "./library.js";
import { optimizerNamed } from "./optimizers.js";
import type { PolynomialCase, RegressionCase, ScalerCase } from "./schema.js";

/** Each case by what it is about. */
export function runExtra(
  smolml: Library,
  golden: ScalerCase | PolynomialCase | RegressionCase,
  precision: Precision,
): string[] {
  if (golden.what === "polynomial_features") return runPolynomial(smolml, golden, precision);
  if (golden.what === "linear_regression") return runRegression(smolml, golden, precision);
  return runScaler(smolml, golden, precision);
}

function runPolynomial(smolml: Library, golden: PolynomialCase, precision: Precision): string[] {
  const comparison = new Comparison(precision);
  const inputSize = golden.X.shape[1];
  const model = new smolml.PolynomialRegression({ inputSize, degree: golden.attrs.degree });
  const features = model.transformFeatures(arrayOf(smolml, golden.X));
  comparison.tensor("transformed", resultOf(features), golden.transformed, 0);
  return comparison.mismatches;
}

/** Full-batch descent from given weights: every loss, and what comes of it. */
function runRegression(smolml: Library, golden: RegressionCase, precision: Precision): string[] {
  const comparison = new Comparison(precision);
  const optimizer = optimizerNamed(smolml, golden.optimizer, golden.attrs);
  const model = new smolml.LinearRegression({ inputSize: golden.X.shape[1], optimizer });
  model.weights.updateValues(golden.initialWeights.data.map(Number));
  model.bias.updateValues(golden.initialBias.data.map(Number));
  const [X, y] = [arrayOf(smolml, golden.X), arrayOf(smolml, golden.y)];
  const losses = model.fit(X, y, { iterations: golden.iterations, verbose: false });
  comparison.numbers("losses", losses, golden.losses, 0);
  comparison.numbers("weights", model.weights.toTypedArray(), golden.weights.data, 0);
  comparison.numbers("bias", model.bias.toTypedArray(), golden.bias.data, 0);
  comparison.tensor("predictions", resultOf(model.predict(X)), golden.predictions, 0);
  return comparison.mismatches;
}

/** Statistics of the columns, the data transformed, other data transformed, and back again. */
function runScaler(smolml: Library, golden: ScalerCase, precision: Precision): string[] {
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
