import { noGrad } from "../array/graph.js";
import type { Data } from "../array-api/arrays.js";
import { where } from "../array-api/creation.js";
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
import { formatShape, sizeOf } from "../shape/shape.js";
import {
  type ClassLossOptions,
  type LossOptions,
  lossOptions,
  type OrNumber,
  type ProbabilityLossOptions,
  pairOf,
  reduced,
  smoothed,
} from "./loss-options.js";

export {
  cosineLoss,
  type EpsilonLossOptions,
  hingeLoss,
  klDivergence,
  poissonLoss,
} from "./composed-losses.js";
export type { ClassLossOptions, LossOptions, ProbabilityLossOptions } from "./loss-options.js";

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

/** What `huberLoss` takes: where the square gives way to the line, > 0, 1 by default. */
export interface HuberLossOptions extends LossOptions {
  readonly delta?: number;
}

/** What losses of clipped probabilities take: the bound, in [0, 0.5], 1e-15 by default. */
export interface ClippedLossOptions extends ClassLossOptions {
  readonly epsilon?: number;
}

/** As `ClippedLossOptions`, for single probabilities. */
export type BinaryLossOptions = Omit<ClippedLossOptions, "ignoreLabel">;

const plainOptions = ["reduction"] as const;
const binaryOptions = ["reduction", "labelSmoothing"] as const;
const classOptions = ["reduction", "labelSmoothing", "ignoreLabel"] as const;

/** (p - y)^2 */
export function mseLoss(yPred: Operand, yTrue: Operand, options: LossOptions = {}): MLArray {
  return byElement(
    "mseLoss",
    "mse",
    yPred,
    yTrue,
    0,
    lossOptions("mseLoss", options, plainOptions),
  );
}

/** |p - y|, slope 0 where they are equal. */
export function maeLoss(yPred: Operand, yTrue: Operand, options: LossOptions = {}): MLArray {
  return byElement(
    "maeLoss",
    "mae",
    yPred,
    yTrue,
    0,
    lossOptions("maeLoss", options, plainOptions),
  );
}

/** d^2 / 2 up to |d| = delta, then delta |d| - delta^2 / 2; the delta (> 0) may be given alone. */
export function huberLoss(
  yPred: Operand,
  yTrue: Operand,
  options: OrNumber<HuberLossOptions> = {},
): MLArray {
  const known = ["reduction", "delta"] as const;
  const given = lossOptions<HuberLossOptions>("huberLoss", options, known, "delta");
  const { delta = 1 } = given;
  requireNumber("huberLoss", "delta", delta, Number.MIN_VALUE);
  return byElement("huberLoss", "huber", yPred, yTrue, delta, given);
}

/** log cosh(p - y), stable for any difference. */
export function logCoshLoss(yPred: Operand, yTrue: Operand, options: LossOptions = {}): MLArray {
  const given = lossOptions("logCoshLoss", options, plainOptions);
  return byElement("logCoshLoss", "logCosh", yPred, yTrue, 0, given);
}

/**
 * -(y log p + (1 - y) log(1 - p)) for probabilities p; the epsilon may be given alone.
 * Throws where p or y lies outside of [0, 1].
 */
export function binaryCrossEntropy(
  yPred: Operand,
  yTrue: Operand,
  options: OrNumber<BinaryLossOptions> = {},
): MLArray {
  const name = "binaryCrossEntropy";
  const [epsilon, given] = clipping<BinaryLossOptions>(name, options, binaryOptions);
  return byElement(name, "binaryCrossEntropy", yPred, yTrue, epsilon, given);
}

/** -(y log p) for rows of probabilities p; y holds rows of targets, or one label per row. */
export function categoricalCrossEntropy(
  yPred: Operand,
  yTrue: Operand,
  options: OrNumber<ClippedLossOptions> = {},
): MLArray {
  const name = "categoricalCrossEntropy";
  const [epsilon, given] = clipping(name, options, classOptions);
  return byRow(name, categorical, yPred, yTrue, epsilon, given);
}

/** -log p[label] for rows of probabilities p and one integer label per row. */
export function sparseCategoricalCrossEntropy(
  yPred: Operand,
  labels: Operand,
  options: OrNumber<ClippedLossOptions> = {},
): MLArray {
  const name = "sparseCategoricalCrossEntropy";
  const [epsilon, given] = clipping(name, options, classOptions);
  return byRow(name, categorical, yPred, labels, epsilon, given);
}

