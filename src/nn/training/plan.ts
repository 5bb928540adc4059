import { isNumericArray } from "../../array-api/array-data.js";
import { type Arrays, type Data, mapArrays } from "../../array-api/arrays.js";
import { MLArray } from "../../array-api/ml-array.js";
import type { BatchData } from "../../data/batches.js";
import { labelsOf } from "../../data/labels.js";
import { sliceRows } from "../../data/rows.js";
import { heldRows } from "../../preprocessing/split.js";
import { isOfClasses } from "../known-losses.js";
import { type Callback, checkCallbacks } from "./callback.js";
import { checkData } from "./check-data.js";
import { requireFinite } from "./check-finite.js";
import { inputFor, rowCount } from "./input.js";
import { requireLastBatch } from "./last-batch.js";
import { EpochMetrics, type NamedMetric, namedMetrics, seriesOf } from "./measures.js";
import type { Network } from "./network.js";
import { checkOptions, type FitOptions, type TrainOptions } from "./options.js";
import { type Progress, progressOf } from "./progress.js";
import { Refusal } from "./refusal.js";
import { rowWeights } from "./row-weights.js";
import { arraySource, type BatchSource } from "./source.js";
import { batchSource } from "./stream.js";
import { ArrayValidation, BatchValidation, type Validation } from "./validation.js";

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
  /** For callbacks that refuse it before the first step; null once they did not. */
  refusal: Refusal | null;
}

/** The arguments of `train` and `fit`: X, y and options, or batches and options. */
export type TrainArguments<Options extends TrainOptions> =
  | [X: Data, y: Data, options: Options]
  | [batches: BatchData, options: Options];

/** Checks everything, so that a wrong call changes nothing. */
export function planTraining(
  network: Network,
  operation: string,
  given: TrainArguments<FitOptions>,
): Plan {
  const refusal = new Refusal(network);
  try {
    return checkedPlan(network, operation, given, refusal);
  } catch (error) {
    refusal.undo();
    throw error;
  }
}

function checkedPlan(
  network: Network,
  operation: string,
  given: TrainArguments<FitOptions>,
  refusal: Refusal,
): Plan {
  const options = given[given.length - 1] as FitOptions;
  if (given.length < 2 || (given.length === 2 && isData(options))) {
    throw new TypeError(
      `${operation}: the options are missing: ${operation}(X, y, { epochs: 10 }), or ${operation}(batches, { epochs: 10 })`,
    );
  }
  checkOptions(operation, options);
  const { callbacks = [], verbose = true, printEvery = 1, epochs, initialEpoch = 0 } = options;
  checkCallbacks(operation, callbacks);
  const metrics = namedMetrics(network, operation, options.metrics ?? []);
  const { source, held } =
    given.length === 3
      ? arrays(network, operation, given[0], given[1], options)
      : { source: batchSource(network, operation, given[0], options, true), held: null };
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
    refusal,
  };
}

/** Whether a second argument is y, and no options. */
function isData(given: unknown): boolean {
  return (
    typeof given !== "object" ||
    given instanceof MLArray ||
    Array.isArray(given) ||
    isNumericArray(given)
  );
}

type Pair = readonly [x: Arrays, y: Arrays];

function arrays(
  network: Network,
  operation: string,
  X: Data,
  Y: Data,
  options: FitOptions,
): { source: BatchSource; held: Pair | null } {
  const [x, y] = checkedPair(network, operation, X, Y, options);
  const weights = rowWeights(operation, y, options);
  const { batchSize, shuffle = batchSize !== undefined, validationSplit = 0 } = options;
  const rows = rowCount(x) as number;
  const held = heldRows(rows, validationSplit);
  const learnt = rows - held;
  if (learnt === 0) {
    throw new RangeError(
      `${operation}: validationSplit ${validationSplit} of ${rows} rows leaves none to learn from`,
    );
  }
  if (held > 0) requireMixedClasses(operation, network, y);
  const size = Math.min(batchSize ?? learnt, learnt);
  requireLastBatch(network, operation, learnt % size || size);
  const part = (all: Arrays, start: number, count: number): Arrays =>
    count === rows ? all : (mapArrays(all, (each) => sliceRows(each, start, count)) as Arrays);
  const data = {
    x: part(x, 0, learnt),
    y: part(y, 0, learnt),
    weights: weights?.subarray(0, learnt) ?? null,
    made: [],
  };
  return {
    source: arraySource(data, batchSize, shuffle),
    held: held === 0 ? null : [part(x, learnt, held), part(y, learnt, held)],
  };
}

/** Throws where rows stand class by class: the last ones are of the last class, and say nothing of the others. */
function requireMixedClasses(operation: string, { lossFunction }: Network, y: Arrays): void {
  if (!(y instanceof MLArray) || y.shape.length > 2 || !isOfClasses(lossFunction, y.shape)) return;
  const labels = labelsOf(operation, "validationSplit", y);
  const changes = labels.filter((label, i) => i > 0 && label !== labels[i - 1]).length;
  if (changes === 0 || changes !== new Set(labels).size - 1 || labels.length <= 2 * (changes + 1)) {
    return;
  }
  throw new RangeError(
    `${operation}: validationSplit holds back the last rows, but the rows stand class by class: shuffle them before, or take trainTestSplit(X, y, { stratify: true }) and validationData`,
  );
}

function checkedPair(
  network: Network,
  operation: string,
  X: Data,
  Y: Data,
  { checkData: finite }: FitOptions,
): Pair {
  const [x, y] = [X, Y].map((data, i) => inputFor(network, `${operation}: ${"Xy"[i]}`, data));
  if (finite) {
    requireFinite(operation, "X", x);
    requireFinite(operation, "y", y);
  }
  checkData(network, operation, x, y);
  return [x, y];
}

function validationOf(
  network: Network,
  operation: string,
  held: Pair | null,
  metrics: readonly NamedMetric[],
  options: FitOptions,
): Validation | null {
  const { validationData } = options;
  if (held !== null) return new ArrayValidation(held[0], held[1], metrics);
  if (validationData === undefined) return null;
  const name = `${operation}: validationData`;
  if (!Array.isArray(validationData)) {
    const given = validationData as BatchData;
    const { checkData: finite } = options;
    return new BatchValidation(
      batchSource(network, name, given, { epochs: 1, checkData: finite }),
      metrics,
    );
  }
  if (validationData.length !== 2) {
    throw new TypeError(`${name} must be a pair [X, y], or batches of them, such as a DataLoader`);
  }
  const [x, y] = checkedPair(network, name, validationData[0], validationData[1], options);
  return new ArrayValidation(x, y, metrics);
}
