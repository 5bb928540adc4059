import { generator, RandomGenerator } from "../array/random.js";
import { isNumericArray } from "../array-api/array-data.js";
import { type Arrays, type Data, isRecord } from "../array-api/arrays.js";
import { MLArray } from "../array-api/ml-array.js";
import { requireInteger, requireOptions } from "../errors/check.js";
import { described } from "../errors/described.js";
import { permutation, uniforms } from "../ops/draws.js";
import { Batcher } from "./batcher.js";
import type { LazyBatches, LazyPair } from "./batches.js";
import { requireSeed } from "./draws.js";
import { prefetch } from "./prefetch.js";
import { type PlainRow, type Row, stackRows } from "./row.js";
import { pickRows, rowsOfBoth } from "./rows.js";

/** The options of a `DataLoader`: how rows become batches. */
export interface DataLoaderOptions {
  /** Rows of a batch. Default 32. */
  readonly batchSize?: number;
  /** A new random order in each epoch. Default false. */
  readonly shuffle?: boolean;
  /** Leaves out the last batch where it is smaller than the others. Default false. */
  readonly dropLast?: boolean;
  /** Makes the order of each epoch the same each time; without it they follow `manualSeed`. */
  readonly seed?: number;
  /** For the shuffling of a stream: how many rows to draw the next one from. Default 1024. */
  readonly bufferSize?: number;
  /** For asynchronous sources: how many batches to read ahead, up to 10,000. Default 1. */
  readonly prefetch?: number;
}

/** Rows one by one; or a function that starts them anew for each epoch. */
export type RowSource = Rows | (() => Rows);
type Rows = Iterable<Row> | AsyncIterable<Row>;

/** Where the rows of an epoch come from: how many there are and how many batches they make (if known), and the batches. */
interface Source {
  readonly rows: number | null;
  readonly batches: number | null;
  start(random: RandomGenerator): Iterable<LazyPair> | AsyncIterable<LazyPair>;
}

const defaults = {
  batchSize: 32,
  shuffle: false,
  dropLast: false,
  seed: undefined as number | undefined,
  bufferSize: 1024,
  prefetch: 1,
};

/** Batches that are asked for before any has come: beyond it, they alone would fill the memory. */
const mostAhead = 10_000;

type Settings = typeof defaults;

/**
 * Batches of rows, for `train` and `fit` or for a loop of one's own: each is a pair [X, y] of arrays.
 *
 *     new DataLoader(X, y, { batchSize: 64, shuffle: true })   whole arrays
 *     new DataLoader(() => readRows(), { batchSize: 64 })      pairs [x, y] from an iterable or async iterable
 *     new DataLoader({ image, meta }, y)                       several arrays, in a record or a list
 *
 * A stream is held in memory by a few batches and the buffer of its shuffling only. Go through an
 * asynchronous source by `for await` and `fit`. Throws where a row is shaped unlike the first one.
 */
