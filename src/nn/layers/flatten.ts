import type { MLArray } from "../../array-api/ml-array.js";
import { Module } from "../module/module.js";

/** Each sample as one row: (rows, …) becomes (rows, features). */
export class Flatten extends Module {
  forward(x: MLArray): MLArray {
    const { shape } = this.receive(x);
    return shape.length < 2 ? x.reshape(-1) : x.reshape(shape[0], -1);
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
