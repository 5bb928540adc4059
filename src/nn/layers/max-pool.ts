import type { Node } from "../../array/node.js";
import { maxPool, type PoolOptions } from "../../ops/pool.js";
import { knownAs } from "../module/known.js";
import { Pooling, type PoolingOptions } from "./pooling.js";
import type { Padding1D, Padding2D, Size2D } from "./window-layout.js";

/** What a `MaxPool1D` is made from. */
export interface MaxPool1DOptions extends PoolingOptions<number, Padding1D> {}

/** What a `MaxPool2D` is made from. */
export interface MaxPool2DOptions extends PoolingOptions<Size2D, Padding2D> {}

/** The largest number of each window, channel by channel; of equal ones the first takes the gradient: (rows, steps, features) becomes (rows, windows, features). */
export class MaxPool1D extends Pooling<number, Padding1D> {
  /** @internal */
  static readonly knownAs: string = knownAs("MaxPool1D", this);

  constructor(options: MaxPool1DOptions = {}) {
    super(1, options);
  }

  protected override pooled(x: Node, options: PoolOptions): Node {
    return maxPool(x, options);
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}

/** The largest number of each window, channel by channel; of equal ones the first takes the gradient: (rows, height, width, channels) becomes (rows, windows down, windows across, channels). */
export class MaxPool2D extends Pooling<Size2D, Padding2D> {
  /** @internal */
  static readonly knownAs: string = knownAs("MaxPool2D", this);

  constructor(options: MaxPool2DOptions = {}) {
    super(2, options);
  }

  protected override pooled(x: Node, options: PoolOptions): Node {
    return maxPool(x, options);
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
