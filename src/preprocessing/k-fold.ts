import type { MLArray, Operand } from "../array-api/ml-array.js";
import { generatorFor } from "../data/draws.js";
import { pickRows, rowsOfBoth } from "../data/rows.js";
import { requireOptions } from "../errors/check.js";
import { described } from "../errors/described.js";
import { permutation } from "../ops/draws.js";

/** How many parts, and in which order. */
export interface KFoldOptions {
  /** How many parts: an integer from 2 to the number of rows. Default 5. */
  readonly nSplits?: number;
  /** Puts the rows in a random order first. Default true. */
  readonly shuffle?: boolean;
  /** Makes the order the same each time; without it, it follows `manualSeed`. */
  readonly seed?: number;
}

/**
 * Cross-validation: each row is held back once. Gives [XTrain, XTest, yTrain, yTest] for each of
 * `nSplits` parts, whose sizes differ by 1 at most, the larger ones first.
 */
export function kFold(
  X: Operand,
  y: Operand,
  options: KFoldOptions = {},
): Generator<[MLArray, MLArray, MLArray, MLArray]> {
  requireOptions("kFold", options, ["nSplits", "shuffle", "seed"]);
  const { nSplits = 5, shuffle = true, seed } = options;
  const random = generatorFor("kFold", seed);
  const [x, t] = rowsOfBoth("kFold", X, y);
  const rows = x.shape[0];
  if (!Number.isInteger(nSplits) || nSplits < 2 || nSplits > rows) {
    throw new RangeError(
      `kFold: nSplits must be an integer from 2 to the number of rows (${rows}), got ${described(nSplits)}`,
    );
  }
  const order = shuffle
    ? permutation(rows, random)
    : Int32Array.from({ length: rows }, (_, i) => i);
  return folds(x, t, order, nSplits);
}

function* folds(
  x: MLArray,
  y: MLArray,
  order: Int32Array,
  nSplits: number,
): Generator<[MLArray, MLArray, MLArray, MLArray]> {
  for (let fold = 0, start = 0; fold < nSplits; fold++) {
    const end = start + Math.ceil((order.length - fold) / nSplits);
    const tested = order.subarray(start, end);
    const learnt = order.filter((_, i) => i < start || i >= end);
    yield [pickRows(x, learnt), pickRows(x, tested), pickRows(y, learnt), pickRows(y, tested)];
    start = end;
  }
}
