import { isRecording } from "../../array/graph.js";
import { disposeNode } from "../../array/node.js";
import { type Arrays, listOf } from "../../array-api/arrays.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { inScope } from "../../memory/memory.js";

/**
 * What is dead before the engine's collector finds out: results that this library made, gave to nobody but its
 * own layers, and has used up. What is in a graph goes with that (array/backward.ts).
 */

/** Those that are still needed, until the step that goes on ends; null outside of steps and predictions. */
let spent: MLArray[] | null = null;

/** Runs a training step or a prediction; what is spent within it is freed by its end. */
export function freeingSpent<T>(fn: () => T): T {
  const outer = spent;
  const own: MLArray[] = [];
  spent = own;
  try {
    return fn();
  } finally {
    spent = outer;
    for (const array of own) disposeNode(array.node, true);
  }
}

/** Says that `used` went into making `made` and is wanted by nobody else. */
export function spend(used: Arrays, made: Arrays): void {
  if (spent === null) return;
  const results = listOf(made);
  const needed = results.some((array) => array.requiresGrad);
  for (const array of listOf(used)) {
    if (results.includes(array)) continue;
    if (!needed) disposeNode(array.node, true);
    else if (!array.requiresGrad) spent.push(array);
  }
}

/**
 * Runs what a layer of this library computes, no code of its users inside. Where nothing is recorded, all that
 * it makes but the result is dead at its end; where it is, the step's graph has it.
 */
export function temporaries(compute: () => MLArray): MLArray {
  return isRecording() ? compute() : inScope(compute, (y) => [y.node.storage]);
}
