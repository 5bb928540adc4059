import type { Node } from "../../array/node.js";
import { MLArray } from "../../array-api/ml-array.js";
import { requireOptions } from "../../errors/check.js";
import type { PoolOptions } from "../../ops/pool.js";
import { Module } from "../module/module.js";
import { copied, shown, WindowLayout } from "./window-layout.js";

/** What pooling of all kinds is made from. */
export interface PoolingOptions<Size, Padding> {
  /** The size of a window. Default 2. */
  readonly poolSize?: Size;
  /** How far a window lies from the next one. Default: as far as it reaches, `poolSize`. */
  readonly strides?: Size;
  /** What windows may reach beyond the input, which counts for nothing. Default "valid": nothing. */
  readonly padding?: Padding;
}

/** A layer that makes one number of each window over sequences (1 axis) or images (2 axes), channel by channel. */
export abstract class Pooling<Size, Padding> extends Module {
  /** The size of a window. */
  readonly poolSize: Size;
  /** How far a window lies from the next one. */
  readonly strides: Size;
  /** What windows may reach beyond the input. */
  readonly padding: Padding;
  readonly #layout: WindowLayout;

  constructor(axes: 1 | 2, options: PoolingOptions<Size, Padding>) {
    super();
    const { name } = this.constructor;
    requireOptions(name, options, ["poolSize", "strides", "padding"]);
    const { poolSize = 2, strides = poolSize, padding = "valid" } = options;
    const given = { size: poolSize, strides, padding };
    this.#layout = new WindowLayout(name, axes, "poolSize", given);
    requireSmaller(this.#layout, padding);
    // What it checked is of the types that the options have.
    this.poolSize = copied(poolSize) as Size;
    this.strides = copied(strides) as Size;
    this.padding = copied(padding) as Padding;
  }

  /** What comes of the windows. */
  protected abstract pooled(x: Node, options: PoolOptions): Node;

  /** The options that make another one like it. */
  override config(): Record<string, unknown> {
    const { poolSize, strides, padding } = this;
    return { poolSize, strides, padding };
  }

  /** Of (rows, height, width, channels), or of (rows, steps, features) in one dimension. */
  forward(x: MLArray): MLArray {
    const { node } = this.receive(x);
    const { strides, padding } = this.#layout.optionsFor(node.shape);
    return new MLArray(this.pooled(node, { size: this.#layout.size, strides, padding }));
  }
}

/** Throws where a window could lie beside the input altogether. */
function requireSmaller({ layer, size, padding }: WindowLayout, given: unknown): void {
  if (typeof padding === "string") return;
  const { top, bottom, left, right } = padding;
  if (Math.max(top, bottom) < size[0] && Math.max(left, right) < size[1]) return;
  throw new RangeError(
    `${layer}: padding must be less than poolSize on each side, got ${shown(given)} for windows of ${size[0]} x ${size[1]}`,
  );
}
