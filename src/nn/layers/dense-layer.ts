import { zeros } from "../../array-api/creation.js";
import { MLArray } from "../../array-api/ml-array.js";
import { requireOptions, requirePositiveInteger } from "../../errors/check.js";
import { describedImport } from "../../errors/import-hint.js";
import { buildWhole } from "../../memory/memory.js";
import { dense } from "../../ops/dense.js";
import type { DType } from "../../shape/dtype.js";
import { formatShape, type Shape } from "../../shape/shape.js";
import { type ActivationFunction, linear } from "../activation.js";
import { type Fused, fusedActivationOf } from "../fused-activation.js";
import { type WeightInitializer, XavierUniform } from "../initializers.js";
import { isKnownActivation } from "../known-activations.js";
import { Module } from "../module/module.js";
import { spend } from "../module/spent.js";
import { takenArray } from "../module/taken.js";
import { treeChanged } from "../module/tree.js";
import type { Optimizer } from "../optimizers/index.js";
import { requireActivation, requireInitializer } from "./given-functions.js";
import { checkRegularization, penaltyOf, type Regularization } from "./regularization.js";

/** What a `DenseLayer` is made from. */
export interface DenseLayerOptions {
  /** Features of a sample; taken from the first input if not given. */
  readonly inputSize?: number;
  /** How many neurons there are, and so numbers in an output. */
  readonly outputSize: number;
  /** Applied to the weighted sums. Default `linear`; that, `relu`, `leakyRelu`, `elu`, `sigmoid`, `tanh` and `softmax` are computed within the layer's own kernel. */
  readonly activationFunction?: ActivationFunction;
  /** Draws the first weights. Default `XavierUniform`. */
  readonly weightInitializer?: WeightInitializer;
  /** Whether biases are added. Default true. */
  readonly useBias?: boolean;
  /** What the weights add to the loss. Default nothing. */
  readonly regularization?: Regularization;
}

const optionNames = /* @__PURE__ */ Object.keys({
  inputSize: true,
  outputSize: true,
  activationFunction: true,
  weightInitializer: true,
  useBias: true,
  regularization: true,
} satisfies Record<keyof DenseLayerOptions, true>);

/**
 * A fully connected layer: activation(x weights + biases). x is (rows, inputSize); more axes in front
 * count as rows, and a vector as a single sample, whose output is a vector too.
 */
export class DenseLayer extends Module {
  /** How many neurons there are: the columns of the output. */
  readonly outputSize: number;
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

  constructor(options: DenseLayerOptions) {
    super();
    requireOptions("DenseLayer", options, optionNames);
    const { inputSize, outputSize, useBias = true } = options;
    requirePositiveInteger("DenseLayer", "outputSize", outputSize);
    if (inputSize !== undefined) requirePositiveInteger("DenseLayer", "inputSize", inputSize);
    this.outputSize = outputSize;
    this.useBias = useBias;
    const { regularization = {} } = options;
    checkRegularization("DenseLayer", regularization);
    this.regularization = { ...regularization };
    this.activationFunction = options.activationFunction ?? linear;
    this.weightInitializer = options.weightInitializer ?? XavierUniform;
    requireActivation("DenseLayer: activationFunction", this.activationFunction);
    requireInitializer("DenseLayer", this.weightInitializer);
    if (inputSize !== undefined) this.build([1, inputSize]);
  }

  /** Undefined until the first input tells it, unless it was given. */
  get inputSize(): number | undefined {
    return this.#weights?.shape[0];
  }

  /** (inputSize, outputSize). May be set: to an array of that shape and dtype, also that of another layer. */
  get weights(): MLArray {
    if (this.#weights !== null) return this.#weights;
    throw unbuilt("weights");
  }

  set weights(array: MLArray) {
    const inputSize = this.inputSize ?? array?.shape?.[0];
    const shape = [inputSize, this.outputSize];
    takenArray("DenseLayer: weights", array, shape, this.#weights?.dtype);
    if (this.#weights === null) this.build([1, inputSize], array.dtype);
    this.#weights = array;
    treeChanged();
  }

  /** (1, outputSize), zeros at first; may be set as `weights`. Without `useBias` there are none: it throws. */
  get biases(): MLArray {
    this.#requireBias();
    if (this.#biases !== null) return this.#biases;
    throw unbuilt("biases");
  }

  set biases(array: MLArray) {
    this.#requireBias();
    if (this.#biases === null) throw unbuilt("biases");
    const { shape, dtype } = this.#biases;
    this.#biases = takenArray("DenseLayer: biases", array, shape, dtype);
    treeChanged();
  }

  #requireBias(): void {
    if (this.useBias) return;
    throw new Error("DenseLayer: made with useBias: false, so it has no biases");
  }

  override penalty(counted?: Set<MLArray>): MLArray | null {
    return penaltyOf(this.#weights, this.regularization, counted);
  }

  /** The options that make another one like it, weights aside. */
  override config(): Record<string, unknown> {
    const { inputSize, outputSize, activationFunction, weightInitializer } = this;
    const { useBias, regularization } = this;
    return {
      inputSize,
      outputSize,
      activationFunction,
      weightInitializer,
      useBias,
      regularization,
    };
  }

  /** One step of an optimizer for this layer alone, as SmolML does it. */
  update(optimizer: Optimizer, index: number): void {
    if (typeof optimizer?.update !== "function") {
      throw new TypeError(
        `DenseLayer.update: optimizer must be one of this library, got ${describedImport(optimizer, "optimizer")}`,
      );
    }
    optimizer.update(this, index, this.useBias ? ["weights", "biases"] : ["weights"]);
  }

  /** Of rows (…, inputSize), or of a vector: (…, outputSize). */
  forward(x: MLArray): MLArray {
    const { shape, dtype } = this.receive(x).node;
    if (shape.length === 0) {
      throw new RangeError("DenseLayer: expected rows of features, got a scalar");
    }
    if (this.#weights === null) this.build(x.shape, dtype);
    const features = shape[shape.length - 1];
    if (features !== this.inputSize) {
      throw new RangeError(
        `DenseLayer: an input of shape ${formatShape(shape)} has ${features} features, expected ${this.inputSize}`,
      );
    }
    const fused = fusedActivationOf(this.activationFunction);
    const { name, alpha } = fused ?? unfused;
    const biases = this.#biases?.node ?? null;
    const y = new MLArray(dense(x.node, this.weights.node, biases, name, alpha));
    if (fused !== null) return y;
    const activated = this.activationFunction(y);
    if (this.isDiscreet() && activated !== y) spend(y, activated);
    return activated;
  }

  /** Makes weights and biases for inputs of this shape; they outlive any tidy scope. */
  override build(shape: Shape, dtype?: DType): void {
    const weightShape = [shape[shape.length - 1], this.outputSize] as const;
    buildWhole(() => {
      const weights = this.weightInitializer.initialize(...weightShape, { dtype });
      takenArray("DenseLayer: what weightInitializer gives", weights, weightShape, dtype);
      // Both or none: weights without biases would pass for a layer without them.
      const biases = this.useBias ? zeros([1, this.outputSize], { dtype: weights.dtype }) : null;
      this.#weights = weights;
      this.#biases = biases;
    });
    this.applyTrainable();
    treeChanged();
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

  /** @internal */
  isDiscreet(): boolean {
    return isKnownActivation(this.activationFunction);
  }
}

/** How an activation of the user's own is fused: not at all. */
const unfused: Fused = { name: "linear", alpha: 0 };

function unbuilt(name: string): Error {
  return new Error(
    `DenseLayer: there are no ${name} yet: give inputSize, or call forward with a first input`,
  );
}
