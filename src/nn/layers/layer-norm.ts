import { MLArray } from "../../array-api/ml-array.js";
import { requireNumber, requireOptions } from "../../errors/check.js";
import { layerNorm } from "../../ops/norm.js";
import { FeatureNorm } from "./feature-norm.js";

/** What `LayerNorm` takes. */
export interface LayerNormOptions {
  /** Added to the variance, so that the division stays finite; >= 0. Default 1e-5. */
  readonly epsilon?: number;
  /** Features of a sample; taken from the first input if not given. */
  readonly inputSize?: number;
}

/** Each sample scaled to mean 0 and variance 1 over its features: Ba, Kiros and Hinton, 2016. */
export class LayerNorm extends FeatureNorm {
  /** Epsilon: added to the variance, so that the division stays finite. */
  readonly epsilon: number;

  constructor(options: LayerNormOptions = {}) {
    super();
    requireOptions("LayerNorm", options, ["epsilon", "inputSize"]);
    const { epsilon = 1e-5, inputSize } = options;
    requireNumber("LayerNorm", "epsilon", epsilon, 0);
    this.epsilon = epsilon;
    this.start(inputSize);
  }

  /** The options that make another one like it: epsilon and the number of features. */
  override config(): Record<string, unknown> {
    return { epsilon: this.epsilon, inputSize: this.inputSize };
  }

  forward(x: MLArray): MLArray {
    this.features(x);
    return new MLArray(layerNorm(x.node, this.gain.node, this.offset.node, this.epsilon));
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
