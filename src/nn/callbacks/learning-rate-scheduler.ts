import { requireSeries } from "../monitor.js";
import { isSchedule, type Schedule } from "../schedules/schedule.js";
import type { Callback, TrainingRun } from "../training/callback.js";
import type { EpochLogs } from "../training/logs.js";
import { OwnCallback } from "./own-callback.js";

/** The rate of an epoch, counted from 1, given the rate before. */
export type RateFunction = (epoch: number, learningRate: number) => number;

/** Sets the optimizer's learning rate at the beginning of each epoch: a schedule then counts epochs. */
export class LearningRateScheduler extends OwnCallback implements Callback {
  /** Throws unless given a schedule, or a function of the epoch and the rate before. */
  constructor(readonly schedule: Schedule | RateFunction) {
    super();
    if (isSchedule(schedule) || typeof schedule === "function") return;
    throw new TypeError(
      `LearningRateScheduler: expected a schedule or a function, got ${typeof schedule}`,
    );
  }

  onTrainBegin({ series }: TrainingRun): void {
    const monitor = isSchedule(this.schedule) ? this.schedule.monitor : undefined;
    if (monitor !== undefined) requireSeries("LearningRateScheduler", monitor, series);
  }

  /** Sets the rate; throws where it is not a finite number >= 0. */
  onEpochBegin(epoch: number, { network: { optimizer } }: TrainingRun): void {
    const { schedule } = this;
    optimizer.learningRate = isSchedule(schedule)
      ? schedule.at(epoch - 1)
      : schedule(epoch, optimizer.learningRate);
  }

  /** Lets a schedule that observes see how the epoch went. */
  onEpochEnd(_epoch: number, logs: EpochLogs): void {
    const { schedule } = this;
    if (!isSchedule(schedule) || schedule.monitor === undefined) return;
    schedule.observe?.(logs[schedule.monitor] as number);
  }
}
