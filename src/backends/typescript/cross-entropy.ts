import { exp } from "../../kernels/exp.js";
import type { LossKernel, LossKernels } from "../../kernels/kernels.js";
import { log } from "../../kernels/log.js";
import { LaneSum } from "./lane-sum.js";
import type { Reals } from "./reals.js";
import { maxIndex } from "./reduce.js";

type CategoricalLossNames =
  | "categoricalCrossEntropy"
  | "sparseCategoricalCrossEntropy"
  | "categoricalCrossEntropyOfSoftmax"
  | "sparseCategoricalCrossEntropyOfSoftmax"
  | "softmaxCrossEntropy"
  | "sparseSoftmaxCrossEntropy";

/** The losses that sum over a row of classes and take the mean over rows. */
export function categoricalLossKernels(reals: Reals): Pick<LossKernels, CategoricalLossNames> {
  return {
    categoricalCrossEntropy: kernel(reals, probabilities, denseTargets),
    sparseCategoricalCrossEntropy: kernel(reals, probabilities, labels),
    categoricalCrossEntropyOfSoftmax: kernel(reals, probabilitiesOfSoftmax, denseTargets),
    sparseCategoricalCrossEntropyOfSoftmax: kernel(reals, probabilitiesOfSoftmax, labels),
    softmaxCrossEntropy: kernel(reals, logits, denseTargets),
    sparseSoftmaxCrossEntropy: kernel(reals, logits, labels),
  };
}

/** What a row of predictions says about class c. */
interface Predictions {
  logProbability(c: number): number;
  /** The derivative by prediction c, given the target of c and the sum of the row's targets. */
  slope(c: number, target: number, sum: number): number;
}

interface Targets {
  target(c: number): number;
  readonly sum: number;
  /** The classes from <= c < to that count; a label is one, whatever is predicted for the others. */
  readonly from: number;
  readonly to: number;
}

type ReadPredictions = (reals: Reals, p: number, columns: number, parameter: number) => Predictions;
type ReadTargets = (reals: Reals, t: number, r: number, columns: number) => Targets;

function kernel(reals: Reals, predictions: ReadPredictions, targets: ReadTargets): LossKernel {
  return (p, t, y, dp, rows, columns, parameter) => {
    if (rows * columns === 0) return;
    const v = reals.view;
    const divisor = reals.round(rows);
    let total = 0;
    for (let r = 0; r < rows; r++) {
      const row = predictions(reals, reals.index(p) + r * columns, columns, parameter);
      const { target, sum, from, to } = targets(reals, reals.index(t), r, columns);
      let loss = 0;
      for (let c = from; c < to; c++) loss -= reals.round(target(c) * row.logProbability(c));
      total += loss;
      if (dp === 0) continue;
      const dp0 = reals.index(dp) + r * columns;
      for (let c = 0; c < columns; c++) {
        v[dp0 + c] = reals.round(row.slope(c, target(c), sum)) / divisor;
      }
    }
    v[reals.index(y)] = total / rows;
  };
}

const denseTargets: ReadTargets = (reals, t, r, columns) => {
  const v = reals.view;
  const row = t + r * columns;
  const sum = new LaneSum(reals.dtype);
  sum.start(1);
  for (let c = 0; c < columns; c++) sum.add(v[row + c]);
  return { target: (c) => v[row + c], sum: sum.total(), from: 0, to: columns };
};

const labels: ReadTargets = (reals, t, r) => {
  const label = reals.view[t + r];
  return { target: (c) => (c === label ? 1 : 0), sum: 1, from: label, to: label + 1 };
};

const probabilities: ReadPredictions = (reals, p, _columns, parameter) => {
  const v = reals.view;
  const epsilon = reals.round(parameter);
  // A NaN stays a NaN: the comparison is written so that it falls through.
  const clipped = (c: number) => (v[p + c] < epsilon ? epsilon : v[p + c]);
  return {
    logProbability: (c) => reals.round(log(clipped(c))),
    slope: (c, target) => (v[p + c] < epsilon || target === 0 ? 0 : -target / v[p + c]),
  };
};

/** Probabilities whose derivative is wanted by the softmax' input. */
const probabilitiesOfSoftmax: ReadPredictions = (reals, p, columns, parameter) => {
  const v = reals.view;
  return {
    ...probabilities(reals, p, columns, parameter),
    slope: (c, target, sum) => reals.round(v[p + c] * sum) - target,
  };
};

const logits: ReadPredictions = (reals, z, columns) => {
  const v = reals.view;
  const max = v[z + maxIndex(v, z, columns, 1)];
  const exponential = (c: number) => reals.round(exp(reals.round(v[z + c] - max)));
  const sum = new LaneSum(reals.dtype);
  sum.start(1);
  for (let c = 0; c < columns; c++) sum.add(exponential(c));
  const total = sum.total();
  const logTotal = reals.round(log(total));
  return {
    logProbability: (c) => reals.round(reals.round(v[z + c] - max) - logTotal),
    slope: (c, target, targets) =>
      reals.round(reals.round(exponential(c) / total) * targets) - target,
  };
};
