import { noGrad } from "../../array/graph.js";
import { MLArray } from "../../array-api/ml-array.js";
import { tidy } from "../../array-api/tidy.js";
import { sliceRows } from "../../data/rows.js";
import type { RealArray } from "../../shape/dtype.js";
import { sigmoidBinaryCrossEntropy } from "../losses.js";
import { type MetricFunction, type MetricName, metricNamed } from "../metrics/by-name.js";
import { isReserved } from "./history.js";
import { lossOf } from "./loss.js";
import type { Network } from "./network.js";

export interface NamedMetric {
  readonly name: string;
  readonly of: MetricFunction;
}

/** The metrics that the options ask for, by their own names. */
export function namedMetrics(
  { lossFunction }: Network,
  operation: string,
  metrics: readonly (MetricName | MetricFunction)[],
): NamedMetric[] {
  if (!Array.isArray(metrics)) {
    throw new TypeError(`${operation}: metrics must be a list, got ${typeof metrics}`);
  }
  // What that loss takes for class 1 are logits above 0, not probabilities above a half.
  const options = lossFunction === sigmoidBinaryCrossEntropy ? { threshold: 0 } : {};
  const named = metrics.map((metric: MetricName | MetricFunction, i): NamedMetric => {
    if (typeof metric !== "function") {
      return { name: metric, of: metricNamed(operation, metric, options) };
    }
    if (metric.name !== "") return { name: metric.name, of: metric };
    throw new TypeError(`${operation}: metrics[${i}] is a function without a name; give it one`);
  });
  named.forEach(({ name }, i) => {
    const taken = isReserved(name) || named.findIndex((other) => other.name === name) < i;
    if (taken) throw new RangeError(`${operation}: metrics[${i}]: the name "${name}" is taken`);
  });
  return named;
}

/** What the logs of each epoch will hold. */
export function seriesOf(metrics: readonly NamedMetric[], validated: boolean): string[] {
  const names = ["loss", ...metrics.map(({ name }) => name)];
  return validated ? [...names, ...names.map(validationName)] : names;
}

function validationName(name: string): string {
  return `validation${name[0].toUpperCase()}${name.slice(1)}`;
}

function measure({ of }: NamedMetric, prediction: MLArray, target: MLArray): number {
  const value = of(prediction, target);
  return value instanceof MLArray ? value.item() : value;
}

/** Rows of one epoch's batches, copied out of the steps' memory. */
class Collected {
  private readonly parts: RealArray[] = [];
  private like: MLArray | null = null;

  add(rows: MLArray): void {
    this.parts.push(rows.toTypedArray());
    this.like ??= rows;
  }

  /** All of them as one array; the next epoch starts empty. */
  take(): MLArray {
    const { shape, dtype } = this.like as MLArray;
    const columns = shape.slice(1);
    const size = this.parts.reduce((sum, part) => sum + part.length, 0);
    const all = dtype === "float32" ? new Float32Array(size) : new Float64Array(size);
    let start = 0;
    for (const part of this.parts.splice(0)) {
      all.set(part, start);
      start += part.length;
    }
    const rows = size / columns.reduce((a, b) => a * b, 1);
    return new MLArray(all, { shape: [rows, ...columns], dtype, requiresGrad: false });
  }
}

/** Measures an epoch's predictions, as they were made while learning, as a whole. */
export class EpochMetrics {
  private readonly predictions = new Collected();
  private readonly targets = new Collected();

  constructor(private readonly metrics: readonly NamedMetric[]) {}

  add(prediction: MLArray, target: MLArray): void {
    this.predictions.add(prediction);
    this.targets.add(target);
  }

  addTo(logs: Record<string, number>): void {
    const [predictions, targets] = [this.predictions.take(), this.targets.take()];
    for (const metric of this.metrics) logs[metric.name] = measure(metric, predictions, targets);
  }
}

/** Rows of a validation predicted without a pause: some milliseconds in a wide network. */
const rowsAtOnce = 256;

/** Data that is not learnt from, and what is measured on it after each epoch. */
export class Validation {
  constructor(
    private readonly x: MLArray,
    private readonly y: MLArray,
    private readonly metrics: readonly NamedMetric[],
  ) {}

  /** Pauses between parts of the rows; the measures are those of all rows at once. */
  *addTo(logs: Record<string, number>, network: Network): Generator<"batch", void, unknown> {
    const collected = new Collected();
    const rows = this.x.shape[0];
    for (let start = 0; start < rows; start += rowsAtOnce) {
      if (start > 0) yield "batch";
      const part = sliceRows(this.x, start, Math.min(rowsAtOnce, rows - start));
      tidy(() => collected.add(network.predict(part)));
    }
    const prediction = collected.take();
    logs.validationLoss = tidy(() => noGrad(() => lossOf(network, prediction, this.y).item()));
    for (const metric of this.metrics) {
      logs[validationName(metric.name)] = measure(metric, prediction, this.y);
    }
    // A metric may keep what it was given.
    if (this.metrics.length === 0) prediction.dispose();
  }
}
