import { described } from "../../errors/described.js";
import * as schedules from "./index.js";
import { checkPlateauState, type PlateauState } from "./reduce-on-plateau.js";
import { isSchedule, requireRate, type Schedule } from "./schedule.js";

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

/** A schedule may stand in another one, and so on: this deep. */
const deepest = 16;

/**
 * A schedule, with its state, from what JSON made of it; options are checked as those of a new one.
 * `factoryOf` gives the function that makes schedules of a name; by default, those of this library.
 */
export function scheduleOf(
  { name, options, state }: ScheduleData,
  factoryOf: (name: string) => ScheduleFactory = builtIn,
  depth = 0,
): Schedule {
  if (depth > deepest) {
    throw new RangeError(`scheduleOf: schedules stand in one another more than ${deepest} deep`);
  }
  if (typeof name !== "string" || typeof options !== "object" || options === null) {
    throw new TypeError("scheduleOf: expected a schedule's name and options");
  }
  const { learningRate } = options;
  const inner = typeof learningRate === "object" && learningRate !== null;
  const complete = inner
    ? { ...options, learningRate: scheduleOf(learningRate as ScheduleData, factoryOf, depth + 1) }
    : options;
  const schedule: unknown = factoryOf(name)(complete as never);
  if (!isSchedule(schedule)) throw new RangeError(`scheduleOf: ${name} makes no schedule`);
  if (schedule.state !== undefined) restoreState(name, schedule.state, state);
  if (name === "reduceOnPlateau") checkPlateauState(schedule.state as PlateauState);
  // Whatever else a state of the user's own may be, the schedule gives a rate with it.
  else requireRate(`schedules.${name}`, "the rate of step 0", schedule.at(0));
  return schedule;
}

/**
 * A state has the names that it has in a new schedule, and values like those there: any for null, which is none
 * yet. Without a saved one, it is that of a new schedule.
 */
function restoreState(name: string, state: object, saved: object | null | undefined): void {
  if (saved === undefined) return;
  if (typeof saved !== "object" || saved === null || Array.isArray(saved)) {
    throw new TypeError(`scheduleOf: the state of ${name} must be an object`);
  }
  for (const key of new Set([...Object.keys(state), ...Object.keys(saved)])) {
    const own: unknown = Object.hasOwn(state, key) ? Reflect.get(state, key) : undefined;
    const value: unknown = Object.hasOwn(saved, key) ? Reflect.get(saved, key) : undefined;
    const fits = own === null || (value !== null && typeof own === typeof value);
    if (fits && own !== undefined && value !== undefined) continue;
    throw new RangeError(`scheduleOf: ${name} cannot have a state ${key} of ${described(value)}`);
  }
  Object.assign(state, saved);
}
