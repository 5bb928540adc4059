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
