import { requireOptions, requirePositiveInteger } from "../../ops/check.js";
import type { Value } from "../../value.js";
import { Neuron } from "./neuron.js";

export interface LayerOptions {
  readonly inputSize: number;
  /** How many neurons. */
  readonly outputSize: number;
  readonly activation?: (sum: Value) => Value;
}

/** Neurons side by side over the same inputs: what `DenseLayer` does, number by number. */
export class Layer {
  readonly neurons: readonly Neuron[];

  constructor(options: LayerOptions) {
    requireOptions("Layer", options, ["inputSize", "outputSize", "activation"]);
    const { inputSize, outputSize, activation } = options;
    requirePositiveInteger("Layer", "inputSize", inputSize);
    requirePositiveInteger("Layer", "outputSize", outputSize);
    this.neurons = Array.from(
      { length: outputSize },
      () => new Neuron({ inputSize, ...(activation === undefined ? {} : { activation }) }),
    );
  }

  /** One output per neuron. */
  forward(inputs: readonly (Value | number)[]): Value[] {
    return this.neurons.map((neuron) => neuron.forward(inputs));
  }

  parameters(): Value[] {
    return this.neurons.flatMap((neuron) => neuron.parameters());
  }
}
