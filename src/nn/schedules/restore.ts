import * as schedules from "./index.js";
import type { Schedule } from "./schedule.js";

/** A schedule as JSON keeps it. */
export interface ScheduleData {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly state?: object;
}

export type ScheduleFactory = (options: never) => Schedule;

export const scheduleFactories: Readonly<Record<string, ScheduleFactory>> = {
  step: schedules.step,
  exponential: schedules.exponential,
  cosine: schedules.cosine,
  warmup: schedules.warmup,
  oneCycle: schedules.oneCycle,
  reduceOnPlateau: schedules.reduceOnPlateau,
};

function builtIn(name: string): ScheduleFactory {
  if (Object.hasOwn(scheduleFactories, name)) return scheduleFactories[name];
  throw new RangeError(
    `scheduleOf: unknown schedule "${name}"; expected one of ${Object.keys(scheduleFactories).join(", ")}`,
  );
}

/**
 * A schedule, with its state, from what JSON made of it; options are checked as those of a new one.
 * `factoryOf` gives the function that makes schedules of a name; by default, those of this library.
 */
export function scheduleOf(
  { name, options, state }: ScheduleData,
  factoryOf: (name: string) => ScheduleFactory = builtIn,
): Schedule {
  if (typeof name !== "string" || typeof options !== "object" || options === null) {
    throw new TypeError("scheduleOf: expected a schedule's name and options");
  }
  const { learningRate } = options;
  const inner = typeof learningRate === "object" && learningRate !== null;
  const complete = inner
    ? { ...options, learningRate: scheduleOf(learningRate as ScheduleData, factoryOf) }
    : options;
  const schedule = factoryOf(name)(complete as never);
  if (schedule.state !== undefined) restoreState(name, schedule.state, state);
  return schedule;
}

/** A state has the names that it has in a new schedule, and values like those there (null: none yet). */
function restoreState(name: string, state: object, saved: object | null = {}): void {
  if (typeof saved !== "object" || saved === null) {
    throw new TypeError(`scheduleOf: the state of ${name} must be an object`);
  }
  for (const [key, value] of Object.entries(saved)) {
    const own: unknown = Object.hasOwn(state, key) ? Reflect.get(state, key) : undefined;
    if (own === null || value === null || typeof own === typeof value) continue;
    throw new RangeError(
      `scheduleOf: ${name} cannot have a state ${key} of ${JSON.stringify(value)}`,
    );
  }
  Object.assign(state, saved);
}
