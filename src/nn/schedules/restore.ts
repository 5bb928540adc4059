import * as schedules from "./index.js";
import type { Schedule } from "./schedule.js";

/** A schedule as JSON keeps it. */
export interface ScheduleData {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly state?: object;
}

const factories: Readonly<Record<string, (options: never) => Schedule>> = {
  step: schedules.step,
  exponential: schedules.exponential,
  cosine: schedules.cosine,
  warmup: schedules.warmup,
  oneCycle: schedules.oneCycle,
  reduceOnPlateau: schedules.reduceOnPlateau,
};

/** A schedule, with its state, from what JSON made of it; options are checked as those of a new one. */
export function scheduleOf({ name, options, state }: ScheduleData): Schedule {
  if (!Object.hasOwn(factories, name)) {
    throw new RangeError(
      `scheduleOf: unknown schedule "${name}"; expected one of ${Object.keys(factories).join(", ")}`,
    );
  }
  const { learningRate } = options;
  const inner = typeof learningRate === "object" && learningRate !== null;
  const complete = inner
    ? { ...options, learningRate: scheduleOf(learningRate as ScheduleData) }
    : options;
  const schedule = factories[name](complete as never);
  if (schedule.state !== undefined) Object.assign(schedule.state, state);
  return schedule;
}
