import type { Data } from "../../array-api/arrays.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { type BatchData, isLazy } from "../../data/batches.js";
import { inputFor } from "./input.js";
import type { Network } from "./network.js";
import { discard, prediction, withoutPauses } from "./predictions.js";
import { batchSource } from "./stream.js";
import { keepsNothing, lossInUse, lossOfBatches } from "./validation.js";

/** The mean loss on X and y, or on the rows of batches, with what the weights add to it. */
export function evaluate(
  network: Network,
  given: [X: Data, y: Data] | [batches: BatchData],
): number {
  if (given.length < 2) return evaluateBatches(network, given[0] as BatchData);
  const made: MLArray[] = [];
  const [x, y] = given.map((data, i) =>
    inputFor(network, `evaluate: ${"Xy"[i]}`, data as Data, made),
  );
  const predicted = prediction(network, x);
  const loss = lossInUse(network, predicted, y);
  if (keepsNothing(network)) {
    discard(predicted);
    for (const array of made) array.dispose();
  }
  return loss;
}

function evaluateBatches(network: Network, batches: BatchData): number {
  const source = batchSource(network, "evaluate", batches, { epochs: 1 });
  // A loader goes on in training as if it had not been gone through here.
  const before = isLazy(batches) ? batches.epoch : 0;
  try {
    return withoutPauses("evaluate", lossOfBatches(network, source, before + 1, null));
  } finally {
    if (isLazy(batches)) batches.epoch = before;
  }
}
