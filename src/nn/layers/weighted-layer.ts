import { zeros } from "../../array-api/creation.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { requirePositiveInteger } from "../../errors/check.js";
import { buildWhole } from "../../memory/memory.js";
import type { DType } from "../../shape/dtype.js";
import type { Shape } from "../../shape/shape.js";
import { type ActivationFunction, linear } from "../activation.js";
import { type WeightInitializer, XavierUniform } from "../initializers.js";
import { isKnownActivation } from "../known-activations.js";
import { Module } from "../module/module.js";
import { spend } from "../module/spent.js";
import { takenArray } from "../module/taken.js";
import { treeChanged } from "../module/tree.js";
import { requireActivation, requireInitializer } from "./given-functions.js";
import { checkRegularization, penaltyOf, type Regularization } from "./regularization.js";

/** What every layer of weights, biases and an activation is made from. */
export interface WeightedLayerOptions {
  /** Features of a sample, or channels of an image; taken from the first input if not given. */
  readonly inputSize?: number;
  /** Applied to the weighted sums. Default `linear`. */
  readonly activationFunction?: ActivationFunction;
  /** Draws the first weights. Default `XavierUniform`. */
  readonly weightInitializer?: WeightInitializer;
  /** Whether biases are added. Default true. */
  readonly useBias?: boolean;
  /** What the weights add to the loss. Default nothing. */
  readonly regularization?: Regularization;
}

/** The names of those options, for a list of all that a layer takes. */
export const weightedLayerOptions = {
  inputSize: true,
  activationFunction: true,
  weightInitializer: true,
  useBias: true,
  regularization: true,
} as const satisfies Record<keyof WeightedLayerOptions, true>;

/** A layer of weights, biases and an activation, whose sizes the first input may tell. */
export abstract class WeightedLayer extends Module {
  /** The activation that is applied to the weighted sums. */
  readonly activationFunction: ActivationFunction;
  /** The initializer that draws the first weights. */
  readonly weightInitializer: WeightInitializer;
  /** Whether there are biases. */
  readonly useBias: boolean;
  /** What the weights add to the loss; {} for nothing. */
  readonly regularization: Regularization;
  #weights: MLArray | null = null;
  #biases: MLArray | null = null;

  constructor(options: WeightedLayerOptions) {
    super();
    const { name } = this.constructor;
    const { inputSize, useBias = true, regularization = {} } = options;
    if (inputSize !== undefined) requirePositiveInteger(name, "inputSize", inputSize);
    checkRegularization(name, regularization);
    this.regularization = { ...regularization };
    this.useBias = useBias;
    this.activationFunction = options.activationFunction ?? linear;
    this.weightInitializer = options.weightInitializer ?? XavierUniform;
    requireActivation(`${name}: activationFunction`, this.activationFunction);
    requireInitializer(name, this.weightInitializer);
  }

  /** The shape of the weights for so many features or channels of an input. */
  protected abstract weightShape(inputSize: number): Shape;

  /** The shape of the biases for so many features or channels of an input. */
  protected abstract biasShape(inputSize: number): Shape;

  /** The features or channels of an input to which weights of this shape belong. */
  protected abstract inputSizeOf(weights: Shape): number;

  /** Undefined until the first input tells it, unless it was given. */
  get inputSize(): number | undefined {
    return this.#weights === null ? undefined : this.inputSizeOf(this.#weights.node.shape);
  }

  /** May be set: to an array of its shape and dtype, also that of another layer. */
  get weights(): MLArray {
    return this.#weights ?? this.#missing("weights");
  }

  set weights(array: MLArray) {
    const inputSize = this.inputSize ?? this.inputSizeOf(array?.shape ?? []);
    const shape = this.weightShape(inputSize);
    takenArray(`${this.constructor.name}: weights`, array, shape, this.#weights?.dtype);
    if (this.#weights === null) this.build([1, inputSize], array.dtype);
    this.#weights = array;
    treeChanged();
  }

  /** Zeros at first; may be set as `weights`. Without `useBias` there are none: it throws. */
  get biases(): MLArray {
    this.#requireBias();
    return this.#biases ?? this.#missing("biases");
  }

  set biases(array: MLArray) {
    const { shape, dtype } = this.biases;
    this.#biases = takenArray(`${this.constructor.name}: biases`, array, shape, dtype);
    treeChanged();
  }

  #requireBias(): void {
    if (this.useBias) return;
    throw new Error(`${this.constructor.name}: made with useBias: false, so it has no biases`);
  }

  #missing(what: string): never {
    throw new Error(
      `${this.constructor.name}: there are no ${what} yet: give inputSize, or call forward with a first input`,
    );
  }

  override penalty(counted?: Set<MLArray>): MLArray | null {
    return penaltyOf(this.#weights, this.regularization, counted);
  }

  /** The options that make another one like it, weights aside. */
  override config(): Record<string, unknown> {
    const { inputSize, activationFunction, weightInitializer, useBias, regularization } = this;
    return { inputSize, activationFunction, weightInitializer, useBias, regularization };
  }

  /** Makes weights and biases for inputs of this shape; they outlive any tidy scope. */
  override build(shape: Shape, dtype?: DType): void {
    const inputSize = shape[shape.length - 1];
    buildWhole(() => {
      const weights = this.drawn(this.weightShape(inputSize), dtype);
      // Both or none: weights without biases would pass for a layer without them.
      const biases = this.useBias
        ? zeros(this.biasShape(inputSize), { dtype: weights.dtype })
        : null;
      this.#weights = weights;
      this.#biases = biases;
    });
    this.applyTrainable();
    treeChanged();
  }

  /** First weights from the initializer. */
  protected drawn(shape: Shape, dtype?: DType): MLArray {
    const weights = this.weightInitializer.initialize(...shape, { dtype });
    const name = `${this.constructor.name}: what weightInitializer gives`;
    return takenArray(name, weights, shape, dtype);
  }

  /** The activation of weighted sums, which are wanted by nobody else. */
  protected activated(sums: MLArray): MLArray {
    const y = this.activationFunction(sums);
    if (isKnownActivation(this.activationFunction) && y !== sums) spend(sums, y);
    return y;
  }

  /** @internal */
  override unbuild(): void {
    this.#weights = null;
    this.#biases = null;
    treeChanged();
  }

  /** @internal */
  override hiddenArrays(): Readonly<Record<string, MLArray | null>> {
    return { weights: this.#weights, biases: this.#biases };
  }
}
