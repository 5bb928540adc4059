import { requireSynchronous } from "../array/synchronous.js";
import { inScope } from "../memory/memory.js";
import type { Storage } from "../memory/storage.js";
import { MLArray } from "./ml-array.js";

/**
 * Runs `fn` and frees at once every array made inside it, except those in its result (an array, or
 * arrays and objects of arrays). Only for speed: without it, memory is recycled just the same.
 * Throws if `fn` returns a promise.
 */
export function tidy<T>(fn: () => T): T {
  return inScope(() => requireSynchronous("tidy", fn()), storagesIn);
}

function storagesIn(result: unknown): Storage[] {
  const found: Storage[] = [];
  // A set that grows while it is gone through: results may be nested as deep as they like.
  const seen = new Set<unknown>([result]);
  for (const value of seen) {
    if (typeof value !== "object" || value === null) continue;
    if (value instanceof MLArray) {
      found.push(value.node.storage);
      if (value.node.gradient !== null) found.push(value.node.gradient);
    } else if (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) {
      for (const item of Object.values(value)) seen.add(item);
    }
  }
  return found;
}
