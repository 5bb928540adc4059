import type { Arrays } from "../../array-api/arrays.js";
import { MLArray } from "../../array-api/ml-array.js";
import { labelsOf } from "../../data/labels.js";
import { requireNumber } from "../../errors/check.js";
import { described } from "../../errors/described.js";
import { rowCount } from "./input.js";
import type { TrainOptions } from "./options.js";

type Weighting = Pick<TrainOptions, "classWeights" | "sampleWeights">;

/** How much each row of y counts, from both options together; null if neither is given. */
export function rowWeights(operation: string, y: Arrays, options: Weighting): Float64Array | null {
  const { classWeights, sampleWeights } = options;
  if (classWeights === undefined && sampleWeights === undefined) return null;
  const rows = rowCount(y) as number;
  const weights = new Float64Array(rows).fill(1);
  if (sampleWeights !== undefined) multiply(weights, ofSamples(operation, sampleWeights, rows));
  if (classWeights !== undefined) multiply(weights, ofClasses(operation, classWeights, y));
  return weights;
}

function multiply(weights: Float64Array, factors: ArrayLike<number>): void {
  for (let i = 0; i < weights.length; i++) weights[i] *= factors[i];
}

function ofSamples(
  operation: string,
  given: NonNullable<Weighting["sampleWeights"]>,
  rows: number,
): ArrayLike<number> {
  const values = given instanceof MLArray ? given.toTypedArray() : given;
  if (values.length !== rows) {
    throw new RangeError(
      `${operation}: sampleWeights has ${values.length} numbers, expected ${rows}, one per row`,
    );
  }
  for (let i = 0; i < rows; i++) requireNumber(operation, `sampleWeights[${i}]`, values[i], 0);
  return values;
}

function ofClasses(
  operation: string,
  given: NonNullable<Weighting["classWeights"]>,
  y: Arrays,
): number[] {
  const labels = labelsOf(operation, "classWeights", y);
  if (given === "balanced") return balanced(labels);
  if (typeof given !== "object" || given === null) {
    throw new TypeError(
      `${operation}: classWeights must be "balanced", or a weight for each label, got ${described(given)}`,
    );
  }
  const byLabel = given as Readonly<Record<number, number>>;
  for (const label of Object.keys(byLabel)) {
    requireNumber(operation, `classWeights[${label}]`, byLabel[Number(label)], 0);
  }
  return labels.map((label, row) => {
    const weight = byLabel[label];
    if (weight !== undefined) return weight;
    throw new RangeError(
      `${operation}: classWeights has none for class ${label}, that of row ${row}`,
    );
  });
}

/** n / (classes n_c), as scikit-learn: each class counts alike, and all rows as many as before. */
function balanced(labels: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return labels.map((label) => labels.length / (counts.size * (counts.get(label) as number)));
}
