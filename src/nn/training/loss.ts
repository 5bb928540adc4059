import { formatShape } from "../../array/shape.js";
import { MLArray } from "../../ml-array.js";
import { withRowWeights } from "../../ops/row-weights.js";
import { targetKindOf } from "../known-losses.js";
import { addPenalties } from "../layers/penalty.js";
import type { Network } from "../network.js";
import { lacksColumn } from "./check-data.js";

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
  const loss: unknown = withRowWeights(rowWeights, () => lossFunction(prediction, target));
  if (loss instanceof MLArray && loss.size() === 1) return addPenalties(layers, loss);
  const got = loss instanceof MLArray ? `an array ${formatShape(loss.shape)}` : typeof loss;
  throw new TypeError(`lossFunction: expected an array of one element as the loss, got ${got}`);
}
