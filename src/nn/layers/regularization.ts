import type { MLArray } from "../../array-api/ml-array.js";
import { requireNumber, requireOptions } from "../../errors/check.js";
import { temporaries } from "../module/spent.js";

/** What a layer's weights (not its biases) add to the loss: l1 sum |w| + l2 sum w^2, as in Keras. */
export interface Regularization {
  /** The factor of the sum of |w|, >= 0. Default 0. */
  readonly l1?: number;
  /** The factor of the sum of w^2, >= 0. Default 0. */
  readonly l2?: number;
}

export function checkRegularization(layer: string, regularization: Regularization): void {
  requireOptions(`${layer}: regularization`, regularization, ["l1", "l2"]);
  const { l1 = 0, l2 = 0 } = regularization;
  requireNumber(layer, "regularization.l1", l1, 0);
  requireNumber(layer, "regularization.l2", l2, 0);
}

/**
 * The penalty as a scalar of the graph; null where there is none, or where the weights (shared by another
 * layer) are in `counted`, to which they are added.
 */
export function penaltyOf(
  weights: MLArray | null,
  { l1 = 0, l2 = 0 }: Regularization,
  counted?: Set<MLArray>,
): MLArray | null {
  if (weights === null || (l1 === 0 && l2 === 0) || counted?.has(weights)) return null;
  counted?.add(weights);
  return temporaries(() => {
    const absolute = (): MLArray => weights.abs().sum().mul(l1);
    const squared = (): MLArray => weights.mul(weights).sum().mul(l2);
    if (l1 === 0) return squared();
    return l2 === 0 ? absolute() : absolute().add(squared());
  });
}
