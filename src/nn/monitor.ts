import { requireNumber } from "../errors/check.js";

export interface MonitorOptions {
  /** The series of the history to watch: "loss", "validationLoss", "validationAccuracy" … */
  readonly monitor?: string;
  /** Whether less or more is better. Default: more for accuracy, precision, recall, f1 and r2, else less. */
  readonly mode?: "min" | "max";
  /** By how much a value must be better to count, >= 0. Default 0. */
  readonly minDelta?: number;
}

/** The names of those options. */
export const monitorOptions = ["monitor", "mode", "minDelta"] as const;

const moreIsBetter = /(accuracy|precision|recall|f1|r2)$/i;

/** How to tell whether a series gets better. */
export class Monitor {
  readonly series: string;
  private readonly sign: number;
  private readonly minDelta: number;

  constructor(
    operation: string,
    { monitor = "validationLoss", mode, minDelta = 0 }: MonitorOptions,
  ) {
    if (typeof monitor !== "string") {
      throw new TypeError(
        `${operation}: monitor must be the name of a series, got ${typeof monitor}`,
      );
    }
    if (mode !== undefined && mode !== "min" && mode !== "max") {
      throw new RangeError(`${operation}: mode must be "min" or "max", got ${String(mode)}`);
    }
    requireNumber(operation, "minDelta", minDelta, 0);
    this.series = monitor;
    this.sign = (mode ?? (moreIsBetter.test(monitor) ? "max" : "min")) === "max" ? 1 : -1;
    this.minDelta = minDelta;
  }

  /** Whether `value` betters `best`, null standing for none so far. NaN betters nothing. */
  isBetter(value: number, best: number | null): boolean {
    if (best === null) return !Number.isNaN(value);
    return this.sign * (value - best) > this.minDelta;
  }
}

/** Throws unless the logs of an epoch will hold the series. */
export function requireSeries(operation: string, monitor: string, series: readonly string[]): void {
  if (series.includes(monitor)) return;
  throw new RangeError(
    `${operation}: there is no series "${monitor}" to watch; this training has ${series.join(", ")}`,
  );
}
