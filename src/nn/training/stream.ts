import { type Arrays, mapArrays } from "../../array-api/arrays.js";
import { type BatchData, isAsynchronous, isLazy } from "../../data/batches.js";
import { formatShape, type Shape, sameShape } from "../../shape/shape.js";
import { checkData } from "./check-data.js";
import { requireFinite } from "./check-finite.js";
import { inputFor, rowCount } from "./input.js";
import { requireLastBatch } from "./last-batch.js";
import type { Network } from "./network.js";
import type { FitOptions } from "./options.js";
import { rowWeights } from "./row-weights.js";
import { type BatchSource, type Prepare, streamSource } from "./source.js";

const forArrays = ["batchSize", "shuffle", "validationSplit", "sampleWeights"] as const;

/** Batches that come from elsewhere, each of them checked before it is learnt from. */
export function batchSource(
  network: Network,
  operation: string,
  data: BatchData,
  options: FitOptions,
  toLearn = false,
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
  const last = toLearn && isLazy(data) ? data.lastRows : null;
  return streamSource(data, rowsFrom(network, operation, options, last));
}

function isIterable(data: object): boolean {
  return Symbol.iterator in data || Symbol.asyncIterator in data;
}

function rowsFrom(
  network: Network,
  operation: string,
  options: FitOptions,
  last: number | null,
): Prepare {
  let expected: Record<"x" | "y", RowShapes> | null = null;
  return (pair, made) => {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new TypeError(`${operation}: a batch must be a pair [X, y]`);
    }
    const [x, y] = pair.map((part, i) => inputFor(network, `${operation}: ${"Xy"[i]}`, part, made));
    if (options.checkData) {
      requireFinite(operation, "X", x);
      requireFinite(operation, "y", y);
    }
    if (expected === null || rowCount(x) !== rowCount(y)) checkData(network, operation, x, y);
    if (expected === null) requireLastBatch(network, operation, last);
    expected ??= { x: rowShapes(x), y: rowShapes(y) };
    requireRows(operation, "x", expected.x, x);
    requireRows(operation, "y", expected.y, y);
    return { x, y, weights: rowWeights(operation, y, options), made };
  };
}

/** The shape of a row of each array, by its name within X or y. */
type RowShapes = ReadonlyMap<string, Shape>;

function rowShapes(arrays: Arrays): RowShapes {
  const shapes = new Map<string, Shape>();
  mapArrays(arrays, ({ shape }, name) => shapes.set(name, shape.slice(1)));
  return shapes;
}

/** Throws unless a batch is like the first one in all but the number of rows. */
function requireRows(operation: string, name: string, expected: RowShapes, batch: Arrays): void {
  const got = rowShapes(batch);
  for (const [part, shape] of expected) {
    const like = got.get(part);
    if (like !== undefined && sameShape(like, shape)) continue;
    const found =
      like === undefined
        ? `no ${name}${part}`
        : `${name}${part} of shape ${formatShape([rowCount(batch) ?? "?", ...like])}`;
    throw new RangeError(
      `${operation}: a batch has ${found}, expected rows of ${formatShape(shape)} as the first has`,
    );
  }
}
