import type { EpochLogs } from "./logs.js";

/**
 * Where a run of training pauses: after a batch, after an epoch (its logs), and where it wants the value of
 * a promise handed back.
 */
export type Pause = "batch" | EpochLogs | Promise<unknown>;

/** The value of a promise, by way of whoever drives the run; undefined if the wait was broken off. */
export function* waitFor<T>(value: T | Promise<T>): Generator<Pause, T | undefined, unknown> {
  return isPromise(value) ? ((yield value) as T | undefined) : value;
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as Partial<Promise<unknown>> | null | undefined)?.then === "function";
}
