import { MLArray } from "../../array-api/ml-array.js";
import { RowWeights } from "../../ops/row-weights.js";
import { formatShape } from "../../shape/shape.js";
import { targetKindOf } from "../known-losses.js";
import { addPenalties } from "../layers/penalty.js";
import type { LossFunction } from "../losses.js";
import { lacksColumn } from "./check-data.js";
import type { Network } from "./network.js";

/**
 * The loss of a batch whose rows count by `rowWeights`, with what the layers add to it, which does not. Throws
 * where a loss of one's own gives no single number.
 */
export function lossOf(
  network: Network,
  prediction: MLArray,
  target: MLArray,
  rowWeights: Float64Array | null = null,
): MLArray {
  const { lossFunction, layers } = network;
  if (lacksColumn(target.shape, prediction.shape) && targetKindOf(lossFunction) === null) {
    throw new RangeError(
      `lossFunction: y has shape ${formatShape(target.shape)}, expected ${formatShape(prediction.shape)} as the network's output has`,
    );
  }
  const loss: unknown =
    rowWeights === null
      ? lossFunction(prediction, target)
      : weightedLoss(lossFunction, prediction, target, rowWeights);
  if (loss instanceof MLArray && loss.size() === 1) return addPenalties(layers, loss);
  const got = loss instanceof MLArray ? `an array ${formatShape(loss.shape)}` : typeof loss;
  throw new TypeError(`lossFunction: expected an array of one element as the loss, got ${got}`);
}

/** The loss of predictions whose rows count by `weights`; throws where the function makes no use of them. */
function weightedLoss(
  lossFunction: LossFunction,
  prediction: MLArray,
  target: MLArray,
  weights: Float64Array,
): MLArray {
  const rowWeights = new RowWeights(weights);
  prediction.rowWeights = rowWeights;
  const loss = lossFunction(prediction, target);
  prediction.rowWeights = undefined;
  if (rowWeights.used) return loss;
  throw new Error(
    "train: class and sample weights take effect in the losses of this library; the loss function hands its predictions to none of them",
  );
}
