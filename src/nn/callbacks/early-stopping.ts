import { requireInteger, requireOptions } from "../../errors/check.js";
import { Monitor, type MonitorOptions, monitorOptions, requireSeries } from "../monitor.js";
import type { Callback, TrainingRun } from "../training/callback.js";
import type { EpochLogs } from "../training/logs.js";
import { OwnCallback } from "./own-callback.js";
import { Snapshot } from "./snapshot.js";

/** The options of `EarlyStopping`: which series to watch, and how long to wait. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** After how many epochs without a better value to stop, an integer >= 0. Default 0: after the first. */
  readonly patience?: number;
  /** Goes back to the weights of the best epoch, whatever ends the training. Default false. */
  readonly restoreBest?: boolean;
}

/** Where an `EarlyStopping` stands: plain data, to be kept and put back with `Object.assign`. */
export interface EarlyStoppingState {
  /** The best value of the series so far; null before the first epoch. */
  best: number | null;
  /** The number of the epoch with the best value, from 1; 0 before the first. */
  bestEpoch: number;
  /** How many epochs have gone by since the best one. */
  waited: number;
}

/**
 * Stops where a series (`monitor`, by default the validation loss) no longer gets better. Each training
 * starts afresh, unless it goes on from an `initialEpoch`.
 */
export class EarlyStopping extends OwnCallback implements Callback {
  /** To be kept where a training goes on in another process. */
  readonly state: EarlyStoppingState = { best: null, bestEpoch: 0, waited: 0 };
  private readonly monitor: Monitor;
  private readonly patience: number;
  private readonly restoreBest: boolean;
  private snapshot: Snapshot | null = null;

  constructor(options: EarlyStoppingOptions = {}) {
    super();
    requireOptions("EarlyStopping", options, [...monitorOptions, "patience", "restoreBest"]);
    const { patience = 0, restoreBest = false } = options;
    this.monitor = new Monitor("EarlyStopping", options);
    requireInteger("EarlyStopping", "patience", patience, 0);
    this.patience = patience;
    this.restoreBest = restoreBest;
  }

  onTrainBegin(run: TrainingRun): void {
    requireSeries("EarlyStopping", this.monitor.series, run.series);
    if (run.epoch === 0) Object.assign(this.state, { best: null, bestEpoch: 0, waited: 0 });
  }

  /** Compares the epoch with the best one, and stops after `patience` epochs without a better one. */
  onEpochEnd(epoch: number, logs: EpochLogs, run: TrainingRun): void {
    const { state, monitor } = this;
    const value = logs[monitor.series] as number;
    if (monitor.isBetter(value, state.best)) {
      Object.assign(state, { best: value, bestEpoch: epoch, waited: 0 });
      if (this.restoreBest) this.snapshot = new Snapshot(run.network);
    } else if (++state.waited >= this.patience) {
      run.stop(
        `EarlyStopping: ${monitor.series} has not become better than ${state.best} (epoch ${state.bestEpoch}) for ${state.waited} epochs`,
      );
    }
  }

  onTrainEnd(): void {
    this.snapshot?.restore();
    this.snapshot = null;
  }
}
