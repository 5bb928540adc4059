import type { Arrays, Data } from "../array-api/arrays.js";

/** A pair of X and y that is still to be made, within the step that learns from it. */
export type LazyPair = () => [X: Arrays, y: Arrays];

/** What a `DataLoader` offers beside its pairs: arrays of its making go as soon as their step is done. */
export interface LazyBatches {
  /** How many batches an epoch has, where that is known. */
  readonly length: number | null;
  /** @internal Rows of the last batch, where that is known. */
  readonly lastRows: number | null;
  /** The epoch gone through last. */
  epoch: number;
  /** @internal Left out of the types that are published, there as in `DataLoader`. */
  startEpoch(epoch?: number): Iterable<LazyPair> | AsyncIterable<LazyPair>;
}

/** Pairs of X and y, gone through anew in each epoch: a `DataLoader`, a list, a stream. */
export type BatchData =
  | Iterable<readonly [X: Data, y: Data]>
  | AsyncIterable<readonly [X: Data, y: Data]>;

/** Whether every epoch has to wait for its batches. */
export function isAsynchronous<T>(data: Iterable<T> | AsyncIterable<T>): data is AsyncIterable<T> {
  return Symbol.asyncIterator in data && !(Symbol.iterator in data);
}

/** Whether the arrays of its batches are still to be made. */
export function isLazy(data: object): data is LazyBatches {
  return typeof data === "object" && data !== null && "startEpoch" in data;
}
