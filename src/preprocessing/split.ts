import type { ArraysOf, Data } from "../array-api/arrays.js";
import { generatorFor } from "../data/draws.js";
import { labelsOf } from "../data/labels.js";
import { pickRows, type RowsOfBoth, rowsOfBoth } from "../data/rows.js";
import { isShare, requireOptions } from "../errors/check.js";
import { described } from "../errors/described.js";
import { permutation } from "../ops/draws.js";
import { heldOfEachClass } from "./stratify.js";

/** The options of `trainTestSplit`: how much to hold back, and in which order. */
export interface SplitOptions {
  /** The share of rows held back for testing, in (0, 1). Default 0.2. */
  readonly testSize?: number;
  /** Puts the rows in a random order first. Default true. */
  readonly shuffle?: boolean;
  /** Makes the order the same each time; without it, it follows `manualSeed`. */
  readonly seed?: number;
  /** Holds back the same share of each class: y has a label per row, or one-hot rows. Default false. */
  readonly stratify?: boolean;
}

/** What is left to learn from, and what is held back, of X and of y. */
export type Split<X, Y> = [
  XTrain: ArraysOf<X>,
  XTest: ArraysOf<X>,
  yTrain: ArraysOf<Y>,
  yTest: ArraysOf<Y>,
];

/**
 * Splits rows into those to learn from and those held back: [XTrain, XTest, yTrain, yTest]. Several arrays, in
 * a list or a record, are split alike.
 */
export function trainTestSplit<X extends Data, Y extends Data>(
  X: X,
  y: Y,
  options: SplitOptions = {},
): Split<X, Y> {
  requireOptions("trainTestSplit", options, ["testSize", "shuffle", "seed", "stratify"]);
  const { testSize = 0.2, shuffle = true, seed, stratify = false } = options;
  const random = generatorFor("trainTestSplit", seed);
  const given = rowsOfBoth("trainTestSplit", X, y);
  const { count } = given;
  const held = heldRows(count, testSize);
  if (!isShare(testSize) || held >= count) {
    throw new RangeError(
      `trainTestSplit: testSize must be a share in (0, 1) that leaves rows on both sides, got ${described(testSize)} of ${count} rows`,
    );
  }
  const order = shuffle
    ? permutation(count, random)
    : Int32Array.from({ length: count }, (_, i) => i);
  const parts = stratify
    ? splitByClass(given, order, held)
    : splitBy(given, order.subarray(0, count - held), order.subarray(count - held));
  for (const array of given.made) array.dispose();
  return parts;
}

/** How many of so many rows a share holds back: at least one, as in scikit-learn. */
export function heldRows(count: number, share: number): number {
  return Math.ceil(count * share);
}

function splitByClass<X extends Data, Y extends Data>(
  given: RowsOfBoth<X, Y>,
  order: Int32Array,
  held: number,
): Split<X, Y> {
  const labels = labelsOf("trainTestSplit", "stratify", given.y);
  const tested = heldOfEachClass(order, labels, held);
  return splitBy(
    given,
    order.filter((row) => !tested.has(row)),
    order.filter((row) => tested.has(row)),
  );
}

/** The rows of both at the one places and at the others. */
export function splitBy<X extends Data, Y extends Data>(
  { x, y }: RowsOfBoth<X, Y>,
  learnt: Int32Array,
  tested: Int32Array,
): Split<X, Y> {
  return [pickRows(x, learnt), pickRows(x, tested), pickRows(y, learnt), pickRows(y, tested)];
}
