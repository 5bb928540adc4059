import { noGrad } from "../../array/graph.js";
import { requireOptions, requirePositiveInteger } from "../../errors/check.js";
import { described } from "../../errors/described.js";
import { Value } from "../../value/value.js";
import { XavierUniform } from "../initializers.js";

/** What a `Neuron` is made from: `inputSize` or `weights`. */
export interface NeuronOptions {
  /** How many inputs it weighs. Not needed if weights are given. */
  readonly inputSize?: number;
  /** First weights; drawn by `XavierUniform` if not given. */
  readonly weights?: readonly number[];
  /** First bias. Default 0. */
  readonly bias?: number;
  /** What is made of the weighted sum. Default: nothing. */
  readonly activation?: (sum: Value) => Value;
}

/** One neuron by hand: activation(w1 x1 + w2 x2 + … + bias), each number a `Value`. */
export class Neuron {
  /** The weights, one for each input. */
  readonly weights: readonly Value[];
  /** The bias, which is added to the weighted sum. */
  readonly bias: Value;
  private readonly activation: (sum: Value) => Value;

  constructor(options: NeuronOptions) {
    requireOptions("Neuron", options, ["inputSize", "weights", "bias", "activation"]);
    const { inputSize, weights, bias = 0, activation = (sum: Value) => sum } = options;
    const size = inputSize ?? weights?.length;
    requirePositiveInteger("Neuron", "inputSize", size);
    if (typeof activation !== "function") {
      throw new TypeError(
        `Neuron: activation must be a function of a Value, got ${typeof activation}`,
      );
    }
    const first = weights ?? firstWeights(size as number);
    if (first.length !== size) {
      throw new RangeError(`Neuron: ${first.length} weights for ${size} inputs; expected as many`);
    }
    this.weights = first.map((weight) => new Value(weight));
    this.bias = new Value(bias);
    this.activation = activation;
  }

  /** The output for numbers or `Value`s, one for each weight; throws if they are more or fewer. */
  forward(inputs: readonly (Value | number)[]): Value {
    if (inputs?.length !== this.weights.length) {
      throw new RangeError(
        `Neuron: got ${described(inputs?.length)} inputs, expected ${this.weights.length}, one for each weight`,
      );
    }
    let sum = this.bias;
    this.weights.forEach((weight, i) => {
      sum = sum.add(weight.mul(inputs[i]));
    });
    return this.activation(sum);
  }

  /** The weights, then the bias. */
  parameters(): Value[] {
    return [...this.weights, this.bias];
  }
}

function firstWeights(inputSize: number): number[] {
  return noGrad(() => Array.from(XavierUniform.initialize(inputSize, 1).toTypedArray()));
}
