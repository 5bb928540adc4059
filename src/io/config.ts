import { type ScheduleData, scheduleOf } from "../nn/schedules/restore.js";
import { isSchedule, type Schedule } from "../nn/schedules/schedule.js";
import { nameOf, requireName, thingOf } from "./registry.js";
import { isObject } from "./safetensors.js";

/** Options as JSON: what is not plain data stands as an object with one of these keys and a name. */
const functionKey = "$function";
const initializerKey = "$initializer";
const scheduleKey = "$schedule";

type Config = Readonly<Record<string, unknown>>;

/** Options of a layer or an optimizer as JSON. */
export function encodeConfig(place: string, config: Config): Config {
  const entries = Object.entries(config)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, encoded(`${place}.${key}`, value)]);
  return Object.fromEntries(entries);
}

function encoded(place: string, value: unknown): unknown {
  if (typeof value === "function") {
    return { [functionKey]: nameOf(place, "activation", value) };
  }
  if (isSchedule(value)) return { [scheduleKey]: scheduleData(place, value) };
  if (isObject(value) && typeof value.initialize === "function") {
    return { [initializerKey]: nameOf(place, "initializer", value) };
  }
  requirePlain(place, value);
  return value;
}

/** A schedule, and the one within it if there is one, without their functions. */
function scheduleData(place: string, schedule: Schedule): ScheduleData {
  requireName(place, "schedule", schedule.name);
  const { name, state } = schedule;
  const options: Record<string, unknown> = { ...schedule.options };
  const { learningRate } = options;
  if (isSchedule(learningRate)) options.learningRate = scheduleData(place, learningRate);
  requirePlain(place, [options, state ?? null]);
  return { name, options, state: state === undefined ? undefined : { ...state } };
}

/** Throws unless JSON gives back what it is given. */
function requirePlain(place: string, value: unknown): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (Array.isArray(value) || Object.getPrototypeOf(value ?? 0) === Object.prototype) {
    for (const [key, item] of Object.entries(value as object)) {
      if (item !== undefined) requirePlain(`${place}.${key}`, item);
    }
    return;
  }
  throw new TypeError(
    `${place} is ${String(value)}, which JSON cannot hold: a config is made of numbers, texts, booleans, null, lists and plain objects, and of functions, schedules and initializers at its top`,
  );
}

/** The options that `encodeConfig` made JSON of. */
export function decodeConfig(place: string, config: unknown): Config {
  if (!isObject(config)) {
    throw new RangeError(`${place}: config must be an object`);
  }
  const entries = Object.entries(config).map(([key, value]) => [
    key,
    decoded(`${place}.${key}`, value),
  ]);
  return Object.fromEntries(entries);
}

function decoded(place: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  const [key, ...others] = Object.keys(value);
  if (others.length > 0) return value;
  const named = value[key];
  if (key === functionKey) return thingOf(place, "activation", named);
  if (key === initializerKey) return thingOf(place, "initializer", named);
  if (key !== scheduleKey) return value;
  if (!isObject(named)) throw new RangeError(`${place} must be a schedule`);
  return scheduleOf(named as unknown as ScheduleData, (name) => thingOf(place, "schedule", name));
}
