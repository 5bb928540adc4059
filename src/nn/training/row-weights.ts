import type { Arrays } from "../../array-api/arrays.js";
import { MLArray } from "../../array-api/ml-array.js";
import { requireNumber } from "../../errors/check.js";
import { formatShape } from "../../shape/shape.js";
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
  if (!(y instanceof MLArray)) {
    throw new TypeError(`${operation}: classWeights needs one class per row, got several arrays y`);
  }
  const byLabel = given as Readonly<Record<number, number>>;
  for (const label of Object.keys(byLabel)) {
    requireNumber(operation, `classWeights[${label}]`, byLabel[Number(label)], 0);
  }
  return labelsOf(operation, y).map((label, row) => {
    const weight = byLabel[label];
    if (weight !== undefined) return weight;
    throw new RangeError(
      `${operation}: classWeights has none for class ${label}, that of row ${row}`,
    );
  });
}

/** The class of each row: a label by itself, or the place of the largest entry of a one-hot row. */
function labelsOf(operation: string, y: MLArray): number[] {
  const values = y.toTypedArray();
  const rows = y.shape[0];
  const columns = values.length / rows;
  if (y.shape.length > 2) {
    throw new RangeError(
      `${operation}: classWeights needs one class per row, got y of shape ${formatShape(y.shape)}`,
    );
  }
  return Array.from({ length: rows }, (_, row) => {
    if (columns === 1) return values[row];
    const entries = values.subarray(row * columns, (row + 1) * columns);
    return entries.indexOf(Math.max(...entries));
  });
}