export class DataLoader<X extends Arrays = MLArray, Y extends Arrays = MLArray>
  implements LazyBatches, Iterable<[X: X, y: Y]>, AsyncIterable<[X: X, y: Y]>
{
  private lastEpoch = 0;
  private readonly source: Source;
  private readonly seed: number | undefined;
  private readonly batchSize: number;

  /** Whole arrays: as many rows in y as in X. */
  constructor(X: Data, y: Data, options?: DataLoaderOptions);
  /** Rows [x, y], one by one. */
  constructor(rows: RowSource, options?: DataLoaderOptions);
  constructor(data: Data | RowSource, y?: Data | DataLoaderOptions, last?: DataLoaderOptions) {
    const whole = isData(y);
    const settings = settingsOf((whole ? last : (y as DataLoaderOptions)) ?? {});
    requireSeed("DataLoader", settings.seed);
    this.seed = settings.seed;
    this.batchSize = settings.batchSize;
    this.source = whole
      ? arraySource(data as Data, y, settings)
      : rowSource(data as RowSource, settings);
  }

  /** The batches of an epoch; null for a stream. */
  get length(): number | null {
    return this.source.batches;
  }

  /** @internal */
  get lastRows(): number | null {
    const { rows, batches } = this.source;
    return rows && batches && Math.min(this.batchSize, rows - (batches - 1) * this.batchSize);
  }

  /**
   * The epoch gone through last, from 1: that which training counts, or by loops of one's own. With a `seed`, the
   * next order follows from the two, so setting it, to an integer >= 0, goes on from there.
   */
  get epoch(): number {
    return this.lastEpoch;
  }

  set epoch(epoch: number) {
    requireInteger("DataLoader", "epoch", epoch, 0);
    this.lastEpoch = epoch;
  }

  /** @internal A new epoch, its arrays made in the step that asks for them. */
  startEpoch(epoch = this.epoch + 1): Iterable<LazyPair> | AsyncIterable<LazyPair> {
    this.epoch = epoch;
    // A training that goes on from a file finds the orders again without their being in it.
    const own = this.seed === undefined ? undefined : this.seed + (epoch - 1) * 2 ** 32;
    return this.source.start(own === undefined ? generator : new RandomGenerator(own));
  }

  /** A new epoch; throws where the source is asynchronous. */
  *[Symbol.iterator](): Generator<[X: X, y: Y]> {
    const batches = this.startEpoch();
    if (!(Symbol.iterator in batches)) {
      throw new TypeError("DataLoader: the source is asynchronous: use for await, and fit");
    }
    for (const make of batches) yield make() as [X, Y];
  }

  /** A new epoch of any source, for `for await`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<[X: X, y: Y]> {
    for await (const make of this.startEpoch()) yield make() as [X, Y];
  }
}

/** Whether what stands behind the first argument is y and not options, whose values are no arrays. */
function isData(value: unknown): value is Data {
  if (typeof value === "number") return true;
  if (!isRecord(value)) return isArrayLike(value);
  const parts = Object.values(value);
  return parts.length > 0 && parts.every(isArrayLike);
}

function isArrayLike(value: unknown): boolean {
  return Array.isArray(value) || isNumericArray(value) || value instanceof MLArray;
}

function settingsOf(options: DataLoaderOptions): Settings {
  requireOptions("DataLoader", options, Object.keys(defaults));
  const settings = { ...defaults, ...options };
  const least = { batchSize: 1, bufferSize: 1, prefetch: 0 };
  for (const name of ["batchSize", "bufferSize", "prefetch"] as const) {
    const most = name === "prefetch" ? mostAhead : undefined;
    requireInteger("DataLoader", name, settings[name], least[name], most);
  }
  return settings;
}

function arraySource(X: Data, Y: Data, settings: Settings): Source {
  const { x, y, count } = rowsOfBoth("DataLoader", X, Y);
  const { batchSize, shuffle, dropLast } = settings;
  const batches = dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
  const inOrder = Int32Array.from({ length: count }, (_, i) => i);
  return {
    rows: count,
    batches,
    start(random): LazyPair[] {
      const order = shuffle ? permutation(count, random) : inOrder;
      return Array.from({ length: batches }, (_, i) => () => {
        const picked = order.subarray(i * batchSize, (i + 1) * batchSize);
        return [pickRows<Arrays>(x, picked), pickRows<Arrays>(y, picked)];
      });
    },
  };
}

function rowSource(source: RowSource, settings: Settings): Source {
  if (typeof source !== "function") requireRows(source);
  const rows = Array.isArray(source) ? source.length : null;
  const known = rows && rows / settings.batchSize;
  return {
    rows,
    batches: known && (settings.dropLast ? Math.floor(known) : Math.ceil(known)),
    start(random): Iterable<LazyPair> | AsyncIterable<LazyPair> {
      const given = requireRows(typeof source === "function" ? source() : source);
      // A generator of the epoch's own: rows read ahead must not come between the draws of others.
      const own = settings.shuffle ? epochGenerator(random) : null;
      const batcher = new Batcher({ ...settings, random: own });
      if (Symbol.iterator in given) return batchesOf(given, batcher);
      return prefetch(asyncBatchesOf(given, batcher), settings.prefetch);
    },
  };
}

function requireRows(rows: unknown): Rows {
  const isObject = typeof rows === "object" && rows !== null;
  if (isObject && (Symbol.iterator in rows || Symbol.asyncIterator in rows)) return rows as Rows;
  throw new TypeError(
    `DataLoader: expected X and y, an iterable of rows [x, y], or a function that returns one; got ${described(rows)}`,
  );
}

function epochGenerator(random: RandomGenerator): RandomGenerator {
  return new RandomGenerator(Math.floor(uniforms(random, 1)[0] * 2 ** 32));
}

function* batchesOf(rows: Iterable<Row>, batcher: Batcher): Generator<LazyPair> {
  for (const row of rows) {
    const batch = batcher.add(row);
    if (batch !== null) yield lazily(batch);
  }
  for (const batch of batcher.end()) yield lazily(batch);
}

async function* asyncBatchesOf(
  rows: AsyncIterable<Row>,
  batcher: Batcher,
): AsyncGenerator<LazyPair> {
  for await (const row of rows) {
    const batch = batcher.add(row);
    if (batch !== null) yield lazily(batch);
  }
  for (const batch of batcher.end()) yield lazily(batch);
}

function lazily(batch: readonly PlainRow[]): LazyPair {
  return () => [stackRows(batch.map((row) => row.x)), stackRows(batch.map((row) => row.y))];
}
