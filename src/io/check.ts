import { described } from "../errors/described.js";
import { isObject } from "./safetensors.js";

/** Runs `fn`; what it throws is thrown again with the name of the place in front. */
export function within<T>(place: string, fn: () => T): T {
  try {
    return fn();
  } catch (cause) {
    const message = `${place}: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw cause instanceof TypeError
      ? new TypeError(message, { cause })
      : new RangeError(message, { cause });
  }
}

export function requireObject(place: string, value: unknown): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw new RangeError(`${place} must be an object`);
}

export function requireList(place: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new RangeError(`${place} must be a list`);
}

/** An integer from 0 to `most`. */
export function requireCount(
  place: string,
  value: unknown,
  most = Number.MAX_SAFE_INTEGER,
): number {
  const n = Number.isSafeInteger(value) ? (value as number) : -1;
  if (n >= 0 && n <= most) return n;
  throw new RangeError(`${place} must be an integer from 0 to ${most}, got ${described(value)}`);
}

/** Lists and objects within one another: far more than a model has, far fewer than a stack of calls takes. */
const deepest = 512;

/** Throws unless JSON is nested no deeper than what reads it can follow. */
export function requireShallow(place: string, value: unknown): void {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) throw new RangeError(`${place} is nested more than ${deepest} deep`);
    const next: unknown[] = [];
    for (const each of level) {
      if (typeof each !== "object" || each === null) continue;
      for (const item of Object.values(each)) next.push(item);
    }
    level = next;
  }
}
