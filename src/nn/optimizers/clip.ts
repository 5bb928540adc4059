import type { MLArray } from "../../array-api/ml-array.js";
import { requireNumber } from "../../errors/check.js";
import { clipByGlobalNorm, clipByNorm, clipByValue } from "../../ops/clip.js";

/** How gradients are kept from growing too large before a step: at most one of the three. */
export interface ClipOptions {
  /** Limits each element of a gradient to [-clipValue, clipValue]. */
  readonly clipValue?: number;
  /** Scales the gradient of each array down to this Euclidean norm where it is above. */
  readonly clipNorm?: number;
  /** Scales all gradients together down to this Euclidean norm of them all. */
  readonly globalClipNorm?: number;
}

/** The names of those options. */
export const clipOptionNames = ["clipValue", "clipNorm", "globalClipNorm"] as const;

/** The one that is given, if any. */
export function clippingOf(operation: string, options: ClipOptions): ClipOptions | null {
  const given = clipOptionNames.filter((name) => options[name] !== undefined);
  if (given.length === 0) return null;
  if (given.length > 1) throw new RangeError(`${operation}: give ${given.join(" or ")}, not both`);
  const [name] = given;
  requireNumber(operation, name, options[name], Number.MIN_VALUE);
  return { [name]: options[name] };
}

/** Clips gradients in place. */
export function clipGradients(arrays: readonly MLArray[], limits: ClipOptions): void {
  const { clipValue, clipNorm, globalClipNorm } = limits;
  if (clipValue !== undefined) clipByValue(arrays, clipValue);
  if (clipNorm !== undefined) clipByNorm(arrays, clipNorm);
  if (globalClipNorm !== undefined) clipByGlobalNorm(arrays, globalClipNorm);
}
