import { ones } from "../../array-api/creation.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { knownAs } from "../module/known.js";
import { temporaries } from "../module/spent.js";
import { Dropout } from "./dropout.js";
import { requireImage } from "./window-layout.js";

/**
 * `Dropout` of whole features: all steps of a sequence (rows, steps, features) together, since neighbours tell much the
 * same. Tompson and others, 2015.
 */
export class SpatialDropout1D extends Dropout {
  /** @internal */
  static readonly knownAs: string = knownAs("SpatialDropout1D", this);

  override forward(x: MLArray): MLArray {
    requireImage("SpatialDropout1D", 1, this.receive(x).shape);
    return super.forward(x);
  }

  protected override dropped(x: MLArray): MLArray {
    const [rows, , features] = x.shape;
    return timesDropped(x, [rows, 1, features], (mask) => super.dropped(mask));
  }

  /** @internal */
  override isDiscreet(): boolean {
    return true;
  }
}

/** `Dropout` of whole channels: all pixels of an image (rows, height, width, channels) together. */
export class SpatialDropout2D extends Dropout {
  /** @internal */
  static readonly knownAs: string = knownAs("SpatialDropout2D", this);

  override forward(x: MLArray): MLArray {
    requireImage("SpatialDropout2D", 2, this.receive(x).shape);
    return super.forward(x);
  }

  protected override dropped(x: MLArray): MLArray {
    const [rows, , , channels] = x.shape;
    return timesDropped(x, [rows, 1, 1, channels], (mask) => super.dropped(mask));
  }

  /** @internal */
  override isDiscreet(): boolean {
    return true;
  }
}

/** x times a mask of that shape, one for whatever lies beside one another. */
function timesDropped(x: MLArray, shape: number[], drop: (ones: MLArray) => MLArray): MLArray {
  return temporaries(() => x.mul(drop(ones(shape, { dtype: x.dtype, requiresGrad: false }))));
}
