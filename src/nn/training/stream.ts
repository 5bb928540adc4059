import type { MLArray, Operand } from "../../array-api/ml-array.js";
import { type BatchData, isAsynchronous } from "../../data/batches.js";
import { formatShape, type Shape, sameShape } from "../../shape/shape.js";
import { checkData } from "./check-data.js";
import { requireFinite } from "./check-finite.js";
import { inputFor } from "./input.js";
import type { Network } from "./network.js";
import type { FitOptions } from "./options.js";
import { rowWeights } from "./row-weights.js";
import { type BatchSource, type Rows, streamSource } from "./source.js";

const forArrays = ["batchSize", "shuffle", "validationSplit", "sampleWeights"] as const;

/** Batches that come from elsewhere, each of them checked before it is learnt from. */
export function batchSource(
  network: Network,
  operation: string,
  data: BatchData,
  options: FitOptions,
): BatchSource {
  if (typeof data !== "object" || data === null || !isIterable(data)) {
    throw new TypeError(
      `${operation}: expected X, y and options, or an iterable of [X, y] batches and options`,
    );
  }
  for (const name of forArrays) {
    if (options[name] === undefined) continue;
    throw new TypeError(`${operation}: ${name} goes with X and y, but the data comes in batches`);
  }
  if (operation === "train" && isAsynchronous(data)) {
    throw new TypeError("train: the batches come asynchronously; use fit");
  }
  return streamSource(data, rowsFrom(network, operation, options));
}

function isIterable(data: object): boolean {
  return Symbol.iterator in data || Symbol.asyncIterator in data;
}

function rowsFrom(
  network: Network,
  operation: string,
  options: FitOptions,
): (pair: readonly [Operand, Operand]) => Rows {
  let columns: Columns | null = null;
  return (pair) => {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new TypeError(`${operation}: a batch must be a pair [X, y]`);
    }
    const [x, y] = [inputFor(network, pair[0]), inputFor(network, pair[1])];
    if (options.checkData) {
      requireFinite(operation, "X", x);
      requireFinite(operation, "y", y);
    }
    if (columns === null || x.shape[0] !== y.shape[0]) checkData(network, operation, x, y);
    columns ??= { x: x.shape.slice(1), y: y.shape.slice(1) };
    requireColumns(operation, columns, { x, y });
    return { x, y, weights: rowWeights(operation, y, options) };
  };
}

/** The shapes of a row in the first batch. */
interface Columns {
  readonly x: Shape;
  readonly y: Shape;
}

/** Throws unless a batch is like the first one in all but the number of rows. */
function requireColumns(
  operation: string,
  expected: Columns,
  batch: Readonly<Record<keyof Columns, MLArray>>,
): void {
  for (const name of ["x", "y"] as const) {
    const { shape } = batch[name];
    if (sameShape(shape.slice(1), expected[name])) continue;
    throw new RangeError(
      `${operation}: a batch has ${name} of shape ${formatShape(shape)}, expected rows of ${formatShape(expected[name])} as the first has`,
    );
  }
}
