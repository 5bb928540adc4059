import { MLArray } from "../../array-api/ml-array.js";
import { requireOptions, requirePositiveInteger } from "../../errors/check.js";
import { embedding } from "../../ops/embedding.js";
import { RandomUniform, type WeightInitializer } from "../initializers.js";
import { Module } from "../module/module.js";
import { takenArray } from "../module/taken.js";
import { treeChanged } from "../module/tree.js";
import { requireInitializer } from "./given-functions.js";
import { checkRegularization, penaltyOf, type Regularization } from "./regularization.js";

/** What an `Embedding` is made from. */
export interface EmbeddingOptions {
  /** How many different indices there are. */
  readonly inputSize: number;
  /** The length of the vector for each. */
  readonly outputSize: number;
  /** Draws the first vectors. Default `RandomUniform`. */
  readonly weightInitializer?: WeightInitializer;
  /** What the vectors add to the loss. Default nothing. */
  readonly regularization?: Regularization;
}

const optionNames = ["inputSize", "outputSize", "weightInitializer", "regularization"] as const;

/** A learnt vector for each integer index: (…) of indices from 0 to inputSize - 1 becomes (…, outputSize). */
export class Embedding extends Module {
  /** How many different indices there are: 0 to inputSize - 1. */
  readonly inputSize: number;
  /** The length of the vector of each index. */
  readonly outputSize: number;
  /** The initializer that draws the first vectors. */
  readonly weightInitializer: WeightInitializer;
  /** What the vectors add to the loss; {} for nothing. */
  readonly regularization: Regularization;
  #weights: MLArray;

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
    requireInitializer("Embedding", weightInitializer);
    checkRegularization("Embedding", regularization);
    this.inputSize = inputSize;
    this.outputSize = outputSize;
    this.weightInitializer = weightInitializer;
    this.regularization = { ...regularization };
    const first = weightInitializer.initialize(inputSize, outputSize);
    this.#weights = takenArray("Embedding: what weightInitializer gives", first, [
      inputSize,
      outputSize,
    ]);
  }

  /** (inputSize, outputSize). May be set: to an array of that shape and dtype, also that of another layer. */
  get weights(): MLArray {
    return this.#weights;
  }

  set weights(array: MLArray) {
    const { shape, dtype } = this.#weights;
    this.#weights = takenArray("Embedding: weights", array, shape, dtype);
    treeChanged();
  }

  /** The options that make another one like it, vectors aside. */
  override config(): Record<string, unknown> {
    const { inputSize, outputSize, weightInitializer, regularization } = this;
    return { inputSize, outputSize, weightInitializer, regularization };
  }

  override penalty(counted?: Set<MLArray>): MLArray | null {
    return penaltyOf(this.#weights, this.regularization, counted);
  }

  /** Of an array of indices; there is no gradient of those: by hand, too, it is zeros. */
  forward(x: MLArray): MLArray {
    return new MLArray(embedding(this.#weights.node, this.receive(x).node));
  }

  /** @internal */
  override hiddenArrays(): Readonly<Record<string, MLArray>> {
    return { weights: this.#weights };
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
