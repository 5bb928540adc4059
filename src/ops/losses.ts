import {
  address,
  elements,
  gradientAddress,
  inputGradientAddress,
  type JoinableActivation,
  kernelsFor,
  type Node,
  newNode,
} from "../array/node.js";
import type { Address, LossName } from "../kernels/kernels.js";
import { addressOf, allocate, begin, release } from "../memory/memory.js";
import { bytesPerElement, type DType } from "../shape/dtype.js";
import { formatShape, type Shape, sameShape, sizeOf } from "../shape/shape.js";
import { type RowWeights, runWeighted } from "./row-weights.js";
import { requireSameDtype } from "./same-dtype.js";

/** Whether a loss is the mean, or the value of each row, the last axis being summed up or averaged. */
export type Extent = "mean" | "rows";

/** A loss over predictions p and targets t of one shape: the mean over all elements. */
export function elementLoss(
  operation: string,
  kernel: LossName,
  p: Node,
  t: Node,
  parameter: number,
  rowWeights: RowWeights | null,
  extent: Extent = "mean",
): Node {
  requireSameDtype(operation, p, t);
  requireSameShape(operation, p.shape, t.shape);
  if (extent === "mean") return loss(operation, kernel, p, t, 1, p.size, parameter, rowWeights);
  // Each element of a vector is a row of its own.
  const columns = p.shape.length < 2 ? 1 : p.shape[p.shape.length - 1];
  const shape = p.shape.length < 2 ? p.shape : p.shape.slice(0, -1);
  return lossOfRows(operation, kernel, p, t, shape, columns, parameter);
}

/** A loss over rows of class scores: summed over the columns, the mean over the rows. */
export function rowLoss(
  operation: string,
  kernel: LossName,
  p: Node,
  t: Node,
  parameter: number,
  rowWeights: RowWeights | null,
  extent: Extent = "mean",
): Node {
  requireSameDtype(operation, p, t);
  requireSameShape(operation, p.shape, t.shape);
  const columns = classesOf(operation, p.shape);
  if (extent === "rows") {
    return lossOfRows(operation, kernel, p, t, p.shape.slice(0, -1), columns, parameter);
  }
  return loss(operation, kernel, p, t, p.size / columns, columns, parameter, rowWeights);
}

/** As `rowLoss`, with one integer label per row instead of a row of targets. */
export function labelLoss(
  operation: string,
  kernel: LossName,
  p: Node,
  labels: Node,
  parameter: number,
  rowWeights: RowWeights | null,
  extent: Extent = "mean",
): Node {
  requireSameDtype(operation, p, labels);
  const columns = classesOf(operation, p.shape);
  const rows = p.size / columns;
  const lead = p.shape.slice(0, -1);
  if (!sameShape(labels.shape, lead) && !sameShape(labels.shape, [...lead, 1])) {
    throw new RangeError(
      `${operation}: labels of shape ${formatShape(labels.shape)} for predictions ${formatShape(p.shape)}: ` +
        `expected one label per row, ${formatShape(lead)}`,
    );
  }
  requireLabels(operation, labels, columns);
  if (extent === "rows") {
    return lossOfRows(operation, kernel, p, labels, lead, columns, parameter);
  }
  return loss(operation, kernel, p, labels, rows, columns, parameter, rowWeights);
}

/** Throws unless every label is an integer from 0 to classes - 1; `classes` may be Infinity. */
export function requireLabels(
  operation: string,
  labels: Node,
  classes: number,
  name = "label",
): void {
  begin(operation);
  const values = elements(labels);
  const range = Number.isFinite(classes) ? `from 0 to ${classes - 1}` : "of 0 or more";
  for (let i = 0; i < values.length; i++) {
    const label = values[i];
    if (label >= 0 && label < classes && Number.isInteger(label)) continue;
    throw new RangeError(
      `${operation}: ${name} ${label} at position ${i}: expected an integer ${range}`,
    );
  }
}

/** Sums and quotients of one's own may miss 1 by some roundings. */
const slack = 1e-5;

/** Throws where predictions are no probabilities; those of sigmoid and softmax need not be looked at. NaN passes. */
export function requireProbabilities(operation: string, p: Node): void {
  if (p.activation !== null) return;
  requireWithin(
    operation,
    p,
    "prediction",
    slack,
    ", a probability: put sigmoid or softmax before, or take the loss that starts from logits",
  );
}

/** Throws where targets of two classes lie outside of [0, 1]. NaN passes. */
export function requireTargetShares(operation: string, t: Node): void {
  requireWithin(operation, t, "target", 0, "; two classes are 0 and 1");
}

function requireWithin(
  operation: string,
  x: Node,
  what: string,
  slack: number,
  hint: string,
): void {
  begin(operation);
  const values = elements(x);
  for (let i = 0; i < values.length; i++) {
    if (!(values[i] < -slack || values[i] > 1 + slack)) continue;
    throw new RangeError(
      `${operation}: ${what} ${values[i]} at position ${i}: expected a number from 0 to 1${hint}`,
    );
  }
}

