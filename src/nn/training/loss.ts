import { type Arrays, listOf } from "../../array-api/arrays.js";
import { MLArray } from "../../array-api/ml-array.js";
import { requireProbabilities } from "../../ops/losses.js";
import { RowWeights } from "../../ops/row-weights.js";
import { formatShape } from "../../shape/shape.js";
import { nameOfLoss, targetKindOf, wantsProbabilities } from "../known-losses.js";
import { isDiscreet } from "../layers/chain.js";
import { spend } from "../module/spent.js";
import type { ModuleLike } from "../module/tree.js";
import type { TreeView } from "../module/tree-view.js";
import { lacksColumn } from "./check-data.js";
import type { Network } from "./network.js";
import { isPromise } from "./pause.js";

/**
 * The loss of a batch whose rows count by `rowWeights`, with what the layers add to it, which does not. Throws
 * where a loss of one's own gives no single number.
 */
export function lossOf(
  network: Network,
  prediction: Arrays,
  target: Arrays,
  rowWeights: Float64Array | null = null,
  tree: TreeView = network.tree,
): MLArray {
  const { lossFunction } = network;
  const single = prediction instanceof MLArray && target instanceof MLArray;
  if (
    single &&
    lacksColumn(target.node.shape, prediction.node.shape) &&
    targetKindOf(lossFunction) === null
  ) {
    throw new RangeError(
      `lossFunction: y has shape ${formatShape(target.shape)}, expected ${formatShape(prediction.shape)} as the network's output has`,
    );
  }
  if (single && wantsProbabilities(lossFunction)) {
    requireProbabilities(nameOfLoss(lossFunction), prediction.node);
  }
  const loss: unknown =
    rowWeights === null
      ? lossFunction(prediction, target)
      : weightedLoss(network, prediction, target, rowWeights);
  if (loss instanceof MLArray && loss.size() === 1) {
    return addPenalties(tree.modules, loss, targetKindOf(lossFunction) !== null);
  }
  if (isPromise(loss)) loss.catch(() => {});
  const got = loss instanceof MLArray ? `an array ${formatShape(loss.shape)}` : typeof loss;
  throw new TypeError(`lossFunction: expected an array of one element as the loss, got ${got}`);
}

/** The loss of predictions whose rows count by `weights`; throws where the function makes no use of them. */
function weightedLoss(
  { lossFunction }: Network,
  prediction: Arrays,
  target: Arrays,
  weights: Float64Array,
): MLArray {
  const rowWeights = new RowWeights(weights);
  const outputs = listOf(prediction);
  for (const output of outputs) output.rowWeights = rowWeights;
  const loss = lossFunction(prediction, target);
  for (const output of outputs) output.rowWeights = undefined;
  if (rowWeights.used) return loss;
  throw new Error(
    "train: class and sample weights take effect in the losses of this library; the loss function hands its predictions to none of them",
  );
}

/** The loss with what the modules' weights add to it, each array once. */
function addPenalties(modules: readonly ModuleLike[], loss: MLArray, ofLibrary: boolean): MLArray {
  const counted = new Set<MLArray>();
  let total = loss;
  for (const module of modules) {
    const penalty = module.penalty?.(counted) ?? null;
    if (penalty === null) continue;
    const sum = total.add(penalty);
    if (isDiscreet(module)) spend(penalty, sum);
    if (ofLibrary || total !== loss) spend(total, sum);
    total = sum;
  }
  return total;
}
