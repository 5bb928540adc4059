import { type Arrays, type Data, listOf, mapArrays } from "../../array-api/arrays.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { type BatchData, isAsynchronous, isLazy } from "../../data/batches.js";
import { pickRows, sliceRows } from "../../data/rows.js";
import { permutation } from "../../ops/draws.js";
import { rowCount } from "./input.js";

/** What one step learns from: as many rows in y, and in weights if there are any, as in x. */
export interface Rows {
  readonly x: Arrays;
  readonly y: Arrays;
  readonly weights: Float64Array | null;
  /** Arrays that were made for this step alone, and are freed with it. */
  readonly made: readonly MLArray[];
}

/** A batch that is still to be made, within the step's own scope of memory. */
export type Batch = () => Rows;

/** Where an epoch's batches come from. */
export interface BatchSource {
  /** How many steps an epoch has, where that is known. */
  readonly steps: number | null;
  /** The batches of an epoch, which has a number from 1. */
  start(epoch: number): Iterator<Batch> | AsyncIterator<Batch>;
}

/** Batches of `batchSize` rows out of whole arrays; all rows at once without it. */
export function arraySource(
  data: Rows,
  batchSize: number | undefined,
  shuffle: boolean,
): BatchSource {
  const rows = rowCount(data.x) as number;
  const size = Math.min(batchSize ?? rows, rows);
  if (size === rows && !shuffle) {
    const whole = [() => data];
    return { steps: 1, start: () => whole.values() };
  }
  return { steps: Math.ceil(rows / size), start: () => slices(data, rows, size, shuffle) };
}

function* slices(data: Rows, rows: number, size: number, shuffle: boolean): Iterator<Batch> {
  const order = shuffle ? permutation(rows) : null;
  for (let start = 0; start < rows; start += size) {
    const count = Math.min(size, rows - start);
    yield order === null
      ? () => slice(data, start, count)
      : () => pick(data, order.subarray(start, start + count));
  }
}

/** Views, which need not be freed. */
function slice({ x, y, weights }: Rows, start: number, count: number): Rows {
  return {
    x: mapArrays(x, (part) => sliceRows(part, start, count)),
    y: mapArrays(y, (part) => sliceRows(part, start, count)),
    weights: weights?.subarray(start, start + count) ?? null,
    made: [],
  };
}

function pick({ x, y, weights }: Rows, indices: Int32Array): Rows {
  const made: MLArray[] = [];
  const picked = (part: MLArray): MLArray => {
    const rows = pickRows(part, indices);
    made.push(rows);
    return rows;
  };
  return {
    x: mapArrays(x, picked),
    y: mapArrays(y, picked),
    weights: weights === null ? null : Float64Array.from(indices, (row) => weights[row]),
    made,
  };
}

/** Makes arrays of a pair and throws where they do not fit; `made` are those that are there for it alone. */
export type Prepare = (pair: readonly [Data, Data], made: MLArray[]) => Rows;

/** Batches as `data` gives them. */
export function streamSource(data: BatchData, prepare: Prepare): BatchSource {
  if (!isLazy(data)) {
    return { steps: null, start: () => mapEither(data, (pair) => () => prepare(pair, [])) };
  }
  const steps = data.length;
  return {
    steps,
    start: (epoch) =>
      mapEither(data.startEpoch(epoch), (make) => () => {
        const pair = make();
        return prepare(pair, pair.flatMap(listOf));
      }),
  };
}

function mapEither<T>(
  items: Iterable<T> | AsyncIterable<T>,
  batchOf: (item: T) => Batch,
): Iterator<Batch> | AsyncIterator<Batch> {
  return isAsynchronous(items) ? mapAsync(items, batchOf) : map(items, batchOf);
}

function* map<T, U>(items: Iterable<T>, fn: (item: T) => U): Iterator<U> {
  for (const item of items) yield fn(item);
}

async function* mapAsync<T, U>(items: AsyncIterable<T>, fn: (item: T) => U): AsyncIterator<U> {
  for await (const item of items) yield fn(item);
}
