import type { MLArray } from "../../src/index.js";
import { Comparison, type Precision } from "./compare.js";
import { arrayOf, type Library, resultOf } from "./library.js";
import type { LossAttributes, LossCase } from "./schema.js";

const names = {
  mse: "mseLoss",
  mae: "maeLoss",
  huber: "huberLoss",
  log_cosh: "logCoshLoss",
  binary_cross_entropy: "binaryCrossEntropy",
  categorical_cross_entropy: "categoricalCrossEntropy",
  sparse_categorical_cross_entropy: "sparseCategoricalCrossEntropy",
  softmax_cross_entropy: "softmaxCrossEntropy",
  sparse_softmax_cross_entropy: "sparseSoftmaxCrossEntropy",
  sigmoid_binary_cross_entropy: "sigmoidBinaryCrossEntropy",
  hinge: "hingeLoss",
  poisson: "poissonLoss",
  kl_divergence: "klDivergence",
  cosine: "cosineLoss",
} as const satisfies Record<string, keyof Library["losses"]>;

/** The library's loss of a name of the files, its delta or epsilon filled in. */
export function lossNamed(
  smolml: Library,
  name: string,
  { delta, epsilon, ...options }: LossAttributes,
): (p: MLArray, y: MLArray) => MLArray {
  // Each takes options of its own.
  const loss = smolml.losses[names[name as keyof typeof names]] as (
    p: MLArray,
    y: MLArray,
    options?: number | LossAttributes,
  ) => MLArray;
  const alone = delta ?? epsilon;
  return (p, y) => loss(p, y, alone ?? options);
}

/** Value, and gradient by the predictions. */
export function runLoss(smolml: Library, golden: LossCase, precision: Precision): string[] {
  const comparison = new Comparison(precision);
  const p = arrayOf(smolml, golden.pred);
  const y = arrayOf(smolml, golden.target, false);
  const loss = lossNamed(smolml, golden.loss, golden.attrs)(p, y);
  const value = { shape: [], data: [golden.value] };
  comparison.tensor("value", resultOf(loss), value, golden.f32);
  loss.backward();
  comparison.tensor("grad", resultOf(p.grad()), golden.grad, golden.f32);
  return comparison.mismatches;
}
