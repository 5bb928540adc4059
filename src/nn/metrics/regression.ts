import { constant } from "../../array-api/constant.js";
import type { Operand } from "../../array-api/ml-array.js";
import { formatShape, sameShape } from "../../shape/shape.js";

/** The mean of |prediction - target| over all elements. */
export function mae(yPred: Operand, yTrue: Operand): number {
  const { p, y } = alike("mae", yPred, yTrue);
  let total = 0;
  for (let i = 0; i < y.length; i++) total += Math.abs(p[i] - y[i]);
  return total / y.length;
}

/**
 * The share of the targets' variance that the predictions explain, 1 - sum (y - p)^2 / sum (y - mean)^2: the
 * mean over the columns. A constant column counts 1 if predicted exactly, else 0, as in scikit-learn.
 */
export function r2(yPred: Operand, yTrue: Operand): number {
  const { p, y, columns } = alike("r2", yPred, yTrue);
  let total = 0;
  for (let column = 0; column < columns; column++) total += r2OfColumn(p, y, column, columns);
  return total / columns;
}

function r2OfColumn(
  p: ArrayLike<number>,
  y: ArrayLike<number>,
  column: number,
  columns: number,
): number {
  let [mean, residual, variance] = [0, 0, 0];
  for (let i = column; i < y.length; i += columns) mean += y[i];
  mean /= y.length / columns;
  for (let i = column; i < y.length; i += columns) {
    const [error, deviation] = [y[i] - p[i], y[i] - mean];
    residual += error * error;
    variance += deviation * deviation;
  }
  if (variance === 0) return residual === 0 ? 1 : 0;
  return 1 - residual / variance;
}

function alike(
  metric: string,
  yPred: Operand,
  yTrue: Operand,
): { p: ArrayLike<number>; y: ArrayLike<number>; columns: number } {
  const [p, y] = [constant(yPred, "float64"), constant(yTrue, "float64")];
  if (!sameShape(p.shape, y.shape)) {
    throw new RangeError(
      `${metric}: predictions ${formatShape(p.shape)} and targets ${formatShape(y.shape)} must have the same shape`,
    );
  }
  const columns = y.shape.length < 2 ? 1 : y.size() / y.shape[0];
  return { p: p.toTypedArray(), y: y.toTypedArray(), columns };
}
