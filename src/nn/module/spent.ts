import { isRecording } from "../../array/graph.js";
import { disposeNode } from "../../array/node.js";
import { type Arrays, listOf } from "../../array-api/arrays.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { inScope, release, withStorages } from "../../memory/memory.js";
import type { Storage } from "../../memory/storage.js";

/**
 * What is dead before the engine's collector finds out: results that this library made, gave to nobody but its
 * own layers, and has used up. What is in a graph goes with that (array/backward.ts).
 */

/** Whether a step or a prediction goes on, at whose end these are freed: the graph may need them until then. */
let collecting = false;
const arrays: MLArray[] = [];
const storages: Storage[] = [];

/** Runs a training step or a prediction; what is spent within it is freed by its end. */
export function freeingSpent<T>(fn: () => T): T {
  const outer = collecting;
  const [firstArray, firstStorage] = [arrays.length, storages.length];
  collecting = true;
  try {
    return fn();
  } finally {
    collecting = outer;
    while (arrays.length > firstArray) disposeNode((arrays.pop() as MLArray).node, true);
    while (storages.length > firstStorage) release(storages.pop() as Storage, true);
  }
}

/** Says that `used` went into making `made` and is wanted by nobody else. */
export function spend(used: Arrays, made: Arrays): void {
  if (!collecting) return;
  const results = listOf(made);
  const needed = results.some((array) => array.requiresGrad);
  for (const array of listOf(used)) {
    if (results.includes(array)) continue;
    if (!needed) disposeNode(array.node, true);
    else if (!array.requiresGrad) arrays.push(array);
  }
}

/**
 * Runs what a layer of this library computes, no code of its users inside. Where nothing is recorded, all that
 * it makes but the result is dead at its end; in a step, at the end of that, since its graph may need it.
 */
export function temporaries(compute: () => MLArray): MLArray {
  if (!isRecording()) return inScope(compute, (y) => [y.node.storage]);
  if (!collecting) return compute();
  const [y, made] = withStorages(compute);
  for (const storage of made) if (storage !== y.node.storage) storages.push(storage);
  return y;
}
