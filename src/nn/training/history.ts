import type { Curve, PlotSize } from "../../plot/curve.js";
import { plotSVG } from "../../plot/svg.js";
import { plotText } from "../../plot/text.js";
import type { EpochLogs } from "./logs.js";

/** The loss of each epoch; further series (validation loss, metrics) are its properties. */
export class History extends Array<number> {
  /** Why training ended before its last epoch; null if it did not. */
  stopped: string | null = null;
  declare validationLoss?: number[];
  declare accuracy?: number[];
  declare validationAccuracy?: number[];
  declare precision?: number[];
  declare validationPrecision?: number[];
  declare recall?: number[];
  declare validationRecall?: number[];
  declare f1?: number[];
  declare validationF1?: number[];
  declare r2?: number[];
  declare validationR2?: number[];
  declare mae?: number[];
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
  return name === "loss" || name === "epoch" || name in new History();
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
