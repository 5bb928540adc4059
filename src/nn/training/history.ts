import type { Curve, PlotSize } from "../../plot/curve.js";
import { plotSVG } from "../../plot/svg.js";
import { plotText } from "../../plot/text.js";
import type { EpochLogs } from "./logs.js";

/** The loss of each epoch; further series (validation loss, metrics) are its properties. */
export class History extends Array<number> {
  /** Why training ended before its last epoch; null if it did not. */
  stopped: string | null = null;
  /** With validation data: the loss on it after each epoch. */
  declare validationLoss?: number[];
  /** With `metrics: ["accuracy"]`: the accuracy of each epoch's predictions while learning. */
  declare accuracy?: number[];
  /** The accuracy on the validation data after each epoch, with `metrics: ["accuracy"]`. */
  declare validationAccuracy?: number[];
  /** With `metrics: ["precision"]`: the precision of each epoch's predictions while learning. */
  declare precision?: number[];
  /** The precision on the validation data after each epoch, with `metrics: ["precision"]`. */
  declare validationPrecision?: number[];
  /** With `metrics: ["recall"]`: the recall of each epoch's predictions while learning. */
  declare recall?: number[];
  /** The recall on the validation data after each epoch, with `metrics: ["recall"]`. */
  declare validationRecall?: number[];
  /** With `metrics: ["f1"]`: the F1 score of each epoch's predictions while learning. */
  declare f1?: number[];
  /** The F1 score on the validation data after each epoch, with `metrics: ["f1"]`. */
  declare validationF1?: number[];
  /** With `metrics: ["r2"]`: R^2 of each epoch's predictions while learning. */
  declare r2?: number[];
  /** R^2 on the validation data after each epoch, with `metrics: ["r2"]`. */
  declare validationR2?: number[];
  /** With `metrics: ["mae"]`: the mean absolute error of each epoch's predictions while learning. */
  declare mae?: number[];
  /** The mean absolute error on the validation data after each epoch, with `metrics: ["mae"]`. */
  declare validationMae?: number[];

  /** The loss curves as lines of text, for a terminal: `console.log(history.plot())`. Size in characters. */
  plot(size?: PlotSize): string {
    return plotText(lossesOf(this), size);
  }

  /** The loss curves as a picture: the text of an SVG file. Size in pixels. */
  toSVG(size?: PlotSize): string {
    return plotSVG(lossesOf(this), size);
  }

  /** What `map`, `filter` and `slice` make are plain arrays. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

function lossesOf(history: History): Curve[] {
  const loss = { name: "loss", values: history };
  const { validationLoss } = history;
  return validationLoss === undefined
    ? [loss]
    : [loss, { name: "validation loss", values: validationLoss }];
}

/** Whether a series of that name would hide something that every history has. */
export function isReserved(name: string): boolean {
  const isOwn = name === "loss" || name === "epoch" || name === "validationLoss";
  // A name such as "0" would be an epoch's loss.
  return isOwn || /^\d+$/.test(name) || name in new History();
}

/** A history with the series of those names beside the loss, all of them empty. */
export function emptyHistory(series: readonly string[]): History {
  const history = new History();
  for (const name of series) if (name !== "loss") Reflect.set(history, name, []);
  return history;
}

/** Appends what an epoch came to. */
export function addEpoch(history: History, logs: EpochLogs): void {
  history.push(logs.loss);
  for (const name in logs) {
    const series: unknown = name === "loss" ? null : Reflect.get(history, name);
    if (Array.isArray(series)) series.push(logs[name]);
  }
}
