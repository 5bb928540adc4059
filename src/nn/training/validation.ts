import { noGrad } from "../../array/graph.js";
import type { Arrays } from "../../array-api/arrays.js";
import { targetKindOf } from "../known-losses.js";
import { inUse } from "../module/module.js";
import { freeingSpent } from "../module/spent.js";
import { rowCount } from "./input.js";
import { lossOf } from "./loss.js";
import { EpochMetrics, measure, type NamedMetric, validationName } from "./measures.js";
import type { Network } from "./network.js";
import { type Pause, waitFor } from "./pause.js";
import { discard, predictions } from "./predictions.js";
import type { BatchSource, Rows } from "./source.js";

type Logs = Record<string, number>;

/** Data that is not learnt from, and what is measured on it after each epoch. */
export interface Validation {
  /** Pauses between parts of the rows. */
  addTo(logs: Logs, network: Network, epoch: number): Generator<Pause, void, unknown>;
}

/** Whole arrays, whose measures are those of all rows at once. */
export class ArrayValidation implements Validation {
  constructor(
    private readonly x: Arrays,
    private readonly y: Arrays,
    private readonly metrics: readonly NamedMetric[],
  ) {}

  *addTo(logs: Logs, network: Network): Generator<Pause, void, unknown> {
    const prediction = yield* predictions(network, this.x);
    logs.validationLoss = lossInUse(network, prediction, this.y);
    for (const metric of this.metrics) {
      logs[validationName(metric.name)] = measure(metric, prediction, this.y);
    }
    if (this.metrics.length === 0 && keepsNothing(network)) discard(prediction);
  }
}

/** Data that comes in batches: the mean loss of all rows; metrics are those of all rows at once. */
export class BatchValidation implements Validation {
  constructor(
    private readonly source: BatchSource,
    private readonly metrics: readonly NamedMetric[],
  ) {}

  *addTo(logs: Logs, network: Network, epoch: number): Generator<Pause, void, unknown> {
    const named = this.metrics.map(({ name, of }) => ({ name: validationName(name), of }));
    const measures = named.length === 0 ? null : new EpochMetrics(named);
    logs.validationLoss = yield* lossOfBatches(network, this.source, epoch, measures);
    measures?.addTo(logs);
  }
}

/** The mean loss over the rows of all batches; `measures` get to see the predictions. */
export function* lossOfBatches(
  network: Network,
  source: BatchSource,
  epoch: number,
  measures: EpochMetrics | null,
): Generator<Pause, number, unknown> {
  const batches = source.start(epoch);
  let [total, rows, ended] = [0, 0, false];
  try {
    while (true) {
      const next = yield* waitFor(batches.next());
      ended = next?.done ?? false;
      if (next === undefined || next.done) break;
      const batch = next.value();
      const count = rowCount(batch.x) as number;
      total += (yield* lossOfBatch(network, batch, measures)) * count;
      rows += count;
      yield "batch";
    }
  } finally {
    if (!ended) yield* waitFor(batches.return?.());
  }
  if (rows > 0 || !ended) return total / rows;
  throw new Error("evaluate: the data gave no batch: it is empty, or has been gone through before");
}

function* lossOfBatch(
  network: Network,
  { x, y, made }: Rows,
  measures: EpochMetrics | null,
): Generator<Pause, number, unknown> {
  const prediction = yield* predictions(network, x);
  const loss = lossInUse(network, prediction, y);
  measures?.add(prediction, y);
  if (keepsNothing(network)) {
    discard(prediction);
    for (const array of made) array.dispose();
  }
  return loss;
}

/** The mean loss of predictions, with what the weights add to it. */
export function lossInUse(network: Network, prediction: Arrays, target: Arrays): number {
  return inUse(network.tree.modules, () =>
    noGrad(() =>
      freeingSpent(() => {
        const loss = lossOf(network, prediction, target);
        const value = loss.item();
        if (keepsNothing(network)) loss.dispose();
        return value;
      }),
    ),
  );
}

/** Whether what the loss is handed is needed no more afterwards: one of the user's own may keep it. */
export function keepsNothing({ lossFunction }: Network): boolean {
  return targetKindOf(lossFunction) !== null;
}
