import type { MLArray } from "../../array-api/ml-array.js";
import type { ActivationFunction } from "../activation.js";
import { isKnownActivation } from "../known-activations.js";
import { Module } from "../module/module.js";
import { requireActivation } from "./given-functions.js";

/** An activation as a layer of its own. */
export class ActivationLayer extends Module {
  constructor(readonly activationFunction: ActivationFunction) {
    super();
    requireActivation("ActivationLayer: activationFunction", activationFunction);
  }

  /** A layer's constructor takes its config, but this one's takes the function alone. */
  static override fromConfig(config: unknown): ActivationLayer {
    const { activationFunction } = config as { activationFunction: ActivationFunction };
    return activationLayer(activationFunction);
  }

  /** The function, which is saved by its name. */
  override config(): Record<string, unknown> {
    return { activationFunction: this.activationFunction };
  }

  forward(x: MLArray): MLArray {
    return this.activationFunction(this.receive(x));
  }

  /** @internal */
  isDiscreet(): boolean {
    return isKnownActivation(this.activationFunction);
  }
}

/** A function as a layer. Bundlers rename classes that name themselves, so it stands outside. */
export function activationLayer(activationFunction: ActivationFunction): ActivationLayer {
  return new ActivationLayer(activationFunction);
}
