import { MLArray } from "../../array-api/ml-array.js";
import { requireNumber, requireOptions } from "../../errors/check.js";
import { rmsNorm } from "../../ops/norm.js";
import { knownAs } from "../module/known.js";
import { FeatureGain } from "./feature-gain.js";

/** What `RMSNorm` takes. */
export interface RMSNormOptions {
  /** Added to the mean of squares, so that the division stays finite; >= 0. Default 1e-6, as in Keras. */
  readonly epsilon?: number;
  /** Features of a sample; taken from the first input if not given. */
  readonly inputSize?: number;
}

/** Each sample divided by the root of the mean of its squares, over its features: Zhang and Sennrich, 2019. */
export class RMSNorm extends FeatureGain {
  /** @internal */
  static readonly knownAs: string = knownAs("RMSNorm", this);

  /** Epsilon: added to the mean of squares, so that the division stays finite. */
  readonly epsilon: number;

  constructor(options: RMSNormOptions = {}) {
    super();
    requireOptions("RMSNorm", options, ["epsilon", "inputSize"]);
    const { epsilon = 1e-6, inputSize } = options;
    requireNumber("RMSNorm", "epsilon", epsilon, 0);
    this.epsilon = epsilon;
    this.start(inputSize);
  }

  /** The options that make another one like it: epsilon and the number of features. */
  override config(): Record<string, unknown> {
    return { epsilon: this.epsilon, inputSize: this.inputSize };
  }

  /** Of (…, features): the same shape. */
  forward(x: MLArray): MLArray {
    this.features(x);
    return new MLArray(rmsNorm(x.node, this.gain.node, this.epsilon));
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
