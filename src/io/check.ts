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
  throw new RangeError(
    `${place} must be an integer from 0 to ${most}, got ${JSON.stringify(value)}`,
  );
}
