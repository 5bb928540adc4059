import { Comparison, type Precision } from "./compare.js";
import type { Library } from "./library.js";
import type { InitializerCase } from "./schema.js";

const names = {
  random_uniform: "RandomUniform",
  xavier_uniform: "XavierUniform",
  xavier_normal: "XavierNormal",
  he_uniform: "HeUniform",
  he_normal: "HeNormal",
  lecun_uniform: "LeCunUniform",
  lecun_normal: "LeCunNormal",
} as const satisfies Record<string, keyof Library["initializers"]>;

/** One draw: bounds, mean and standard deviation. */
export function runInitializer(
  smolml: Library,
  golden: InitializerCase,
  precision: Precision,
): string[] {
  const comparison = new Comparison(precision);
  smolml.manualSeed(1);
  const initializer = smolml.initializers[names[golden.initializer as keyof typeof names]];
  const values = Array.from(initializer.initialize(...golden.shape, golden.attrs).toTypedArray());
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  const { low, high, meanTolerance, stdTolerance } = golden;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  comparison.within("lowest", least, low ?? -Infinity, high ?? Infinity);
  comparison.within("highest", most, low ?? -Infinity, high ?? Infinity);
  comparison.within("mean", mean, golden.mean - meanTolerance, golden.mean + meanTolerance);
  const std = Math.sqrt(variance);
  comparison.within("std", std, golden.std - stdTolerance, golden.std + stdTolerance);
  return comparison.mismatches;
}
