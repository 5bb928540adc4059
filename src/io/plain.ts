import { described } from "../errors/described.js";

/** Options as JSON: what is not plain data stands as an object with one of these keys, and a name under it. */
export const keys = {
  function: "$function",
  initializer: "$initializer",
  schedule: "$schedule",
  module: "$module",
  /** A module that stands elsewhere as well: its path. */
  same: "$same",
  optimizer: "$optimizer",
  scaler: "$scaler",
} as const;

export type Config = Readonly<Record<string, unknown>>;

/** A module as JSON: its class by name, and its options. */
export interface ModuleDescription {
  /** The name of its class. */
  readonly $module: string;
  /** Its options, with the modules among them in this form. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** For a number that JSON has not: {"$number": "Infinity"}. */
const numberKey = "$number";
const numbers: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
  "-0": -0,
};

/** The same data, with what stands for a number in the place of each that JSON has not. */
export function withoutStrangeNumbers(value: unknown): unknown {
  if (typeof value !== "number") return mapPlain(value, withoutStrangeNumbers);
  const name = Object.keys(numbers).find((each) => Object.is(numbers[each], value));
  return name === undefined ? value : { [numberKey]: name };
}

/** The inverse. */
export function withStrangeNumbers(value: unknown): unknown {
  const name: unknown = (value as Config | null)?.[numberKey];
  if (typeof name === "string" && Object.hasOwn(numbers, name)) return numbers[name];
  return mapPlain(value, withStrangeNumbers);
}

/** Lists and plain objects with what `fn` makes of each item. */
function mapPlain(value: unknown, fn: (item: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(fn);
  if (typeof value !== "object" || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fn(item)]));
}

/** Throws unless JSON gives back what it is given. */
export function requirePlain(place: string, value: unknown): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (Array.isArray(value) || Object.getPrototypeOf(value ?? 0) === Object.prototype) {
    for (const [key, item] of Object.entries(value as object)) {
      if (item !== undefined) requirePlain(`${place}.${key}`, item);
    }
    return;
  }
  throw new TypeError(
    `${place} is ${described(value)}, which JSON cannot hold: a config is made of numbers, texts, booleans, null, lists and plain objects, and at its top of functions, initializers, schedules and modules, and lists of modules`,
  );
}
