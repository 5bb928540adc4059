import { noGrad } from "../array/graph.js";
import { operandOfData } from "../array-api/array-data.js";
import { where } from "../array-api/creation.js";
import { MLArray, type Operand } from "../array-api/ml-array.js";
import { requireNumber, requireOptions } from "../errors/check.js";
import { described } from "../errors/described.js";
import { oneHot } from "../preprocessing/one-hot.js";

const reductions = ["mean", "sum", "none"] as const;

/** What all losses take. */
export interface LossOptions {
  /**
   * What is made of the values of the rows: their mean, their sum, or nothing ("none": an array of them). A row is the
   * last axis; the elements of a vector are rows where the loss is one of elements. Default "mean".
   */
  readonly reduction?: (typeof reductions)[number];
}

/** What losses of probabilities take. */
export interface ProbabilityLossOptions extends LossOptions {
  /** The share of each target that is spread over all classes, in [0, 1). Default 0. */
  readonly labelSmoothing?: number;
}

/** What losses of classes take. */
export interface ClassLossOptions extends ProbabilityLossOptions {
  /** Rows with this label count for nothing, as padding; the mean is over the others (0 if there are none). */
  readonly ignoreLabel?: number;
}

/** Options whose single number may be given alone: `huberLoss(p, y, 2)`. */
export type OrNumber<Options> = number | Options;

/** The options as an object, checked: those of a loss, and a number of its own under `name`. */
export function lossOptions<Options extends LossOptions>(
  operation: string,
  given: OrNumber<Options>,
  known: readonly (keyof Options & string)[],
  name?: keyof Options & string,
): Options {
  const options = (typeof given === "number" && name ? { [name]: given } : given) as Options;
  requireOptions(operation, options, known);
  const { reduction = "mean", labelSmoothing = 0 } = options as ProbabilityLossOptions;
  if (!reductions.includes(reduction)) {
    throw new TypeError(
      `${operation}: reduction must be "mean", "sum" or "none", got ${described(reduction)}`,
    );
  }
  requireNumber(operation, "labelSmoothing", labelSmoothing, 0, 1 - Number.EPSILON);
  return options;
}

/** Targets (one-hot rows or labels) as rows of which a share is spread evenly over all classes. */
export function smoothed(targets: MLArray, labelSmoothing: number, p: MLArray): MLArray {
  const classes = p.shape[p.shape.length - 1];
  return noGrad(() => {
    const isRow = targets.shape.length === p.shape.length && targets.shape.at(-1) === classes;
    const rows = isRow ? targets : oneHot(targets.reshape(p.shape.slice(0, -1)), classes);
    return rows.mul(1 - labelSmoothing).add(labelSmoothing / classes);
  });
}

/**
 * The values of rows put together, each times its weight if the predictions p have such; those where `kept` is 0
 * count for nothing.
 */
export function reduced(
  operation: string,
  values: MLArray,
  p: MLArray,
  { reduction = "mean" }: LossOptions,
  kept: MLArray | null = null,
): MLArray {
  let rows = kept === null ? values : where(kept, values, 0);
  const weights = p.rowWeights?.take(operation, p.node);
  if (weights !== undefined) {
    const shape = [weights.length, ...rows.shape.slice(1).fill(1)];
    rows = rows.mul(new MLArray(weights, { shape, dtype: p.dtype, requiresGrad: false }));
  }
  if (reduction === "none") return rows;
  if (reduction === "sum") return rows.sum();
  return kept === null ? rows.mean() : rows.sum().div(Math.max(kept.sum().item(), 1));
}

/** Predictions and targets as arrays; data takes the predictions' dtype. */
export function pairOf(operation: string, yPred: Operand, yTrue: Operand): [MLArray, MLArray] {
  const p = MLArray.ensureArray(yPred);
  if (yTrue instanceof MLArray) {
    // Else backward would reach the targets alone, and nothing that learns.
    return [p, p.predicted && yTrue.requiresGrad ? yTrue.detach() : yTrue];
  }
  return [p, new MLArray(operandOfData(operation, yTrue, p.dtype))];
}
