import type { MLArray } from "../../array-api/ml-array.js";
import { requireOptions } from "../../errors/check.js";
import type { Pair } from "../../ops/windows.js";
import { knownAs } from "../module/known.js";
import { Module } from "../module/module.js";
import { temporaries } from "../module/spent.js";
import { copied, pairOf, requireImage, type Size2D } from "./window-layout.js";

/** What an `UpSample2D` is made from. */
export interface UpSample2DOptions {
  /** How many times as high and wide images become. Default 2. */
  readonly size?: Size2D;
}

/** Images made larger, each pixel repeated: (rows, height, width, channels) becomes (rows, size height, size width, channels). */
export class UpSample2D extends Module {
  /** @internal */
  static readonly knownAs: string = knownAs("UpSample2D", this);

  /** How many times as high and wide images become. */
  readonly size: Size2D;
  readonly #times: Pair;

  constructor(options: UpSample2DOptions = {}) {
    super();
    requireOptions("UpSample2D", options, ["size"]);
    const { size = 2 } = options;
    this.#times = pairOf("UpSample2D", 2, "size", size);
    this.size = copied(size);
  }

  /** The options that make another one like it: the size. */
  override config(): Record<string, unknown> {
    return { size: this.size };
  }

  forward(x: MLArray): MLArray {
    requireImage("UpSample2D", 2, this.receive(x).shape);
    const [down, across] = this.#times;
    return temporaries(() => x.repeat(across, 2).repeat(down, 1));
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