/** Where the predictions come straight out of the matching activation, the gradient skips it. */
const joined: Partial<Record<LossName, { after: JoinableActivation; kernel: LossName }>> = {
  binaryCrossEntropy: { after: "sigmoid", kernel: "binaryCrossEntropyOfSigmoid" },
  categoricalCrossEntropy: { after: "softmax", kernel: "categoricalCrossEntropyOfSoftmax" },
  sparseCategoricalCrossEntropy: {
    after: "softmax",
    kernel: "sparseCategoricalCrossEntropyOfSoftmax",
  },
};

/** Losses of p - t alone: the target's gradient is the prediction's with the sign turned. */
const symmetric: ReadonlySet<LossName> = new Set(["mse", "mae", "huber", "logCosh"]);

function loss(
  operation: string,
  kernel: LossName,
  p: Node,
  t: Node,
  rows: number,
  columns: number,
  parameter: number,
  rowWeights: RowWeights | null,
): Node {
  const join = joined[kernel];
  const skips = join !== undefined && join.after === p.activation && p.isInterior;
  const targetToo = t.requiresGrad && symmetric.has(kernel);
  begin(operation);
  const y = newNode([], p.dtype);
  const wanted = p.requiresGrad || targetToo;
  const slope = wanted ? allocate(p.size * bytesPerElement[p.dtype]) : null;
  const dp = slope === null ? 0 : addressOf(slope);
  const run = kernelsFor(p.dtype)[skips ? join.kernel : kernel];
  const weights = rowWeights?.take(operation, p) ?? null;
  if (weights === null) run(address(p), address(t), address(y), dp, rows, columns, parameter);
  else runWeighted(run, weights, p, t, y, dp, rows, columns, parameter);
  if (slope === null) return y;
  const backward = (): void => {
    begin(`${operation} backward`);
    const dy = gradientAddress(y);
    if (p.requiresGrad) {
      const target = skips ? inputGradientAddress(p) : gradientAddress(p);
      addScaled(p.dtype, addressOf(slope), dy, target, p.size);
    }
    if (targetToo) subtractScaled(p.dtype, addressOf(slope), dy, gradientAddress(t), t.size);
  };
  return y.record(operation, targetToo ? [p, t] : [p], backward, [slope]);
}

/** The loss of each row, one kernel call for each; `shape` is that of the result. */
function lossOfRows(
  operation: string,
  kernel: LossName,
  p: Node,
  t: Node,
  shape: Shape,
  columns: number,
  parameter: number,
): Node {
  const join = joined[kernel];
  const skips = join !== undefined && join.after === p.activation && p.isInterior;
  const targetToo = t.requiresGrad && symmetric.has(kernel);
  const bytes = bytesPerElement[p.dtype];
  const rows = sizeOf(shape);
  begin(operation);
  const y = newNode(shape, p.dtype);
  const slope = p.requiresGrad || targetToo ? allocate(p.byteLength) : null;
  const dp = slope === null ? 0 : addressOf(slope);
  const run = kernelsFor(p.dtype)[skips ? join.kernel : kernel];
  const [from, target, to] = [address(p), address(t), address(y)];
  for (let row = 0; row < rows; row++) {
    const at = row * columns * bytes;
    const own = target + ((row * t.size) / rows) * bytes;
    run(from + at, own, to + row * bytes, dp && dp + at, 1, columns, parameter);
  }
  if (slope === null) return y;
  const backward = (): void => {
    begin(`${operation} backward`);
    const { mulGradA } = kernelsFor(p.dtype);
    const spread = (factors: Address, dx: Address): void => {
      const from = addressOf(slope);
      mulGradA(from, factors, from, dx, 0, rows, columns, columns, 1, 1, 0);
    };
    const dy = gradientAddress(y);
    if (p.requiresGrad) spread(dy, skips ? inputGradientAddress(p) : gradientAddress(p));
    if (!targetToo) return;
    const negated = allocate(y.byteLength);
    kernelsFor(p.dtype).neg(dy, addressOf(negated), rows, 0, 0);
    spread(addressOf(negated), gradientAddress(t));
    release(negated);
  };
  return y.record(operation, targetToo ? [p, t] : [p], backward, [slope]);
}

/** dx += factor[0] slope: the gradient of a product by a repeated number. */
function addScaled(dtype: DType, slope: Address, factor: Address, dx: Address, n: number): void {
  kernelsFor(dtype).mulGradA(slope, factor, slope, dx, 0, 1, n, 0, 1, 0, 0);
}

/** dx -= factor[0] slope. */
function subtractScaled(
  dtype: DType,
  slope: Address,
  factor: Address,
  dx: Address,
  n: number,
): void {
  const negated = allocate(bytesPerElement[dtype]);
  kernelsFor(dtype).neg(factor, addressOf(negated), 1, 0, 0);
  addScaled(dtype, slope, addressOf(negated), dx, n);
  release(negated);
}

function requireSameShape(operation: string, p: Shape, t: Shape): void {
  if (sameShape(p, t)) return;
  throw new RangeError(
    `${operation}: predictions ${formatShape(p)} and targets ${formatShape(t)} must have the same shape`,
  );
}

/** The length of the last axis; a vector is one row. */
function classesOf(operation: string, shape: Shape): number {
  if (shape.length === 0) {
    throw new RangeError(`${operation}: predictions must have an axis of classes, got a scalar`);
  }
  return shape[shape.length - 1];
}
