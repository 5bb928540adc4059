import { requireNumber } from "../../errors/check.js";

/**
 * A learning rate that changes with time. As an optimizer's `learningRate` it counts steps, in a
 * `LearningRateScheduler` epochs. `name`, `options` and `state` are plain data, by which a saved model
 * keeps it.
 */
export interface Schedule {
  /** The name of the function that makes it ("cosine"), under which a saved model knows it. */
  readonly name: string;
  /** The options that the function was given that made it. */
  readonly options: object;
  /** The rate of step (or epoch) t, from 0: a number >= 0. */
  at(t: number): number;
  /** What it has learnt from what it observed, if it observes. */
  readonly state?: object;
  /** The series of the history that it observes after each epoch. */
  readonly monitor?: string;
  /** Takes in what the series came to in an epoch. */
  observe?(value: number): void;
}

export function isSchedule(value: unknown): value is Schedule {
  // Strings and lists have a method of that name too.
  const isObject = typeof value === "object" && !Array.isArray(value);
  return isObject && typeof (value as Partial<Schedule> | null)?.at === "function";
}

/** Throws unless `value` is a learning rate: a finite number >= 0. */
export function requireRate(operation: string, name: string, value: unknown): void {
  requireNumber(operation, name, value, 0);
}
