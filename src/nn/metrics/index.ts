export type { MetricFunction, MetricName } from "./by-name.js";
export { accuracy, type ClassOptions, confusionMatrix } from "./confusion.js";
export { type Average, type AverageOptions, f1, precision, recall } from "./precision-recall.js";
export { mae, r2 } from "./regression.js";
