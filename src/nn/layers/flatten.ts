import type { MLArray } from "../../array-api/ml-array.js";
import { LayerBase } from "./layer.js";

/** Each sample as one row: (rows, …) becomes (rows, features). */
export class Flatten extends LayerBase {
  /** Nothing: it has no options. */
  config(): Record<string, unknown> {
    return {};
  }

  protected compute(x: MLArray): MLArray {
    return x.shape.length < 2 ? x.reshape(-1) : x.reshape(x.shape[0], -1);
  }
}
