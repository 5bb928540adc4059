import type { MLArray } from "../../array-api/ml-array.js";
import type { Module } from "./layer.js";

/** The loss with what the layers' weights add to it. */
export function addPenalties(layers: readonly Module[], loss: MLArray): MLArray {
  let total = loss;
  for (const layer of layers) {
    const penalty = layer.penalty?.() ?? null;
    if (penalty !== null) total = total.add(penalty);
  }
  return total;
}
