import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  huberLoss,
  type LossFunction,
  logCoshLoss,
  maeLoss,
  mseLoss,
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

/** What a loss expects as targets: "elements", "rows", or null for a loss of the user's own. */
export function targetKindOf(loss: LossFunction): "elements" | "rows" | null {
  if (Object.values(elementLosses).includes(loss)) return "elements";
  return Object.values(rowLosses).includes(loss) ? "rows" : null;
}

/** The name of a loss, a user's own included ("" if it has none). */
export function nameOfLoss(loss: LossFunction): string {
  return Object.entries(lossesByName).find(([, each]) => each === loss)?.[0] ?? loss.name;
}
