import { MLArray } from "../../ml-array.js";

/**
 * What a network is made of. Anything with a `forward` will do; `Layer` adds the way of
 * backpropagation by hand.
 */
export interface Module {
  /** From a batch, one row per sample, to the output. */
  forward(x: MLArray): MLArray;
  /** The arrays that training changes. */
  parameters?(): MLArray[];
}

export abstract class LayerBase implements Module {
  private lastInput: MLArray | null = null;

  /** The layer's own computation; `forward` wraps it. */
  protected abstract compute(x: MLArray): MLArray;

  forward(x: MLArray): MLArray {
    if (!(x instanceof MLArray)) {
      throw new TypeError(
        `${this.constructor.name}: expected an MLArray as input, got ${typeof x}`,
      );
    }
    const y = this.compute(x);
    this.lastInput = x;
    return y;
  }

  parameters(): MLArray[] {
    return [];
  }

  /**
   * The chain rule by hand: given the gradient of the last `forward`'s output, adds to the gradients
   * of the parameters and returns the gradient of the input.
   */
  backward(gradient: MLArray): MLArray {
    if (this.lastInput === null) {
      throw new Error(`${this.constructor.name}.backward: call forward first`);
    }
    const x = this.lastInput.detach();
    x.node.requiresGrad = true;
    this.compute(x).backward(gradient);
    return x.grad();
  }
}
