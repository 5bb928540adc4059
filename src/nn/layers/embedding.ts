import { MLArray } from "../../ml-array.js";
import { requireOptions, requirePositiveInteger } from "../../ops/check.js";
import { embedding } from "../../ops/embedding.js";
import { RandomUniform, type WeightInitializer } from "../initializers.js";
import { LayerBase } from "./layer.js";
import { checkRegularization, penaltyOf, type Regularization } from "./regularization.js";

export interface EmbeddingOptions {
  /** How many different indices there are. */
  readonly inputSize: number;
  /** The length of the vector for each. */
  readonly outputSize: number;
  /** Default `RandomUniform`. */
  readonly weightInitializer?: WeightInitializer;
  readonly regularization?: Regularization;
}

const optionNames = ["inputSize", "outputSize", "weightInitializer", "regularization"] as const;

/** A learnt vector for each integer index: (…) of indices from 0 to inputSize - 1 becomes (…, outputSize). */
export class Embedding extends LayerBase {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly weightInitializer: WeightInitializer;
  readonly regularization: Regularization;
  /** (inputSize, outputSize) */
  readonly weights: MLArray;

  constructor(options: EmbeddingOptions) {
    super();
    requireOptions("Embedding", options, optionNames);
    const {
      inputSize,
      outputSize,
      weightInitializer = RandomUniform,
      regularization = {},
    } = options;
    requirePositiveInteger("Embedding", "inputSize", inputSize);
    requirePositiveInteger("Embedding", "outputSize", outputSize);
    checkRegularization("Embedding", regularization);
    this.inputSize = inputSize;
    this.outputSize = outputSize;
    this.weightInitializer = weightInitializer;
    this.regularization = regularization;
    this.weights = weightInitializer.initialize(inputSize, outputSize);
  }

  config(): Record<string, unknown> {
    const { inputSize, outputSize, weightInitializer, regularization } = this;
    return { inputSize, outputSize, weightInitializer, regularization };
  }

  override parameters(): MLArray[] {
    return [this.weights];
  }

  penalty(): MLArray | null {
    return penaltyOf(this.weights, this.regularization);
  }

  /** By hand, too, there is no gradient of indices: it is zeros. */
  protected compute(x: MLArray): MLArray {
    return new MLArray(embedding(this.weights.node, x.node));
  }
}
