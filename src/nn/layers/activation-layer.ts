import type { MLArray } from "../../array-api/ml-array.js";
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

  /** A layer's constructor takes its config, but this one's takes the function alone. */
  static override fromConfig(config: unknown): LayerBase {
    const { activationFunction } = config as { activationFunction: ActivationFunction };
    return activationLayer(activationFunction);
  }

  /** The function, which is saved by its name. */
  config(): Record<string, unknown> {
    return { activationFunction: this.activationFunction };
  }

  protected compute(x: MLArray): MLArray {
    return this.activationFunction(x);
  }
}

// Named from outside of the class: bundlers rename classes that name themselves.
function activationLayer(activationFunction: ActivationFunction): ActivationLayer {
  return new ActivationLayer(activationFunction);
}
