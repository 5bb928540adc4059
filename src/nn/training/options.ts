import type { Operand } from "../../ml-array.js";

export interface TrainOptions {
  /** How often all rows are learnt from: a positive integer. */
  readonly epochs: number;
  /** Rows per step; all of them without it, as in SmolML. */
  readonly batchSize?: number;
  /** A new random order of the rows in each epoch. Default: true if there is a batchSize. */
  readonly shuffle?: boolean;
  /** Prints a line per epoch. Default true. */
  readonly verbose?: boolean;
  /** Prints every so many epochs only. Default 1. */
  readonly printEvery?: number;
  /** Data that is not learnt from, whose loss is taken after each epoch. */
  readonly validationData?: readonly [X: Operand, y: Operand];
}

/** Throws where an option is out of its range. */
export function checkOptions({ epochs, batchSize, printEvery = 1 }: TrainOptions): void {
  const sizes = { epochs, batchSize: batchSize ?? 1, printEvery };
  for (const [name, value] of Object.entries(sizes)) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new RangeError(`train: ${name} must be a positive integer, got ${String(value)}`);
  }
}
