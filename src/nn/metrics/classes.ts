import { constant } from "../../array-api/constant.js";
import type { Operand } from "../../array-api/ml-array.js";
import { requireNumber, requireOptions } from "../../errors/check.js";
import type { RealArray } from "../../shape/dtype.js";
import { formatShape } from "../../shape/shape.js";

/** How a single column of predictions becomes classes 0 and 1. */
export interface ClassOptions {
  /** Numbers of a single column above it mean class 1. Default: 0.5, for probabilities; 0 suits logits. */
  readonly threshold?: number;
}

/** Predicted and true class of each row, and how many classes there are. */
export interface ClassPairs {
  readonly predicted: ArrayLike<number>;
  readonly actual: ArrayLike<number>;
  readonly count: number;
}

/**
 * Classes may be given as one integer label per row, as one-hot rows or rows of scores (the largest
 * counts, the first of equals), or as a single column of probabilities of class 1.
 */
export function classPairs(
  metric: string,
  yPred: Operand,
  yTrue: Operand,
  options: ClassOptions,
): ClassPairs {
  requireOptions(metric, options, ["threshold"]);
  const { threshold } = options;
  if (threshold !== undefined) requireNumber(metric, "threshold", threshold);
  const predicted = classesOf(metric, "predictions", yPred, threshold);
  const actual = classesOf(metric, "targets", yTrue, undefined);
  if (predicted.classes.length !== actual.classes.length) {
    throw new RangeError(
      `${metric}: ${predicted.classes.length} predictions for ${actual.classes.length} targets`,
    );
  }
  const count = Math.max(predicted.count, actual.count);
  return { predicted: predicted.classes, actual: actual.classes, count };
}

interface Classes {
  readonly classes: ArrayLike<number>;
  readonly count: number;
}

function classesOf(
  metric: string,
  what: string,
  y: Operand,
  threshold: number | undefined,
): Classes {
  const labels = constant(y, "float64");
  const [shape, values] = [labels.shape, labels.toTypedArray()];
  const columns = shape.length < 2 ? 1 : shape[shape.length - 1];
  if (columns > 1) return { classes: largestOf(values, columns), count: columns };
  if (threshold === undefined && values.every(isLabel)) {
    const largest = Array.from(values).reduce((most, x) => Math.max(most, x), 0);
    return { classes: values, count: largest + 1 };
  }
  const stranger = threshold === undefined ? values.find((x) => !(x >= 0 && x <= 1)) : undefined;
  if (stranger === undefined) return { classes: cut(values, threshold ?? 0.5), count: 2 };
  throw new RangeError(
    `${metric}: ${what} of shape ${formatShape(shape)} hold ${stranger}: expected integer labels, one-hot rows or probabilities (for logits, give a threshold of 0)`,
  );
}

function isLabel(value: number): boolean {
  return value >= 0 && Number.isInteger(value);
}

function cut(values: RealArray, threshold: number): Int32Array {
  return Int32Array.from(values, (value) => (value > threshold ? 1 : 0));
}

function largestOf(values: RealArray, columns: number): Int32Array {
  return Int32Array.from({ length: values.length / columns }, (_, row) => {
    let best = 0;
    const start = row * columns;
    for (let j = 1; j < columns; j++) if (values[start + j] > values[start + best]) best = j;
    return best;
  });
}
