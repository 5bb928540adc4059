import { requireOptions, requirePositiveInteger } from "../../errors/check.js";
import type { Value } from "../../value/value.js";
import { Neuron } from "./neuron.js";

/** What a `Layer` of neurons is made from. */
export interface LayerOptions {
  /** How many inputs each neuron weighs. */
  readonly inputSize: number;
  /** How many neurons stand side by side. */
  readonly outputSize: number;
  /** What each makes of its weighted sum. Default: nothing. */
  readonly activation?: (sum: Value) => Value;
}

/** Neurons side by side over the same inputs: what `DenseLayer` does, number by number. */
export class Layer {
  /** The neurons, one for each output. */
  readonly neurons: readonly Neuron[];

  constructor(options: LayerOptions) {
    requireOptions("Layer", options, ["inputSize", "outputSize", "activation"]);
    const { inputSize, outputSize, activation } = options;
    requirePositiveInteger("Layer", "inputSize", inputSize);
    requirePositiveInteger("Layer", "outputSize", outputSize, 1e6);
    this.neurons = Array.from(
      { length: outputSize },
      () => new Neuron({ inputSize, ...(activation === undefined ? {} : { activation }) }),
    );
  }

  /** One output per neuron. */
  forward(inputs: readonly (Value | number)[]): Value[] {
    return this.neurons.map((neuron) => neuron.forward(inputs));
  }

  /** Those of all neurons, one neuron behind the other. */
  parameters(): Value[] {
    return this.neurons.flatMap((neuron) => neuron.parameters());
  }
}
