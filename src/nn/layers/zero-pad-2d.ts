import type { MLArray } from "../../array-api/ml-array.js";
import { requireOptions } from "../../errors/check.js";
import type { Padding } from "../../ops/windows.js";
import { knownAs } from "../module/known.js";
import { Module } from "../module/module.js";
import {
  copied,
  expectedSides,
  type Padding2D,
  requireImage,
  shown,
  sidesOf,
} from "./window-layout.js";

/** What a `ZeroPad2D` is made from. */
export interface ZeroPad2DOptions {
  /** So many zeros on all sides, [above and below, at both sides], or [[top, bottom], [left, right]]. Default 1. */
  readonly padding?: Exclude<Padding2D, string>;
}

/** Images with zeros around them: (rows, height, width, channels) becomes (rows, top + height + bottom, left + width + right, channels). */
export class ZeroPad2D extends Module {
  /** @internal */
  static readonly knownAs: string = knownAs("ZeroPad2D", this);

  /** How many zeros there are on the sides. */
  readonly padding: Exclude<Padding2D, string>;
  readonly #sides: Padding;

  constructor(options: ZeroPad2DOptions = {}) {
    super();
    requireOptions("ZeroPad2D", options, ["padding"]);
    const { padding = 1 } = options;
    const sides = sidesOf(2, padding);
    if (sides === null) {
      throw new RangeError(`ZeroPad2D: padding must be ${expectedSides(2)}, got ${shown(padding)}`);
    }
    this.#sides = sides;
    this.padding = copied(padding);
  }

  /** The options that make another one like it: the padding. */
  override config(): Record<string, unknown> {
    return { padding: this.padding };
  }

  forward(x: MLArray): MLArray {
    requireImage("ZeroPad2D", 2, this.receive(x).shape);
    const { top, bottom, left, right } = this.#sides;
    return x.pad([
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
