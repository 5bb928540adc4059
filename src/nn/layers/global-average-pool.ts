import type { MLArray } from "../../array-api/ml-array.js";
import { knownAs } from "../module/known.js";
import { Module } from "../module/module.js";
import { spend } from "../module/spent.js";
import { requireImage } from "./window-layout.js";

/** The mean of each feature over all steps: (rows, steps, features) becomes (rows, features). */
export class GlobalAveragePool1D extends Module {
  /** @internal */
  static readonly knownAs: string = knownAs("GlobalAveragePool1D", this);

  forward(x: MLArray): MLArray {
    requireImage("GlobalAveragePool1D", 1, this.receive(x).shape);
    return x.mean(1);
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}

/** The mean of each channel over the whole image: (rows, height, width, channels) becomes (rows, channels). */
export class GlobalAveragePool2D extends Module {
  /** @internal */
  static readonly knownAs: string = knownAs("GlobalAveragePool2D", this);

  forward(x: MLArray): MLArray {
    const { shape } = this.receive(x);
    requireImage("GlobalAveragePool2D", 2, shape);
    const [rows, height, width, channels] = shape;
    const pixels = x.reshape(rows, height * width, channels);
    const means = pixels.mean(1);
    spend(pixels, means);
    return means;
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
