import { inScope } from "../../memory/memory.js";
import type { Callback, TrainingRun } from "./callback.js";
import { addEpoch, emptyHistory, type History } from "./history.js";
import { type Inspector, learnFrom } from "./learn.js";
import type { EpochLogs } from "./logs.js";
import type { Network } from "./network.js";
import type { Plan } from "./plan.js";
import type { Batch } from "./source.js";

/**
 * Where a run of training pauses: after a batch, after an epoch (its logs), and where it wants the value of
 * a promise handed back.
 */
export type Pause = "batch" | EpochLogs | Promise<unknown>;

export type PausingRun = Generator<Pause, History, unknown>;

/** Networks in training: two runs at once would tear at the same weights. */
const inTraining = new WeakSet<Network>();

/** Trains by a checked plan, pausing as it goes; left alone early, it still ends in order. */
export function* trainingRun(network: Network, plan: Plan): PausingRun {
  requireIdle(network, plan.operation);
  inTraining.add(network);
  const run = new Run(network, plan);
  try {
    begin(run, plan.callbacks);
    try {
      while (run.epoch < plan.epochs && !run.isStopped) yield* trainEpoch(run, plan);
    } finally {
      plan.progress.end();
      end(run, plan.callbacks);
    }
  } finally {
    inTraining.delete(network);
  }
  return run.history;
}

/** Throws if the network is in training. */
export function requireIdle(network: Network, operation: string): void {
  if (!inTraining.has(network)) return;
  throw new Error(
    `${operation}: the network is being trained already: wait for the other fit, or abort it`,
  );
}

class Run implements TrainingRun {
  readonly history: History;
  readonly epochs: number;
  readonly series: readonly string[];
  readonly inspector: Inspector | null;
  private readonly signal: AbortSignal | undefined;
  epoch: number;
  step = 0;
  /** Whether the run was stopped before the update of the current step. */
  calledOff = false;

  constructor(
    readonly network: Network,
    plan: Plan,
  ) {
    this.history = emptyHistory(plan.series);
    this.epochs = plan.epochs;
    this.epoch = plan.initialEpoch;
    this.series = plan.series;
    this.signal = plan.signal;
    this.inspector = this.inspectorFor(plan);
  }

  stop(reason: string): void {
    this.history.stopped ??= reason;
  }

  /** Whether to go no further, because somebody said so or the signal was aborted. */
  get isStopped(): boolean {
    if (this.signal?.aborted) {
      const { reason } = this.signal;
      this.stop(`aborted: ${reason instanceof Error ? reason.message : String(reason)}`);
    }
    return this.history.stopped !== null;
  }

  /** Null where nobody looks at the steps: they then need not keep their graphs. */
  private inspectorFor({ callbacks, metrics }: Plan): Inspector | null {
    const inspecting = callbacks.filter((callback) => callback.onBeforeUpdate !== undefined);
    if (inspecting.length === 0 && metrics === null) return null;
    return (step) => {
      metrics?.add(step.prediction, step.target);
      for (const callback of inspecting) callback.onBeforeUpdate?.(step, this);
      this.calledOff = this.isStopped;
      return !this.calledOff;
    };
  }
}

/** Callbacks that began are ended again, should a later one refuse. */
function begin(run: Run, callbacks: readonly Callback[]): void {
  let begun = 0;
  try {
    for (const callback of callbacks) {
      callback.onTrainBegin?.(run);
      begun++;
    }
  } catch (error) {
    end(run, callbacks.slice(0, begun));
    throw error;
  }
}

/** All of them, even if one throws. */
function end(run: Run, [first, ...rest]: readonly Callback[]): void {
  try {
    first?.onTrainEnd?.(run);
  } finally {
    if (rest.length > 0) end(run, rest);
  }
}

function* trainEpoch(run: Run, plan: Plan): Generator<Pause, void, unknown> {
  const epoch = ++run.epoch;
  for (const callback of plan.callbacks) yield* waitFor(callback.onEpochBegin?.(epoch, run));
  const loss = yield* trainBatches(run, plan);
  if (loss === null) return;
  run.network.epoch = epoch;
  const logs = yield* logsOf(run.network, plan, epoch, loss);
  addEpoch(run.history, logs);
  plan.progress.epoch(logs);
  run.network.optimizer.observe(logs);
  for (const callback of plan.callbacks) {
    yield* waitFor(callback.onEpochEnd?.(epoch, logs, run));
  }
  yield logs;
}

function* logsOf(
  network: Network,
  plan: Plan,
  epoch: number,
  loss: number,
): Generator<Pause, EpochLogs, unknown> {
  const logs: Record<string, number> & EpochLogs = { epoch, loss };
  plan.metrics?.addTo(logs);
  if (plan.validation !== null) yield* plan.validation.addTo(logs, network);
  return logs;
}

/** The mean loss over the rows of an epoch, or null if the training was stopped before its end. */
function* trainBatches(run: Run, plan: Plan): Generator<Pause, number | null, unknown> {
  const batches = plan.source.start(run.epoch);
  let [total, rows, ended] = [0, 0, false];
  run.step = 0;
  try {
    while (true) {
      const next = yield* waitFor(batches.next());
      ended = next?.done ?? false;
      if (next === undefined || next.done || run.isStopped) break;
      run.step++;
      const { loss, count } = trainBatch(run, next.value);
      if (run.calledOff) break;
      total += loss * count;
      rows += count;
      for (const callback of plan.callbacks) callback.onBatchEnd?.(loss, run);
      plan.progress.batch(run.step, plan.source.steps);
      yield "batch";
    }
  } finally {
    if (!ended) batches.return?.();
  }
  if (!ended) return null;
  if (rows > 0) return total / rows;
  const reason =
    run.history.length === 0
      ? "the data is empty, or has been gone through before"
      : "data that can be gone through only once serves one epoch";
  throw new Error(`${plan.operation}: epoch ${run.epoch} got no batch: ${reason}`);
}

function trainBatch(run: Run, make: Batch): { loss: number; count: number } {
  return inScope(
    () => {
      const batch = make();
      return { loss: learnFrom(run.network, batch, run.inspector), count: batch.x.shape[0] };
    },
    () => [],
  );
}

/** The value of a promise, by way of whoever drives the run; undefined if the wait was broken off. */
function* waitFor<T>(value: T | Promise<T>): Generator<Pause, T | undefined, unknown> {
  return isPromise(value) ? ((yield value) as T | undefined) : value;
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as Partial<Promise<unknown>> | undefined)?.then === "function";
}
