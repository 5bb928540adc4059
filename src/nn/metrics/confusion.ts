import type { Operand } from "../../array-api/ml-array.js";
import { type ClassOptions, classPairs } from "./classes.js";

export type { ClassOptions } from "./classes.js";

/** Labels that ask for a larger table are hardly labels. */
const mostClasses = 4096;

/** The share of rows whose class is right; see `confusionMatrix` for how classes may be given. */
export function accuracy(yPred: Operand, yTrue: Operand, options: ClassOptions = {}): number {
  const { predicted, actual } = classPairs("accuracy", yPred, yTrue, options);
  let hits = 0;
  for (let i = 0; i < actual.length; i++) if (predicted[i] === actual[i]) hits++;
  return hits / actual.length;
}

/**
 * How often rows of class i were taken for class j: entry [i][j], as scikit-learn's. Predictions and targets may
 * each be integer labels, (rows,) or (rows, 1), one-hot rows or rows of scores, (rows, classes), or a
 * column of probabilities of class 1.
 */
export function confusionMatrix(
  yPred: Operand,
  yTrue: Operand,
  options: ClassOptions = {},
): number[][] {
  return countPairs("confusionMatrix", yPred, yTrue, options);
}

/** The confusion matrix, for a metric whose name stands in the errors. */
export function countPairs(
  metric: string,
  yPred: Operand,
  yTrue: Operand,
  options: ClassOptions,
): number[][] {
  const { predicted, actual, count } = classPairs(metric, yPred, yTrue, options);
  if (count > mostClasses) {
    throw new RangeError(
      `${metric}: the largest label is ${count - 1}; expected classes from 0 to ${mostClasses - 1}`,
    );
  }
  const matrix = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  for (let i = 0; i < actual.length; i++) matrix[actual[i]][predicted[i]]++;
  return matrix;
}
