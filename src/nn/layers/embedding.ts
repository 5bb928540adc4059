import { MLArray } from "../../array-api/ml-array.js";
import { requireOptions, requirePositiveInteger } from "../../errors/check.js";
import { embedding } from "../../ops/embedding.js";
import { RandomUniform, type WeightInitializer } from "../initializers.js";
import { LayerBase } from "./layer.js";
import { checkRegularization, penaltyOf, type Regularization } from "./regularization.js";

/** What an `Embedding` is made from. */
export interface EmbeddingOptions {
  /** How many different indices there are. */
  readonly inputSize: number;
  /** The length of the vector for each. */
  readonly outputSize: number;
  /** Default `RandomUniform`. */
  readonly weightInitializer?: WeightInitializer;
  /** What the vectors add to the loss. Default nothing. */
  readonly regularization?: Regularization;
}

const optionNames = ["inputSize", "outputSize", "weightInitializer", "regularization"] as const;

/** A learnt vector for each integer index: (…) of indices from 0 to inputSize - 1 becomes (…, outputSize). */
export class Embedding extends LayerBase {
  /** How many different indices there are. */
  readonly inputSize: number;
  /** The length of a vector. */
  readonly outputSize: number;
  /** What draws the first vectors. */
  readonly weightInitializer: WeightInitializer;
  /** What the vectors add to the loss; {} for nothing. */
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

  /** The options that make another one like it, vectors aside. */
  config(): Record<string, unknown> {
    const { inputSize, outputSize, weightInitializer, regularization } = this;
    return { inputSize, outputSize, weightInitializer, regularization };
  }

  override parameters(): MLArray[] {
    return [this.weights];
  }

  /** What the vectors add to the loss, as a scalar; null for nothing. */
  penalty(): MLArray | null {
    return penaltyOf(this.weights, this.regularization);
  }

  /** By hand, too, there is no gradient of indices: it is zeros. */
  protected compute(x: MLArray): MLArray {
    return new MLArray(embedding(this.weights.node, x.node));
  }
}
