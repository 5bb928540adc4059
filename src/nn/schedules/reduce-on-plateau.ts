import {
  requireInteger,
  requireNumber,
  requireOptions,
  requirePositiveInteger,
} from "../../errors/check.js";
import { described } from "../../errors/described.js";
import { Monitor, type MonitorOptions, monitorOptions } from "../monitor.js";
import { requireRate, type Schedule } from "./schedule.js";

/** What `schedules.reduceOnPlateau` takes. */
export interface ReduceOnPlateauOptions extends MonitorOptions {
  /** The first rate. */
  readonly learningRate: number;
  /** What the rate is multiplied by, in [0, 1]. Default 0.1. */
  readonly factor?: number;
  /** After how many epochs without a better value. Default 10. */
  readonly patience?: number;
  /** Epochs after a reduction that do not count. Default 0. */
  readonly cooldown?: number;
  /** The rate never falls below it. Default 0. */
  readonly minimum?: number;
}

const optionNames = [
  ...monitorOptions,
  "learningRate",
  "factor",
  "patience",
  "cooldown",
  "minimum",
] as const;

/** Where a plateau schedule stands. */
export interface PlateauState {
  learningRate: number;
  /** Null before the first value. */
  best: number | null;
  /** Epochs without a better value. */
  waited: number;
  cooling: number;
}

/** Throws unless each part of the state is one that the schedule may have. */
export function checkPlateauState(state: PlateauState): void {
  const name = "schedules.reduceOnPlateau";
  requireRate(name, "state.learningRate", state.learningRate);
  requireInteger(name, "state.waited", state.waited, 0);
  requireInteger(name, "state.cooling", state.cooling, 0);
  if (state.best === null || typeof state.best === "number") return;
  throw new RangeError(
    `${name}: state.best must be a number or null, got ${described(state.best)}`,
  );
}

/**
 * Lowers the rate where a series (by default the validation loss) no longer gets better. Epochs are counted as
 * Keras' ReduceLROnPlateau does: the rate falls at the end of epoch number `patience` without a better value
 * (PyTorch waits for one more), and an epoch counts again once the last one of the cooldown has begun.
 * `minDelta` is 1e-4 by default.
 */
export function reduceOnPlateau(options: ReduceOnPlateauOptions): Schedule {
  const name = "schedules.reduceOnPlateau";
  requireOptions(name, options, optionNames);
  const { learningRate, factor = 0.1, patience = 10, cooldown = 0, minimum = 0 } = options;
  requireRate(name, "learningRate", learningRate);
  requireNumber(name, "factor", factor, 0, 1);
  requirePositiveInteger(name, "patience", patience);
  requireInteger(name, "cooldown", cooldown, 0);
  requireRate(name, "minimum", minimum);
  const monitor = new Monitor(name, { minDelta: 1e-4, ...options });
  const state: PlateauState = { learningRate, best: null, waited: 0, cooling: 0 };
  const observe = (value: number): void => {
    if (state.cooling > 0) {
      state.cooling--;
      state.waited = 0;
    }
    if (monitor.isBetter(value, state.best)) Object.assign(state, { best: value, waited: 0 });
    else if (state.cooling === 0) state.waited++;
    if (state.waited < patience) return;
    state.learningRate = Math.max(state.learningRate * factor, minimum);
    Object.assign(state, { cooling: cooldown, waited: 0 });
  };
  const at = (): number => state.learningRate;
  return {
    name: "reduceOnPlateau",
    options: { ...options },
    state,
    monitor: monitor.series,
    at,
    observe,
  };
}
