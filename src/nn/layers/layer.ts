import { MLArray } from "../../array-api/ml-array.js";
import type { DType } from "../../shape/dtype.js";

/**
 * What a network is made of. A `forward` is enough; the rest is for layers that learn, that behave
 * otherwise in training than in use, or that are saved.
 */
export interface Module {
  /** From a batch, one row per sample, to the output. */
  forward(x: MLArray): MLArray;
  /** The arrays that training changes. */
  parameters?(): MLArray[];
  /** Arrays that are saved with the network but not trained, such as running statistics. */
  buffers?(): MLArray[];
  /** Makes the parameters and buffers, where that waits for the first input, for so many features. */
  build?(features: number, dtype: DType): void;
  /** Called when the network begins to be used for training, and for prediction. */
  train?(): void;
  /** As `train`, for prediction. */
  eval?(): void;
  /** What its weights add to the loss; null for nothing. */
  penalty?(): MLArray | null;
  /** False: training leaves its parameters as they are. */
  trainable?: boolean;
  /**
   * What the class' static `fromConfig` makes the layer anew from, weights aside: plain JSON, and
   * functions and initializers, which are saved by their names.
   */
  config?(): Record<string, unknown>;
}

/** What the layers of this library share: two modes, freezing, and backpropagation by hand. */
export abstract class LayerBase implements Module {
  /** True in training, which is how a layer starts; false while a network predicts or evaluates. */
  protected training = true;
  /** True while `backward` computes the last forward again: nothing random or running may change. */
  protected replaying = false;
  private lastInput: MLArray | null = null;
  private isTrainable = true;

  /** The layer that a `config()` describes; for constructors that take it as it is. */
  static fromConfig(this: unknown, config: unknown): LayerBase {
    // biome-ignore lint/complexity/noThisInStatic: the class that was asked, not this one
    return new (this as new (config: unknown) => LayerBase)(config);
  }

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

  train(): void {
    this.training = true;
  }

  /** How it is in prediction; `predict` and `evaluate` of a network see to it. */
  eval(): void {
    this.training = false;
  }

  /** Set to false, the layer is frozen: its parameters get no gradient and stay as they are. */
  get trainable(): boolean {
    return this.isTrainable;
  }

  set trainable(value: boolean) {
    this.isTrainable = value;
    this.applyTrainable();
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
    this.replaying = true;
    try {
      this.compute(x).backward(gradient);
    } finally {
      this.replaying = false;
    }
    return x.grad();
  }

  /** For layers that make their parameters later than in the constructor. */
  protected applyTrainable(): void {
    for (const array of this.parameters()) array.node.requiresGrad = this.isTrainable;
  }
}
