import type { Shape } from "../shape/shape.js";
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  cosineLoss,
  hingeLoss,
  huberLoss,
  klDivergence,
  logCoshLoss,
  maeLoss,
  mseLoss,
  type NetworkLoss,
  poissonLoss,
  sigmoidBinaryCrossEntropy,
  softmaxCrossEntropy,
  sparseCategoricalCrossEntropy,
  sparseSoftmaxCrossEntropy,
} from "./losses.js";

/** By name, because a bundler may rename the functions; parted by what they expect as targets. */
const elementLosses: Readonly<Record<string, unknown>> = {
  mseLoss,
  maeLoss,
  huberLoss,
  logCoshLoss,
  binaryCrossEntropy,
  sigmoidBinaryCrossEntropy,
  hingeLoss,
  poissonLoss,
  klDivergence,
  cosineLoss,
};

const rowLosses: Readonly<Record<string, unknown>> = {
  categoricalCrossEntropy,
  sparseCategoricalCrossEntropy,
  softmaxCrossEntropy,
  sparseSoftmaxCrossEntropy,
};

/** All losses of this library. */
export const lossesByName: Readonly<Record<string, unknown>> = /* @__PURE__ */ Object.assign(
  {},
  elementLosses,
  rowLosses,
);

/** Made when it is first asked for: made at import, it would be in every bundle. */
let kinds: ReadonlyMap<unknown, "elements" | "rows"> | null = null;

function kindsOf<const Kind>(
  losses: Readonly<Record<string, unknown>>,
  kind: Kind,
): [unknown, Kind][] {
  return Object.values(losses).map((loss) => [loss, kind]);
}

/** What a loss expects as targets: "elements", "rows", or null for a loss of the user's own. */
export function targetKindOf(loss: unknown): "elements" | "rows" | null {
  kinds ??= new Map<unknown, "elements" | "rows">([
    ...kindsOf(elementLosses, "elements"),
    ...kindsOf(rowLosses, "rows"),
  ]);
  return kinds.get(loss) ?? null;
}

/** Whether targets of a loss lie in [0, 1]. */
export function takesShares(loss: unknown): boolean {
  return loss === binaryCrossEntropy || loss === sigmoidBinaryCrossEntropy;
}

/** Whether rows of targets of that shape say one class each: labels, or one-hot rows. */
export function isOfClasses(loss: unknown, [, columns = 1]: Shape): boolean {
  return (takesShares(loss) && columns === 1) || targetKindOf(loss) === "rows";
}

/** Whether a loss takes rows of probabilities, and would go below 0 where they lie above 1. */
export function wantsProbabilities(loss: unknown): boolean {
  return loss === categoricalCrossEntropy || loss === sparseCategoricalCrossEntropy;
}

/** The activation that a loss has in itself already, so that predictions are to come without; null: none. */
export function activationWithin(loss: unknown): "softmax" | "sigmoid" | null {
  if (loss === softmaxCrossEntropy || loss === sparseSoftmaxCrossEntropy) return "softmax";
  return loss === sigmoidBinaryCrossEntropy ? "sigmoid" : null;
}

/** The name of a loss, a user's own included ("" if it has none). */
export function nameOfLoss(loss: NetworkLoss): string {
  return Object.entries(lossesByName).find(([, each]) => each === loss)?.[0] ?? loss.name;
}
