import { newestOrder, noGrad } from "../../array/graph.js";
import { type Arrays, listOf, mapArrays } from "../../array-api/arrays.js";
import { zeros } from "../../array-api/creation.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { sliceRows } from "../../data/rows.js";
import { ownElements } from "../../ops/access.js";
import { inUse, Module } from "../module/module.js";
import { freeingSpent } from "../module/spent.js";
import type { Network } from "./network.js";
import { isPromise } from "./pause.js";

/** Rows that are predicted at once: some milliseconds in a wide network, and what that takes of memory. */
const rowsAtOnce = 256;

/**
 * The output for arrays, without history, of layers as they are in prediction: a part of the rows at a time,
 * with a pause between parts.
 */
export function* predictions(network: Network, x: Arrays): Generator<"batch", Arrays, unknown> {
  const rows = sharedRows(x);
  if (rows <= rowsAtOnce) return predictRows(network, x);
  let all: Arrays | null = null;
  for (let start = 0; start < rows; start += rowsAtOnce) {
    if (start > 0) yield "batch";
    const count = Math.min(rowsAtOnce, rows - start);
    const part = predictRows(network, slice(x, start, count));
    if (sharedRows(part) !== count) {
      discard(part);
      // The output has no row for each row of the input, so it takes all of them to make it.
      return predictRows(network, x);
    }
    all ??= mapArrays(part, ({ shape, dtype }) =>
      zeros([rows, ...shape.slice(1)], { dtype, requiresGrad: false }),
    ) as Arrays;
    place(part, all, start, count);
  }
  return all as Arrays;
}

/** The same without pauses. */
export function prediction(network: Network, x: Arrays): Arrays {
  return sharedRows(x) <= rowsAtOnce
    ? predictRows(network, x)
    : withoutPauses("predict", predictions(network, x));
}

/** Runs what pauses without pausing; throws where it would have to wait. */
export function withoutPauses<T>(operation: string, parts: Generator<unknown, T, unknown>): T {
  let next = parts.next();
  while (!next.done) {
    if (isPromise(next.value)) {
      Promise.resolve(next.value).catch(() => {});
      next = parts.throw(new TypeError(`${operation}: the batches come asynchronously; use fit`));
    } else {
      next = parts.next();
    }
  }
  return next.value;
}

/** Frees arrays that are needed no more. */
export function discard(arrays: Arrays): void {
  for (const array of listOf(arrays)) array.dispose();
}

function slice(x: Arrays, start: number, count: number): Arrays {
  return mapArrays(x, (part) => sliceRows(part, start, count)) as Arrays;
}

/** How many rows all arrays have alike; 0 where they differ, and where there is but one sample. */
function sharedRows(x: Arrays): number {
  const arrays = listOf(x);
  const [rows = 0] = arrays[0].shape;
  const alike = arrays.every(({ shape }) => shape[0] === rows);
  return alike && arrays.some(({ shape }) => shape.length > 1) ? rows : 0;
}

function predictRows(network: Network, x: Arrays): Arrays {
  const before = newestOrder();
  return inUse(network.tree.modules, () =>
    noGrad(() => {
      const y = freeingSpent(() => network.forward(x));
      forgetInputs(network);
      return mapArrays(y, (array: MLArray) => {
        if (array.node.order <= before) return array.clone();
        // Else this could be the data, or an array of the network's own, under another name.
        ownElements("predict", array.node);
        return array;
      }) as Arrays;
    }),
  );
}

/** Lets the modules of a network go of the data that they were used on. */
export function forgetInputs(network: Network): void {
  for (const module of network.tree.modules) if (module instanceof Module) module.forget();
}

function place(part: Arrays, all: Arrays, start: number, count: number): void {
  const targets = listOf(all);
  listOf(part).forEach((rows, i) => {
    targets[i].set([[start, start + count]], rows);
    rows.dispose();
  });
}
