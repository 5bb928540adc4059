import { noGrad } from "../array/graph.js";
import { MLArray, type Operand } from "../array-api/ml-array.js";
import { requireNumber } from "../errors/check.js";
import { rowLoss } from "../ops/losses.js";
import { formatShape, sameShape } from "../shape/shape.js";
import { type LossOptions, lossOptions, type OrNumber, pairOf, reduced } from "./loss-options.js";

/** Losses made of the operations of arrays. Targets are constants. */

/** max(0, 1 - y p) for targets y of -1 and 1: the mean over all elements. */
export function hingeLoss(yPred: Operand, yTrue: Operand, options: LossOptions = {}): MLArray {
  const given = lossOptions("hingeLoss", options, ["reduction"]);
  const [p, y] = alike("hingeLoss", yPred, yTrue);
  const stranger = y.toTypedArray().find((target) => Math.abs(target) !== 1);
  if (stranger !== undefined) {
    throw new RangeError(`hingeLoss: targets must be -1 or 1, got ${stranger}`);
  }
  return ofElements("hingeLoss", p.mul(y).neg().add(1).relu(), p, given);
}

/** What losses take that stay away from the logarithm of 0: > 0. */
export interface EpsilonLossOptions extends LossOptions {
  readonly epsilon?: number;
}

/**
 * p - y log p for counts y >= 0 and their expected numbers p: the mean over all elements. p below epsilon (1e-7 by
 * default) counts as epsilon in the logarithm.
 */
export function poissonLoss(
  yPred: Operand,
  yTrue: Operand,
  options: OrNumber<EpsilonLossOptions> = {},
): MLArray {
  const [epsilon, given] = withEpsilon("poissonLoss", options, 1e-7);
  const [p, y] = alike("poissonLoss", yPred, yTrue);
  return ofElements("poissonLoss", p.sub(y.mul(p.clip(epsilon, null).log())), p, given);
}

/**
 * y log(y / p) for rows of probabilities, summed over each, 0 where y is 0: the mean over rows, of Kullback and
 * Leibler, 1951. p below epsilon (1e-15 by default) counts as epsilon. After a softmax the gradient goes to the
 * logits at once, as that of `categoricalCrossEntropy`.
 */
export function klDivergence(
  yPred: Operand,
  yTrue: Operand,
  options: OrNumber<EpsilonLossOptions> = {},
): MLArray {
  const [epsilon, given] = withEpsilon("klDivergence", options, 1e-15);
  const [p, y] = alike("klDivergence", yPred, yTrue);
  const cross = rowLoss(
    "klDivergence",
    "categoricalCrossEntropy",
    p.node,
    y.node,
    epsilon,
    null,
    "rows",
  );
  const least = p.dtype === "float32" ? 1e-38 : 1e-300;
  const entropy = noGrad(() => y.mul(y.clip(least, null).log()).sum(-1));
  return reduced("klDivergence", new MLArray(cross).add(entropy), p, given);
}

/**
 * 1 less the cosine of the angle between the rows of p and of y: the mean over rows. Rows of zeros count as if at
 * right angles to all others.
 */
export function cosineLoss(yPred: Operand, yTrue: Operand, options: LossOptions = {}): MLArray {
  const given = lossOptions("cosineLoss", options, ["reduction"]);
  const [p, y] = alike("cosineLoss", yPred, yTrue);
  const lengths = p.norm(-1).mul(y.norm(-1)).maximum(1e-8);
  return reduced("cosineLoss", p.mul(y).sum(-1).div(lengths).neg().add(1), p, given);
}

function alike(operation: string, yPred: Operand, yTrue: Operand): [MLArray, MLArray] {
  const [p, y] = pairOf(operation, yPred, yTrue);
  if (sameShape(p.shape, y.shape)) return [p, y.detach()];
  throw new RangeError(
    `${operation}: predictions ${formatShape(p.shape)} and targets ${formatShape(y.shape)} must have the same shape`,
  );
}

/** The mean of each row of values of elements, put together. */
function ofElements(operation: string, values: MLArray, p: MLArray, options: LossOptions): MLArray {
  return reduced(operation, values.shape.length < 2 ? values : values.mean(-1), p, options);
}

function withEpsilon(
  operation: string,
  options: OrNumber<EpsilonLossOptions>,
  usual: number,
): [number, LossOptions] {
  const given = lossOptions(operation, options, ["reduction", "epsilon"], "epsilon");
  const { epsilon = usual } = given;
  requireNumber(operation, "epsilon", epsilon, Number.MIN_VALUE);
  return [epsilon, given];
}
