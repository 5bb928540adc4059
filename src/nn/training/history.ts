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

  /** What `map`, `filter` and `slice` make are plain arrays. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
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
