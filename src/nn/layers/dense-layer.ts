import { zeros } from "../../array-api/creation.js";
import { MLArray } from "../../array-api/ml-array.js";
import { requireOptions, requirePositiveInteger } from "../../errors/check.js";
import { outsideScopes } from "../../memory/memory.js";
import { dense } from "../../ops/dense.js";
import { reshape } from "../../ops/shape.js";
import type { DType } from "../../shape/dtype.js";
import { formatShape, sameShape } from "../../shape/shape.js";
import { type ActivationFunction, linear } from "../activation.js";
import { fusedActivationOf } from "../fused-activation.js";
import { type WeightInitializer, XavierUniform } from "../initializers.js";
import type { Optimizer } from "../optimizers/index.js";
import { LayerBase } from "./layer.js";
import { checkRegularization, penaltyOf, type Regularization } from "./regularization.js";

/** What a `DenseLayer` is made from. */
export interface DenseLayerOptions {
  /** Features of a sample; taken from the first input if not given. */
  readonly inputSize?: number;
  /** Neurons. */
  readonly outputSize: number;
  /** Default `linear`. The functions of `activation` are computed within the layer's own kernel. */
  readonly activationFunction?: ActivationFunction;
  /** Default `XavierUniform`. */
  readonly weightInitializer?: WeightInitializer;
  /** Default true. */
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
export class DenseLayer extends LayerBase {
  /** Neurons: columns of the output. */
  readonly outputSize: number;
  /** What is made of the weighted sums. */
  readonly activationFunction: ActivationFunction;
  /** What draws the first weights. */
  readonly weightInitializer: WeightInitializer;
  /** Whether there are biases. */
  readonly useBias: boolean;
  /** What the weights add to the loss; {} for nothing. */
  readonly regularization: Regularization;
  private builtWeights: MLArray | null = null;
  private builtBiases: MLArray | null = null;

  constructor(options: DenseLayerOptions) {
    super();
    requireOptions("DenseLayer", options, optionNames);
    const { inputSize, outputSize, useBias = true } = options;
    requirePositiveInteger("DenseLayer", "outputSize", outputSize);
    if (inputSize !== undefined) requirePositiveInteger("DenseLayer", "inputSize", inputSize);
    this.outputSize = outputSize;
    this.useBias = useBias;
    this.regularization = options.regularization ?? {};
    checkRegularization("DenseLayer", this.regularization);
    this.activationFunction = options.activationFunction ?? linear;
    this.weightInitializer = options.weightInitializer ?? XavierUniform;
    requireFunction("activationFunction", this.activationFunction);
    requireFunction("weightInitializer.initialize", this.weightInitializer.initialize);
    if (inputSize !== undefined) this.build(inputSize);
  }

  /** Undefined until the first input tells it, unless it was given. */
  get inputSize(): number | undefined {
    return this.builtWeights?.shape[0];
  }

  /** (inputSize, outputSize) */
  get weights(): MLArray {
    if (this.builtWeights === null) {
      throw new Error(
        "DenseLayer: there are no weights yet: give inputSize, or call forward with a first input",
      );
    }
    return this.builtWeights;
  }

  /** Shares the weights of another layer: an array of the same shape. */
  set weights(array: MLArray) {
    if (!(array instanceof MLArray)) {
      throw new TypeError(`DenseLayer: weights must be an MLArray, got ${typeof array}`);
    }
    if (array.node.isInterior) {
      throw new TypeError(
        `DenseLayer: weights cannot be the result of ${array.node.operation}, which hangs on what it was made of; weights.updateValues copies its numbers`,
      );
    }
    const expected = [this.inputSize ?? array.shape[0], this.outputSize];
    if (!sameShape(array.shape, expected)) {
      throw new RangeError(
        `DenseLayer: weights must be ${formatShape(expected)}, got ${formatShape(array.shape)}`,
      );
    }
    if (this.builtWeights === null) this.build(array.shape[0], array.dtype);
    this.builtWeights = array;
  }

  /** (1, outputSize), zeros at first. Without `useBias` there are none, and asking for them throws. */
  get biases(): MLArray {
    if (!this.useBias) throw new Error("DenseLayer: made with useBias: false, so it has no biases");
    if (this.builtBiases === null) {
      throw new Error(
        "DenseLayer: there are no biases yet: give inputSize, or call forward with a first input",
      );
    }
    return this.builtBiases;
  }

  /** Weights and biases; none before the input size is known. */
  override parameters(): MLArray[] {
    return [this.builtWeights, this.builtBiases].filter((array) => array !== null);
  }

  /** What the weights add to the loss, as a scalar; null for nothing. */
  penalty(): MLArray | null {
    return this.builtWeights === null ? null : penaltyOf(this.builtWeights, this.regularization);
  }

  /** The options that make another one like it, weights aside. */
  config(): Record<string, unknown> {
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
    optimizer.update(this, index, this.useBias ? ["weights", "biases"] : ["weights"]);
  }

  protected compute(x: MLArray): MLArray {
    const features = x.shape.at(-1);
    if (features === undefined) {
      throw new RangeError("DenseLayer: expected rows of features, got a scalar");
    }
    if (this.builtWeights === null) this.build(features, x.dtype);
    if (features !== this.inputSize) {
      throw new RangeError(
        `DenseLayer: an input of shape ${formatShape(x.shape)} has ${features} features, expected ${this.inputSize}`,
      );
    }
    return x.shape.length === 2 ? this.rows(x) : this.reshaped(x, features);
  }

  private rows(x: MLArray): MLArray {
    const fused = fusedActivationOf(this.activationFunction);
    const { name, alpha } = fused ?? { name: "linear", alpha: 0 };
    const biases = this.builtBiases?.node ?? null;
    const y = new MLArray(dense(x.node, this.weights.node, biases, name, alpha));
    return fused === null ? this.activationFunction(y) : y;
  }

  private reshaped(x: MLArray, features: number): MLArray {
    const y = this.rows(new MLArray(reshape(x.node, [-1, features])));
    return new MLArray(reshape(y.node, [...x.shape.slice(0, -1), this.outputSize]));
  }

  /** Makes the parameters for inputs of so many features; they outlive any tidy scope. */
  build(inputSize: number, dtype?: DType): void {
    outsideScopes(() => {
      const weights = this.weightInitializer.initialize(inputSize, this.outputSize, { dtype });
      this.builtWeights = weights;
      if (this.useBias) this.builtBiases = zeros([1, this.outputSize], { dtype: weights.dtype });
    });
    this.applyTrainable();
  }
}

function requireFunction(name: string, value: unknown): void {
  if (typeof value === "function") return;
  throw new TypeError(`DenseLayer: ${name} must be a function, got ${typeof value}`);
}
