import type { MLArray, Operand } from "../../array-api/ml-array.js";
import type { BatchData } from "../../data/batches.js";
import { sliceRows } from "../../data/rows.js";
import { type Callback, checkCallbacks } from "./callback.js";
import { checkData } from "./check-data.js";
import { requireFinite } from "./check-finite.js";
import { inputFor } from "./input.js";
import { EpochMetrics, type NamedMetric, namedMetrics, seriesOf, Validation } from "./measures.js";
import type { Network } from "./network.js";
import { checkOptions, type FitOptions, type TrainOptions } from "./options.js";
import { type Progress, progressOf } from "./progress.js";
import { rowWeights } from "./row-weights.js";
import { arraySource, type BatchSource } from "./source.js";
import { batchSource } from "./stream.js";

/** A training that was checked: what `trainingRun` works by. */
export interface Plan {
  /** What the user called; the errors name it. */
  readonly operation: string;
  readonly initialEpoch: number;
  readonly epochs: number;
  readonly source: BatchSource;
  readonly metrics: EpochMetrics | null;
  readonly validation: Validation | null;
  /** What the logs of an epoch will hold. */
  readonly series: readonly string[];
  readonly callbacks: readonly Callback[];
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
}

/** The arguments of `train` and `fit`: X, y and options, or batches and options. */
export type TrainArguments<Options extends TrainOptions> =
  | [X: Operand, y: Operand, options: Options]
  | [batches: BatchData, options: Options];

/** Checks everything, so that a wrong call changes nothing. */
export function planTraining(
  network: Network,
  operation: string,
  given: TrainArguments<FitOptions>,
): Plan {
  const options = given[given.length - 1] as FitOptions;
  checkOptions(operation, options);
  const { callbacks = [], verbose = true, printEvery = 1, epochs, initialEpoch = 0 } = options;
  checkCallbacks(operation, callbacks);
  const metrics = namedMetrics(network, operation, options.metrics ?? []);
  const { source, held } =
    given.length === 3
      ? arrays(network, operation, given[0], given[1], options)
      : { source: batchSource(network, operation, given[0], options), held: null };
  const validation = validationOf(network, operation, held, metrics, options);
  const series = seriesOf(metrics, validation !== null);
  network.optimizer.checkSeries(series);
  return {
    operation,
    initialEpoch,
    epochs,
    source,
    metrics: metrics.length === 0 ? null : new EpochMetrics(metrics),
    validation,
    series,
    callbacks,
    progress: progressOf(verbose, printEvery, initialEpoch, epochs),
    signal: options.signal,
  };
}

type Pair = readonly [x: MLArray, y: MLArray];

function arrays(
  network: Network,
  operation: string,
  X: Operand,
  Y: Operand,
  options: FitOptions,
): { source: BatchSource; held: Pair | null } {
  const [x, y] = [inputFor(network, X), inputFor(network, Y)];
  if (options.checkData) {
    requireFinite(operation, "X", x);
    requireFinite(operation, "y", y);
  }
  checkData(network, operation, x, y);
  const weights = rowWeights(operation, y, options);
  const { batchSize, shuffle = batchSize !== undefined, validationSplit = 0 } = options;
  const rows = x.shape[0];
  const heldRows = Math.round(rows * validationSplit);
  const learnt = rows - heldRows;
  if (validationSplit > 0 && (heldRows === 0 || learnt === 0)) {
    throw new RangeError(
      `${operation}: validationSplit ${validationSplit} of ${rows} rows leaves ${learnt} to learn from and ${heldRows} to validate on`,
    );
  }
  const part = (start: number, count: number): Pair =>
    count === rows ? [x, y] : [sliceRows(x, start, count), sliceRows(y, start, count)];
  const [xLearnt, yLearnt] = part(0, learnt);
  const data = { x: xLearnt, y: yLearnt, weights: weights?.subarray(0, learnt) ?? null };
  return {
    source: arraySource(data, batchSize, shuffle),
    held: heldRows === 0 ? null : part(learnt, heldRows),
  };
}

function validationOf(
  network: Network,
  operation: string,
  held: Pair | null,
  metrics: readonly NamedMetric[],
  { validationData, checkData: finite }: FitOptions,
): Validation | null {
  if (held !== null) return new Validation(held[0], held[1], metrics);
  if (validationData === undefined) return null;
  const name = `${operation}: validationData`;
  if (!Array.isArray(validationData) || validationData.length !== 2) {
    throw new TypeError(`${name} must be a pair [X, y]`);
  }
  const [x, y] = [inputFor(network, validationData[0]), inputFor(network, validationData[1])];
  if (finite) {
    requireFinite(name, "X", x);
    requireFinite(name, "y", y);
  }
  checkData(network, name, x, y);
  return new Validation(x, y, metrics);
}
