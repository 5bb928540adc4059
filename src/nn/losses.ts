import { operandOfData } from "../array-api/array-data.js";
import type { Data } from "../array-api/arrays.js";
import { MLArray, type Operand } from "../array-api/ml-array.js";
import { requireNumber } from "../errors/check.js";
import type { LossName } from "../kernels/kernels.js";
import {
  elementLoss,
  labelLoss,
  requireProbabilities,
  requireTargetShares,
  rowLoss,
} from "../ops/losses.js";

/**
 * The losses: (predictions, targets) => a scalar array, the mean over all elements; for the categorical
 * ones the sum over classes (the last axis), then the mean over rows. Targets are constants, except
 * in the four losses of a difference. Clipping: probabilities outside [epsilon, 1 - epsilon] count as
 * the bound, with slope 0.
 *
 * Where predictions come straight from the matching activation (sigmoid, softmax), the gradient is
 * taken to its input at once: (p - y) / n, finite for any logits.
 */
export type LossFunction = (yPred: MLArray, yTrue: MLArray) => MLArray;

/**
 * The loss of a network: of as many arrays as it gives. Written as a method, so that TypeScript takes functions
 * of one array, of several and of records alike.
 */
export type NetworkLoss = { of(yPred: Data, yTrue: Data): MLArray }["of"];

const smallest = 1e-15;

/** (p - y)^2 */
export function mseLoss(yPred: Operand, yTrue: Operand): MLArray {
  return byElement("mseLoss", "mse", yPred, yTrue, 0);
}

/** |p - y|, slope 0 where they are equal. */
export function maeLoss(yPred: Operand, yTrue: Operand): MLArray {
  return byElement("maeLoss", "mae", yPred, yTrue, 0);
}

/** d^2 / 2 up to |d| = delta, then delta |d| - delta^2 / 2; delta > 0. */
export function huberLoss(yPred: Operand, yTrue: Operand, delta = 1): MLArray {
  requireNumber("huberLoss", "delta", delta, Number.MIN_VALUE);
  return byElement("huberLoss", "huber", yPred, yTrue, delta);
}

/** log cosh(p - y), stable for any difference. */
export function logCoshLoss(yPred: Operand, yTrue: Operand): MLArray {
  return byElement("logCoshLoss", "logCosh", yPred, yTrue, 0);
}

/** -(y log p + (1 - y) log(1 - p)) for probabilities p; throws where p or y lies outside of [0, 1]. */
export function binaryCrossEntropy(yPred: Operand, yTrue: Operand, epsilon = smallest): MLArray {
  requireNumber("binaryCrossEntropy", "epsilon", epsilon, 0, 0.5);
  return byElement("binaryCrossEntropy", "binaryCrossEntropy", yPred, yTrue, epsilon);
}

/** -(y log p) for rows of probabilities p; y holds rows of targets, or one label per row. */
export function categoricalCrossEntropy(
  yPred: Operand,
  yTrue: Operand,
  epsilon = smallest,
): MLArray {
  requireNumber("categoricalCrossEntropy", "epsilon", epsilon, 0, 0.5);
  return byRow("categoricalCrossEntropy", categorical, yPred, yTrue, epsilon);
}

/** -log p[label] for rows of probabilities p and one integer label per row. */
export function sparseCategoricalCrossEntropy(
  yPred: Operand,
  labels: Operand,
  epsilon = smallest,
): MLArray {
  requireNumber("sparseCategoricalCrossEntropy", "epsilon", epsilon, 0, 0.5);
  return byRow("sparseCategoricalCrossEntropy", categorical, yPred, labels, epsilon);
}

/** `categoricalCrossEntropy` of softmax(yPred), from the logits. */
export function softmaxCrossEntropy(yPred: Operand, yTrue: Operand): MLArray {
  return byRow("softmaxCrossEntropy", fromLogits, yPred, yTrue, 0);
}

/** `sparseCategoricalCrossEntropy` of softmax(yPred), from the logits. */
export function sparseSoftmaxCrossEntropy(yPred: Operand, labels: Operand): MLArray {
  return byRow("sparseSoftmaxCrossEntropy", fromLogits, yPred, labels, 0);
}

/** `binaryCrossEntropy` of sigmoid(yPred), from the logits; throws where y lies outside of [0, 1]. */
export function sigmoidBinaryCrossEntropy(yPred: Operand, yTrue: Operand): MLArray {
  return byElement("sigmoidBinaryCrossEntropy", "sigmoidBinaryCrossEntropy", yPred, yTrue, 0);
}

const ofTwoClasses: ReadonlySet<LossName> = /* @__PURE__ */ new Set<LossName>([
  "binaryCrossEntropy",
  "sigmoidBinaryCrossEntropy",
]);

interface RowKernels {
  readonly targets: LossName;
  readonly labels: LossName;
}

const categorical: RowKernels = {
  targets: "categoricalCrossEntropy",
  labels: "sparseCategoricalCrossEntropy",
};

const fromLogits: RowKernels = {
  targets: "softmaxCrossEntropy",
  labels: "sparseSoftmaxCrossEntropy",
};

function byElement(
  operation: string,
  kernel: LossName,
  yPred: Operand,
  yTrue: Operand,
  parameter: number,
): MLArray {
  const [p, t] = pair(operation, yPred, yTrue);
  if (kernel === "binaryCrossEntropy") requireProbabilities(operation, p.node);
  if (ofTwoClasses.has(kernel)) requireTargetShares(operation, t.node);
  return new MLArray(
    elementLoss(operation, kernel, p.node, t.node, parameter, p.rowWeights ?? null),
  );
}

/** Targets of the predictions' shape are rows; those with one axis less (or of length 1) are labels. */
function byRow(
  operation: string,
  kernels: RowKernels,
  yPred: Operand,
  yTrue: Operand,
  parameter: number,
): MLArray {
  const [p, t] = pair(operation, yPred, yTrue);
  const rows = t.shape.length === p.shape.length && t.shape.at(-1) === p.shape.at(-1);
  const operate = rows ? rowLoss : labelLoss;
  const kernel = rows ? kernels.targets : kernels.labels;
  return new MLArray(operate(operation, kernel, p.node, t.node, parameter, p.rowWeights ?? null));
}

function pair(operation: string, yPred: Operand, yTrue: Operand): [MLArray, MLArray] {
  const p = MLArray.ensureArray(yPred);
  if (yTrue instanceof MLArray) return [p, yTrue];
  return [p, new MLArray(operandOfData(operation, yTrue, p.dtype))];
}
