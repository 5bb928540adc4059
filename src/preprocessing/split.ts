import type { MLArray, Operand } from "../array-api/ml-array.js";
import { generatorFor } from "../data/draws.js";
import { pickRows, rowsOfBoth } from "../data/rows.js";
import { isShare, requireOptions } from "../errors/check.js";
import { described } from "../errors/described.js";
import { permutation } from "../ops/draws.js";

/** How much to hold back, and in which order. */
export interface SplitOptions {
  /** The share of rows held back for testing, in (0, 1). Default 0.2. */
  readonly testSize?: number;
  /** Puts the rows in a random order first. Default true. */
  readonly shuffle?: boolean;
  /** Makes the order the same each time; without it, it follows `manualSeed`. */
  readonly seed?: number;
}

/** Splits rows into those to learn from and those held back: [XTrain, XTest, yTrain, yTest]. */
export function trainTestSplit(
  X: Operand,
  y: Operand,
  options: SplitOptions = {},
): [MLArray, MLArray, MLArray, MLArray] {
  requireOptions("trainTestSplit", options, ["testSize", "shuffle", "seed"]);
  const { testSize = 0.2, shuffle = true, seed } = options;
  const random = generatorFor("trainTestSplit", seed);
  const [x, t] = rowsOfBoth("trainTestSplit", X, y);
  const rows = x.shape[0];
  const held = Math.ceil(rows * testSize);
  if (!isShare(testSize) || held >= rows) {
    throw new RangeError(
      `trainTestSplit: testSize must be a share in (0, 1) that leaves rows on both sides, got ${described(testSize)} of ${rows} rows`,
    );
  }
  const order = shuffle
    ? permutation(rows, random)
    : Int32Array.from({ length: rows }, (_, i) => i);
  const [learnt, tested] = [order.subarray(0, rows - held), order.subarray(rows - held)];
  return [pickRows(x, learnt), pickRows(x, tested), pickRows(t, learnt), pickRows(t, tested)];
}
