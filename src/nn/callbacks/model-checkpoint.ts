import { requireOptions } from "../../errors/check.js";
import { Monitor, type MonitorOptions, monitorOptions, requireSeries } from "../monitor.js";
import type { Callback, TrainingRun } from "../training/callback.js";
import type { EpochLogs } from "../training/logs.js";
import { OwnCallback } from "./own-callback.js";

/** The options of `ModelCheckpoint`: where to write to, and which epochs. */
export interface ModelCheckpointOptions extends MonitorOptions {
  /** Takes what `model.save()` gave; in `fit`, a promise it returns is waited for. */
  readonly write: (bytes: Uint8Array, epoch: number, logs: EpochLogs) => void | Promise<void>;
  /** Only epochs that better the monitored series. Default false: every epoch. */
  readonly saveBestOnly?: boolean;
}

/** Hands the saved model to a function of yours after each epoch, or after each best one yet. */
export class ModelCheckpoint extends OwnCallback implements Callback {
  /** The best value so far; plain data. */
  readonly state: { best: number | null } = { best: null };
  private readonly monitor: Monitor | null;
  private readonly write: ModelCheckpointOptions["write"];

  constructor(options: ModelCheckpointOptions) {
    super();
    requireOptions("ModelCheckpoint", options, [...monitorOptions, "write", "saveBestOnly"]);
    if (typeof options.write !== "function") {
      throw new TypeError(`ModelCheckpoint: write must be a function, got ${typeof options.write}`);
    }
    this.write = options.write;
    this.monitor = options.saveBestOnly ? new Monitor("ModelCheckpoint", options) : null;
  }

  /** Saves once for nothing, so that a network that cannot be saved is known of before it is trained. */
  onTrainBegin(run: TrainingRun): void {
    if (this.monitor !== null) requireSeries("ModelCheckpoint", this.monitor.series, run.series);
    if (run.epoch === 0) this.state.best = null;
    run.network.save();
  }

  /** Writes the epoch if it is asked for; returns what `write` returns. */
  onEpochEnd(epoch: number, logs: EpochLogs, run: TrainingRun): void | Promise<void> {
    if (this.monitor !== null) {
      const value = logs[this.monitor.series] as number;
      if (!this.monitor.isBetter(value, this.state.best)) return;
      this.state.best = value;
    }
    return this.write(run.network.save(), epoch, logs);
  }
}
