import type { MLArray } from "../../ml-array.js";
import type { ActivationFunction } from "../activation.js";
import { LayerBase } from "./layer.js";

/** An activation as a layer of its own. */
export class ActivationLayer extends LayerBase {
  constructor(readonly activationFunction: ActivationFunction) {
    super();
    if (typeof activationFunction !== "function") {
      throw new TypeError(
        `ActivationLayer: expected an activation function, got ${typeof activationFunction}`,
      );
    }
  }

  protected compute(x: MLArray): MLArray {
    return this.activationFunction(x);
  }
}