/** `categoricalCrossEntropy` of softmax(yPred), from the logits. */
export function softmaxCrossEntropy(
  yPred: Operand,
  yTrue: Operand,
  options: ClassLossOptions = {},
): MLArray {
  const given = lossOptions("softmaxCrossEntropy", options, classOptions);
  return byRow("softmaxCrossEntropy", fromLogits, yPred, yTrue, 0, given);
}

/** `sparseCategoricalCrossEntropy` of softmax(yPred), from the logits. */
export function sparseSoftmaxCrossEntropy(
  yPred: Operand,
  labels: Operand,
  options: ClassLossOptions = {},
): MLArray {
  const given = lossOptions("sparseSoftmaxCrossEntropy", options, classOptions);
  return byRow("sparseSoftmaxCrossEntropy", fromLogits, yPred, labels, 0, given);
}

/** `binaryCrossEntropy` of sigmoid(yPred), from the logits; throws where y lies outside of [0, 1]. */
export function sigmoidBinaryCrossEntropy(
  yPred: Operand,
  yTrue: Operand,
  options: ProbabilityLossOptions = {},
): MLArray {
  const name = "sigmoidBinaryCrossEntropy";
  return byElement(name, name, yPred, yTrue, 0, lossOptions(name, options, binaryOptions));
}

/** The bound of clipping, and the options that it came with. */
function clipping<Options extends BinaryLossOptions>(
  operation: string,
  options: OrNumber<Options>,
  known: readonly (keyof Options & string)[],
): [epsilon: number, options: Options] {
  const given = lossOptions(operation, options, [...known, "epsilon"], "epsilon");
  const { epsilon = smallest } = given;
  requireNumber(operation, "epsilon", epsilon, 0, 0.5);
  return [epsilon, given];
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
  options: ProbabilityLossOptions,
): MLArray {
  const [p, given] = pairOf(operation, yPred, yTrue);
  if (kernel === "binaryCrossEntropy") requireProbabilities(operation, p.node);
  if (ofTwoClasses.has(kernel)) requireTargetShares(operation, given.node);
  const { labelSmoothing = 0, reduction = "mean" } = options;
  const t = labelSmoothing > 0 ? noGrad(() => halved(given, labelSmoothing)) : given;
  if (reduction === "mean") {
    const weights = p.rowWeights ?? null;
    return new MLArray(elementLoss(operation, kernel, p.node, t.node, parameter, weights));
  }
  const rows = elementLoss(operation, kernel, p.node, t.node, parameter, null, "rows");
  return reduced(operation, new MLArray(rows), p, options);
}

/** Targets of 0 and 1, a share of which is split between both. */
function halved(targets: MLArray, share: number): MLArray {
  return targets.mul(1 - share).add(share / 2);
}

/** Targets of the predictions' shape are rows; those with one axis less (or of length 1) are labels. */
function byRow(
  operation: string,
  kernels: RowKernels,
  yPred: Operand,
  yTrue: Operand,
  parameter: number,
  options: ClassLossOptions,
): MLArray {
  const [p, given] = pairOf(operation, yPred, yTrue);
  const { labelSmoothing = 0, reduction = "mean", ignoreLabel } = options;
  const [labels, kept] =
    ignoreLabel === undefined ? [given, null] : withoutLabel(operation, given, ignoreLabel, p);
  const t = labelSmoothing > 0 ? smoothed(labels, labelSmoothing, p) : labels;
  const [shape, wanted] = [t.node.shape, p.node.shape];
  const areRows = shape.length === wanted.length && shape.at(-1) === wanted.at(-1);
  const operate = areRows ? rowLoss : labelLoss;
  const kernel = areRows ? kernels.targets : kernels.labels;
  if (reduction === "mean" && kept === null) {
    const weights = p.rowWeights ?? null;
    return new MLArray(operate(operation, kernel, p.node, t.node, parameter, weights));
  }
  const rows = operate(operation, kernel, p.node, t.node, parameter, null, "rows");
  return reduced(operation, new MLArray(rows), p, options, kept);
}

/** Labels, one for each row of p, with 0 in the place of those to ignore, and 1 where the others are. */
function withoutLabel(
  operation: string,
  labels: MLArray,
  ignored: number,
  p: MLArray,
): [MLArray, MLArray] {
  const shape = p.shape.slice(0, -1);
  if (labels.size() !== sizeOf(shape)) {
    throw new RangeError(
      `${operation}: ignoreLabel needs one label per row, ${formatShape(shape)}, got targets of shape ${formatShape(labels.shape)}`,
    );
  }
  return noGrad(() => {
    const kept = labels.reshape(shape).notEqual(ignored);
    return [where(kept, labels.reshape(shape), 0), kept];
  });
}
