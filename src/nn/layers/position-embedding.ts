import type { MLArray } from "../../array-api/ml-array.js";
import { requireOptions, requirePositiveInteger } from "../../errors/check.js";
import { outsideScopes } from "../../memory/memory.js";
import type { DType } from "../../shape/dtype.js";
import { formatShape, type Shape } from "../../shape/shape.js";
import { type WeightInitializer, XavierUniform } from "../initializers.js";
import { knownAs } from "../module/known.js";
import { Module } from "../module/module.js";
import { temporaries } from "../module/spent.js";
import { takenArray } from "../module/taken.js";
import { treeChanged } from "../module/tree.js";
import { requireInitializer } from "./given-functions.js";

/** What a `PositionEmbedding` is made from. */
export interface PositionEmbeddingOptions {
  /** The most steps that a sequence may have. */
  readonly sequenceLength: number;
  /** Draws the first vectors. Default `XavierUniform`. */
  readonly weightInitializer?: WeightInitializer;
  /** Features of a step; taken from the first input if not given. */
  readonly inputSize?: number;
}

const optionNames = ["sequenceLength", "weightInitializer", "inputSize"] as const;

/** Adds to each step of a sequence a learnt vector for its place: (rows, steps, features) keeps its shape. */
export class PositionEmbedding extends Module {
  /** @internal */
  static readonly knownAs: string = knownAs("PositionEmbedding", this);

  /** The most steps that a sequence may have. */
  readonly sequenceLength: number;
  /** The initializer that draws the first vectors. */
  readonly weightInitializer: WeightInitializer;
  #weights: MLArray | null = null;

  constructor(options: PositionEmbeddingOptions) {
    super();
    requireOptions("PositionEmbedding", options, optionNames);
    const { sequenceLength, weightInitializer = XavierUniform, inputSize } = options;
    requirePositiveInteger("PositionEmbedding", "sequenceLength", sequenceLength);
    requireInitializer("PositionEmbedding", weightInitializer);
    this.sequenceLength = sequenceLength;
    this.weightInitializer = weightInitializer;
    if (inputSize === undefined) return;
    requirePositiveInteger("PositionEmbedding", "inputSize", inputSize);
    this.build([1, 1, inputSize]);
  }

  /** Undefined until the first input tells it, unless it was given. */
  get inputSize(): number | undefined {
    return this.#weights?.shape[1];
  }

  /** (sequenceLength, features). May be set: to an array of that shape and dtype, also that of another layer. */
  get weights(): MLArray {
    if (this.#weights !== null) return this.#weights;
    throw new Error("PositionEmbedding: there are no weights before the first input");
  }

  set weights(array: MLArray) {
    const { shape, dtype } = this.weights;
    this.#weights = takenArray("PositionEmbedding: weights", array, shape, dtype);
    treeChanged();
  }

  /** The options that make another one like it, vectors aside. */
  override config(): Record<string, unknown> {
    const { sequenceLength, weightInitializer, inputSize } = this;
    return { sequenceLength, weightInitializer, inputSize };
  }

  override build(shape: Shape, dtype?: DType): void {
    const wanted = [this.sequenceLength, shape[shape.length - 1]];
    this.#weights = outsideScopes(() =>
      takenArray(
        "PositionEmbedding: what weightInitializer gives",
        this.weightInitializer.initialize(...wanted, { dtype }),
        wanted,
        dtype,
      ),
    );
    this.applyTrainable();
    treeChanged();
  }

  /** @internal */
  override unbuild(): void {
    this.#weights = null;
    treeChanged();
  }

  forward(x: MLArray): MLArray {
    const { shape, dtype } = this.receive(x);
    const [steps, features] = shape.slice(-2);
    const known = this.inputSize ?? features;
    if (shape.length < 2 || steps > this.sequenceLength || features !== known) {
      throw new RangeError(
        `PositionEmbedding: expected (rows, at most ${this.sequenceLength} steps, ${known ?? "features"}), got ${formatShape(shape)}`,
      );
    }
    if (this.#weights === null) this.build(shape, dtype);
    return temporaries(() => x.add(this.weights.get([0, steps])));
  }

  /** @internal */
  override hiddenArrays(): Readonly<Record<string, MLArray | null>> {
    return { weights: this.#weights };
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
