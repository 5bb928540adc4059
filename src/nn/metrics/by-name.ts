import type { MLArray } from "../../ml-array.js";
import { accuracy } from "./confusion.js";
import { f1, precision, recall } from "./precision-recall.js";
import { mae, r2 } from "./regression.js";

/** A measure of predictions against targets; an array as result must hold a single number. */
export type MetricFunction = (yPred: MLArray, yTrue: MLArray) => number | MLArray;

const byName = { accuracy, precision, recall, f1, r2, mae } as const;

/** The metrics that `train` and `fit` know by name. */
export type MetricName = keyof typeof byName;

/** The metric of that name; throws where there is none. */
export function metricNamed(operation: string, name: unknown): MetricFunction {
  if (typeof name === "string" && Object.hasOwn(byName, name)) return byName[name as MetricName];
  throw new RangeError(
    `${operation}: unknown metric ${JSON.stringify(name)}; expected ${Object.keys(byName).join(", ")} or a function`,
  );
}
