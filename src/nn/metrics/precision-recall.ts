import type { Operand } from "../../array-api/ml-array.js";
import { requireOptions } from "../../errors/check.js";
import type { ClassOptions } from "./classes.js";
import { countPairs } from "./confusion.js";

/**
 * How the scores of the classes become one, as in scikit-learn: "binary" is that of class 1; "macro" the
 * mean over classes, "weighted" the mean by how often each truly occurs, "micro" counts all together.
 */
export type Average = "binary" | "macro" | "micro" | "weighted";

/** The options of `precision`, `recall` and `f1`: how the scores of the classes become one. */
export interface AverageOptions extends ClassOptions {
  /** Default: "binary" of two classes, "macro" of more. */
  readonly average?: Average;
}

/** Of the rows taken for a class, the share that are of it; 0 where none were. */
export function precision(yPred: Operand, yTrue: Operand, options: AverageOptions = {}): number {
  return score("precision", yPred, yTrue, options, ({ hits, predicted }) => hits / predicted);
}

/** Of the rows of a class, the share that were taken for it; 0 where there are none. */
export function recall(yPred: Operand, yTrue: Operand, options: AverageOptions = {}): number {
  return score("recall", yPred, yTrue, options, ({ hits, actual }) => hits / actual);
}

/** The harmonic mean of precision and recall. */
export function f1(yPred: Operand, yTrue: Operand, options: AverageOptions = {}): number {
  const formula = ({ hits, predicted, actual }: Counts) => (2 * hits) / (predicted + actual);
  return score("f1", yPred, yTrue, options, formula);
}

/** How often a class was predicted, occurs, and both. */
interface Counts {
  readonly hits: number;
  readonly predicted: number;
  readonly actual: number;
}

function score(
  metric: string,
  yPred: Operand,
  yTrue: Operand,
  given: AverageOptions,
  formula: (counts: Counts) => number,
): number {
  requireOptions(metric, given, ["average", "threshold"]);
  const { average, ...options } = given;
  const matrix = countPairs(metric, yPred, yTrue, options);
  const classes = matrix.map((row, i) => ({
    hits: row[i],
    predicted: matrix.reduce((sum, other) => sum + other[i], 0),
    actual: sum(row),
  }));
  const of = (counts: Counts): number => formula(counts) || 0;
  switch (average ?? (classes.length <= 2 ? "binary" : "macro")) {
    case "binary":
      if (classes.length <= 2) return of(classes[1] ?? { hits: 0, predicted: 0, actual: 0 });
      throw new RangeError(
        `${metric}: average "binary" is for two classes, got ${classes.length}; expected "macro", "micro" or "weighted"`,
      );
    case "macro": {
      const present = classes.filter(({ predicted, actual }) => predicted + actual > 0);
      return sum(present.map(of)) / present.length;
    }
    case "micro":
      return of(classes.reduce(added));
    case "weighted":
      return (
        sum(classes.map((counts) => of(counts) * counts.actual)) /
        sum(classes.map(({ actual }) => actual))
      );
    default:
      throw new RangeError(
        `${metric}: unknown average ${JSON.stringify(average)}; expected "binary", "macro", "micro" or "weighted"`,
      );
  }
}

function added(a: Counts, b: Counts): Counts {
  return {
    hits: a.hits + b.hits,
    predicted: a.predicted + b.predicted,
    actual: a.actual + b.actual,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
