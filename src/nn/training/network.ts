import type { MLArray, Operand } from "../../array-api/ml-array.js";
import type { Module } from "../layers/layer.js";
import type { LossFunction } from "../losses.js";
import type { Optimizer } from "../optimizers/index.js";

/** What training, its callbacks and the summary need of a network. */
export interface Network {
  readonly layers: readonly Module[];
  readonly lossFunction: LossFunction;
  readonly optimizer: Optimizer;
  /** The number of the last epoch done; training keeps it. */
  epoch: number;
  forward(x: MLArray): MLArray;
  predict(x: Operand): MLArray;
  evaluate(X: Operand, y: Operand): number;
  parameters(): MLArray[];
  save(): Uint8Array;
}
