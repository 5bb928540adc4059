import type { Arrays, Data } from "../../array-api/arrays.js";
import type { MLArray } from "../../array-api/ml-array.js";
import type { NetworkLoss } from "../losses.js";
import type { ModuleLike } from "../module/tree.js";
import type { TreeView } from "../module/tree-view.js";
import type { Optimizer } from "../optimizers/index.js";

/** What training, its callbacks and the summary need of a network. */
export interface Network extends ModuleLike {
  readonly optimizer: Optimizer;
  /** The number of the last epoch done; training keeps it. */
  epoch: number;
  /** What training lowers. */
  readonly lossFunction: NetworkLoss;
  forward(x: Arrays, ...more: unknown[]): Arrays;
  predict(x: Data): MLArray;
  evaluate(X: Data, y: Data): number;
  parameters(): MLArray[];
  save(): Uint8Array;
  /** @internal What the first forward was given; null before. */
  readonly input: unknown;
  /** @internal Forgets that. */
  unbuild(): void;
  /** @internal Its modules and arrays as they are now. */
  readonly tree: TreeView;
}
