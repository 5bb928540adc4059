import type { Callback, Step, TrainingRun } from "./callback.js";
import { addEpoch, emptyHistory, type History } from "./history.js";
import { rowCount } from "./input.js";
import { type Inspector, learn, learnInspected } from "./learn.js";
import type { EpochLogs } from "./logs.js";
import type { EpochMetrics } from "./measures.js";
import type { Network } from "./network.js";
import { type Pause, waitFor } from "./pause.js";
import type { Plan } from "./plan.js";
import { forgetInputs } from "./predictions.js";
import type { Batch } from "./source.js";

export type PausingRun = Generator<Pause, History, unknown>;

/** Networks in training, and by which plan: two runs at once would tear at the same weights. */
const inTraining = new WeakMap<Network, Plan>();
/** Those that have handed out an epoch, and go on only if somebody asks for the next. */
const resting = new WeakSet<Plan>();

/** Trains by a checked plan, pausing as it goes; left alone early, it still ends in order. */
export function* trainingRun(network: Network, plan: Plan): PausingRun {
  requireIdle(network, plan.operation);
  inTraining.set(network, plan);
  const run = new Run(network, plan);
  try {
    yield* begin(run, plan.callbacks);
    plan.refusal = null;
    try {
      while (run.epoch < plan.epochs && !run.isStopped) yield* trainEpoch(run, plan);
    } finally {
      plan.progress.end();
      if (isOf(network, plan)) {
        forgetInputs(network);
        yield* end(run, plan.callbacks);
      }
    }
  } finally {
    if (isOf(network, plan)) inTraining.delete(network);
  }
  return run.history;
}

/** Whether no other training has taken the network over while this one rested. */
export function isOf(network: Network, plan: Plan): boolean {
  return inTraining.get(network) === plan;
}

/** While an epoch is handed out another training may begin, and end this one: nobody may come back for more. */
export function rest(plan: Plan, rests: boolean): void {
  if (rests) resting.add(plan);
  else resting.delete(plan);
}

/** Throws if the network is in training. */
export function requireIdle(network: Network, operation: string): void {
  const other = inTraining.get(network);
  if (other === undefined || resting.has(other)) return;
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
  private hasWarned = false;

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

  /** Says once that the loss is no number any more. */
  warnOfLoss(loss: number, operation: string): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    console.warn(
      `smolml: ${operation}: the loss of epoch ${this.epoch} is ${loss}: a lower learning rate or clipping may help; ` +
        "checkData: true looks for NaN and Infinity in the data, new TerminateOnNaN() stops there",
    );
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
  private inspectorFor({ callbacks }: Plan): Inspector | null {
    const inspecting = callbacks.filter((callback) => callback.onBeforeUpdate !== undefined);
    if (inspecting.length === 0) return null;
    return function* (this: Run, step: Step): Generator<Pause, boolean, unknown> {
      for (const callback of inspecting) yield* waitFor(callback.onBeforeUpdate?.(step, this));
      this.calledOff = this.isStopped;
      return !this.calledOff;
    }.bind(this);
  }
}

/** Callbacks that began are ended again, should a later one refuse. */
function* begin(run: Run, callbacks: readonly Callback[]): Generator<Pause, void, unknown> {
  let begun = 0;
  try {
    for (const callback of callbacks) {
      yield* waitFor(callback.onTrainBegin?.(run));
      begun++;
    }
  } catch (error) {
    yield* end(run, callbacks.slice(0, begun));
    throw error;
  }
}

/** All of them, even if one throws. */
function* end(run: Run, [first, ...rest]: readonly Callback[]): Generator<Pause, void, unknown> {
  try {
    yield* waitFor(first?.onTrainEnd?.(run));
  } finally {
    if (rest.length > 0) yield* end(run, rest);
  }
}

function* trainEpoch(run: Run, plan: Plan): Generator<Pause, void, unknown> {
  const epoch = ++run.epoch;
  for (const callback of plan.callbacks) yield* waitFor(callback.onEpochBegin?.(epoch, run));
  const loss = yield* trainBatches(run, plan);
  if (loss === null) return;
  if (!Number.isFinite(loss)) run.warnOfLoss(loss, plan.operation);
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
  if (plan.validation !== null) yield* plan.validation.addTo(logs, network, epoch);
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
      if (run.isStopped || next === undefined || next.done) break;
      run.step++;
      const { loss, count } = yield* trainBatch(run, next.value, plan.metrics);
      if (run.calledOff) break;
      total += loss * count;
      rows += count;
      for (const callback of plan.callbacks) yield* waitFor(callback.onBatchEnd?.(loss, run));
      plan.progress.batch(run.step, plan.source.steps);
      yield "batch";
    }
  } finally {
    if (!ended) yield* waitFor(batches.return?.());
  }
  if (!ended) return null;
  if (rows > 0) return total / rows;
  const reason =
    run.history.length === 0
      ? "the data is empty, or has been gone through before"
      : "data that can be gone through only once serves one epoch";
  throw new Error(`${plan.operation}: epoch ${run.epoch} got no batch: ${reason}`);
}

function* trainBatch(
  { network, inspector }: Run,
  make: Batch,
  metrics: EpochMetrics | null,
): Generator<Pause, { loss: number; count: number }, unknown> {
  const rows = make();
  const loss =
    inspector === null
      ? learn(network, rows, metrics)
      : yield* learnInspected(network, rows, metrics, inspector);
  return { loss, count: rowCount(rows.x) as number };
}
