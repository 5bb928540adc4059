import type { Data } from "../array-api/arrays.js";
import { generatorFor } from "../data/draws.js";
import { labelsOf } from "../data/labels.js";
import { type RowsOfBoth, rowsOfBoth } from "../data/rows.js";
import { requireOptions } from "../errors/check.js";
import { described } from "../errors/described.js";
import { permutation } from "../ops/draws.js";
import { type Split, splitBy } from "./split.js";
import { dealt } from "./stratify.js";

/** The options of `kFold`: how many parts, and in which order. */
export interface KFoldOptions {
  /** How many parts: an integer from 2 to the number of rows. Default 5. */
  readonly nSplits?: number;
  /** Puts the rows in a random order first. Default true. */
  readonly shuffle?: boolean;
  /** Makes the order the same each time; without it, it follows `manualSeed`. */
  readonly seed?: number;
  /** Gives each part the same share of each class: y has a label per row, or one-hot rows. Default false. */
  readonly stratify?: boolean;
}

/**
 * Cross-validation: each row is held back once. Gives [XTrain, XTest, yTrain, yTest] for each of
 * `nSplits` parts, whose sizes differ by 1 at most, the larger ones first.
 */
export function kFold<X extends Data, Y extends Data>(
  X: X,
  y: Y,
  options: KFoldOptions = {},
): Generator<Split<X, Y>> {
  requireOptions("kFold", options, ["nSplits", "shuffle", "seed", "stratify"]);
  const { nSplits = 5, shuffle = true, seed, stratify = false } = options;
  const random = generatorFor("kFold", seed);
  const given = rowsOfBoth("kFold", X, y);
  const { count } = given;
  if (!Number.isInteger(nSplits) || nSplits < 2 || nSplits > count) {
    throw new RangeError(
      `kFold: nSplits must be an integer from 2 to the number of rows (${count}), got ${described(nSplits)}`,
    );
  }
  const order = shuffle
    ? permutation(count, random)
    : Int32Array.from({ length: count }, (_, i) => i);
  if (!stratify) return folds(given, order, nSplits);
  return folds(given, dealt(order, labelsOf("kFold", "stratify", given.y), nSplits), nSplits);
}

function* folds<X extends Data, Y extends Data>(
  given: RowsOfBoth<X, Y>,
  order: Int32Array,
  nSplits: number,
): Generator<Split<X, Y>> {
  try {
    for (let fold = 0, start = 0; fold < nSplits; fold++) {
      const end = start + Math.ceil((order.length - fold) / nSplits);
      const learnt = order.filter((_, i) => i < start || i >= end);
      yield splitBy(given, learnt, order.subarray(start, end));
      start = end;
    }
  } finally {
    for (const array of given.made) array.dispose();
  }
}
