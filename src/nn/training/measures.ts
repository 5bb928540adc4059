import { type Arrays, type Form, mapArrays } from "../../array-api/arrays.js";
import { MLArray } from "../../array-api/ml-array.js";
import { described, isClass } from "../../errors/described.js";
import type { DType, RealArray } from "../../shape/dtype.js";
import { type Shape, sizeOf } from "../../shape/shape.js";
import { sigmoidBinaryCrossEntropy } from "../losses.js";
import { type MetricFunction, type MetricName, metricNamed } from "../metrics/by-name.js";
import { isReserved } from "./history.js";
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
    if (metric.constructor.name === "AsyncFunction") {
      throw new TypeError(
        `${operation}: metrics[${i}]: ${metric.name || "the function"} is async, and a metric gives a number at once`,
      );
    }
    if (isClass(metric)) throw new TypeError(`${operation}: metrics[${i}] is ${described(metric)}`);
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

export function validationName(name: string): string {
  return `validation${name[0].toUpperCase()}${name.slice(1)}`;
}

/** What a metric comes to for predictions, of which a function of one's own may take several. */
export function measure({ name, of }: NamedMetric, prediction: Arrays, target: Arrays): number {
  const value: unknown = of(prediction as MLArray, target as MLArray);
  if (value instanceof MLArray) return value.item();
  if (typeof value === "number") return value;
  // Nobody waits for it: what it fails of later is not to end the process.
  Promise.resolve(value).catch(() => {});
  throw new TypeError(
    `metrics: ${name} must give a number or an array of one, got ${described(value)}`,
  );
}

/** Rows of one epoch's batches, copied out of the steps' memory. */
class Collected {
  readonly #parts: RealArray[] = [];
  readonly #shape: Shape;
  readonly #dtype: DType;

  constructor({ shape, dtype }: MLArray) {
    this.#shape = shape.slice(1);
    this.#dtype = dtype;
  }

  add(rows: MLArray): void {
    this.#parts.push(rows.toTypedArray());
  }

  /** All of them as one array. */
  whole(): MLArray {
    const size = this.#parts.reduce((sum, part) => sum + part.length, 0);
    const all = this.#dtype === "float32" ? new Float32Array(size) : new Float64Array(size);
    let start = 0;
    for (const part of this.#parts) {
      all.set(part, start);
      start += part.length;
    }
    const shape = [size / sizeOf(this.#shape), ...this.#shape];
    return new MLArray(all, { shape, dtype: this.#dtype, requiresGrad: false });
  }
}

/** The same of one array, several, or several by name. */
class CollectedForm {
  #parts: Form<Collected> | null = null;

  add(rows: Arrays): void {
    this.#parts ??= mapArrays(rows, (part) => new Collected(part));
    const parts = new Map<string, Collected>();
    mapArrays(this.#parts, (part, name) => parts.set(name, part));
    mapArrays(rows, (part, name) => parts.get(name)?.add(part));
  }

  /** All of them; the next epoch starts empty. */
  take(): Arrays {
    const parts = this.#parts as Form<Collected>;
    this.#parts = null;
    return mapArrays(parts, (part) => part.whole()) as Arrays;
  }
}

/** Measures an epoch's predictions, as they were made while learning, as a whole. */
export class EpochMetrics {
  readonly #predictions = new CollectedForm();
  readonly #targets = new CollectedForm();

  constructor(private readonly metrics: readonly NamedMetric[]) {}

  add(prediction: Arrays, target: Arrays): void {
    this.#predictions.add(prediction);
    this.#targets.add(target);
  }

  addTo(logs: Record<string, number>): void {
    const [predictions, targets] = [this.#predictions.take(), this.#targets.take()];
    for (const metric of this.metrics) logs[metric.name] = measure(metric, predictions, targets);
  }
}
