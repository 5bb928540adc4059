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

  static fromConfig(config: { activationFunction: ActivationFunction }): ActivationLayer {
    return new ActivationLayer(config.activationFunction);
  }

  config(): Record<string, unknown> {
    return { activationFunction: this.activationFunction };
  }

  protected compute(x: MLArray): MLArray {
    return this.activationFunction(x);
  }
}
