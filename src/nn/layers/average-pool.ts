import type { Node } from "../../array/node.js";
import { averagePool, type PoolOptions } from "../../ops/pool.js";
import { knownAs } from "../module/known.js";
import { Pooling, type PoolingOptions } from "./pooling.js";
import type { Padding1D, Padding2D, Size2D } from "./window-layout.js";

/** What a `AveragePool1D` is made from. */
export interface AveragePool1DOptions extends PoolingOptions<number, Padding1D> {}

/** What a `AveragePool2D` is made from. */
export interface AveragePool2DOptions extends PoolingOptions<Size2D, Padding2D> {}

/** The mean of each window, channel by channel, over what lies inside of the input: (rows, steps, features) becomes (rows, windows, features). */
export class AveragePool1D extends Pooling<number, Padding1D> {
  /** @internal */
  static readonly knownAs: string = knownAs("AveragePool1D", this);

  constructor(options: AveragePool1DOptions = {}) {
    super(1, options);
  }

  protected override pooled(x: Node, options: PoolOptions): Node {
    return averagePool(x, options);
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}

/** The mean of each window, channel by channel, over what lies inside of the input: (rows, height, width, channels) becomes (rows, windows down, windows across, channels). */
export class AveragePool2D extends Pooling<Size2D, Padding2D> {
  /** @internal */
  static readonly knownAs: string = knownAs("AveragePool2D", this);

  constructor(options: AveragePool2DOptions = {}) {
    super(2, options);
  }

  protected override pooled(x: Node, options: PoolOptions): Node {
    return averagePool(x, options);
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
