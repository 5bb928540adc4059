import type { Data } from "../../array-api/arrays.js";
import type { MLArray } from "../../array-api/ml-array.js";
import type { BatchData } from "../../data/batches.js";
import {
  isShare,
  requireFlag,
  requireInteger,
  requireOptions,
  requirePositiveInteger,
} from "../../errors/check.js";
import { described } from "../../errors/described.js";
import type { MetricFunction, MetricName } from "../metrics/index.js";
import type { Callback } from "./callback.js";

/** What `train` takes; `fit` and `epochs` take a signal beside. */
export interface TrainOptions {
  /** How often all rows are learnt from: a positive integer. */
  readonly epochs: number;
  /** Epochs that went before, in a run that goes on: numbering starts behind them. Default 0. */
  readonly initialEpoch?: number;
  /** Rows per step; all of them without it, as in SmolML. */
  readonly batchSize?: number;
  /** A new random order of the rows in each epoch. Default: true if there is a batchSize. */
  readonly shuffle?: boolean;
  /** Prints a line per epoch (the default), or in a terminal a bar with the time left. */
  readonly verbose?: boolean | "bar";
  /** Prints every so many epochs only. Default 1. */
  readonly printEvery?: number;
  /** Data that is not learnt from, whose loss and metrics are taken after each epoch: a pair, or batches. */
  readonly validationData?: readonly [X: Data, y: Data] | BatchData;
  /** The share of rows, in (0, 1), to hold back from the end of X and y as validation data. */
  readonly validationSplit?: number;
  /** Taken over each epoch's predictions as they were while learning; a series of the history each. */
  readonly metrics?: readonly (MetricName | MetricFunction)[];
  /** Called in this order as training goes on. */
  readonly callbacks?: readonly Callback[];
  /**
   * How much the loss of a sample of each class counts, by label: { 0: 1, 1: 5 } or [1, 5]; "balanced": the less
   * of a class, the more each, n / (classes n_c), as scikit-learn.
   */
  readonly classWeights?: Readonly<Record<number, number>> | readonly number[] | "balanced";
  /** How much the loss of each row counts; the mean is still taken over the number of rows. */
  readonly sampleWeights?: readonly number[] | Float32Array | Float64Array | MLArray;
  /** Looks for NaN and Infinity in X and y first. Default false. */
  readonly checkData?: boolean;
}

/** The options of `fit` and `epochs`: those of `train`, and a signal that stops it. */
export interface FitOptions extends TrainOptions {
  /** Ends the training when it is aborted; what was learnt so far is kept. */
  readonly signal?: AbortSignal;
}

/** The names of those options. */
export const trainingOptions = /* @__PURE__ */ Object.keys({
  epochs: true,
  initialEpoch: true,
  batchSize: true,
  shuffle: true,
  verbose: true,
  printEvery: true,
  validationData: true,
  validationSplit: true,
  metrics: true,
  callbacks: true,
  classWeights: true,
  sampleWeights: true,
  checkData: true,
  signal: true,
} satisfies Record<keyof FitOptions, true>);

/** Throws where an option is unknown or out of its range. */
export function checkOptions(operation: string, options: FitOptions): void {
  requireOptions(operation, options, trainingOptions);
  const { epochs, batchSize = 1, printEvery = 1, initialEpoch = 0, validationSplit } = options;
  for (const [name, value] of Object.entries({ epochs, batchSize, printEvery })) {
    requirePositiveInteger(operation, name, value);
  }
  requireInteger(operation, "initialEpoch", initialEpoch, 0);
  if (options.signal !== undefined && typeof options.signal?.aborted !== "boolean") {
    throw new TypeError(`${operation}: signal must be an AbortSignal, such as controller.signal`);
  }
  if (options.verbose !== "bar") requireFlag(operation, "verbose", options.verbose);
  if (validationSplit === undefined) return;
  if (!isShare(validationSplit)) {
    throw new RangeError(
      `${operation}: validationSplit must be a share in (0, 1), got ${described(validationSplit)}`,
    );
  }
  if (options.validationData !== undefined) {
    throw new RangeError(`${operation}: give validationData or validationSplit, not both`);
  }
}
