import type { MLArray } from "../../array-api/ml-array.js";
import type { ClassOptions } from "./classes.js";
import { accuracy } from "./confusion.js";
import { f1, precision, recall } from "./precision-recall.js";
import { mae, r2 } from "./regression.js";

/** A measure of predictions against targets; an array as result must hold a single number. */
export type MetricFunction = (yPred: MLArray, yTrue: MLArray) => number | MLArray;

const byName = { accuracy, precision, recall, f1, r2, mae } as const;

/** The metrics that `train` and `fit` know by name. */
export type MetricName = keyof typeof byName;

type Measure = (yPred: MLArray, yTrue: MLArray, options: ClassOptions) => number;

/** The metric of that name, with options for those that count classes; throws where there is none. */
export function metricNamed(
  operation: string,
  name: unknown,
  options: ClassOptions,
): MetricFunction {
  if (typeof name === "string" && Object.hasOwn(byName, name)) {
    const measure: Measure = byName[name as MetricName];
    return (yPred, yTrue) => measure(yPred, yTrue, options);
  }
  throw new RangeError(
    `${operation}: unknown metric ${JSON.stringify(name)}; expected ${Object.keys(byName).join(", ")} or a function`,
  );
}
