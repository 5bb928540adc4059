import { MLArray } from "../../array-api/ml-array.js";
import { requireOptions, requirePositiveInteger } from "../../errors/check.js";
import { describedImport } from "../../errors/import-hint.js";
import { dense } from "../../ops/dense.js";
import { formatShape, type Shape } from "../../shape/shape.js";
import type { ActivationFunction } from "../activation.js";
import { type Fused, fusedActivationOf } from "../fused-activation.js";
import { isKnownActivation } from "../known-activations.js";
import type { Optimizer } from "../optimizers/index.js";
import {
  WeightedLayer,
  type WeightedLayerOptions,
  weightedLayerOptions,
} from "./weighted-layer.js";

/** What a `DenseLayer` is made from. */
export interface DenseLayerOptions extends WeightedLayerOptions {
  /** How many neurons there are, and so numbers in an output. */
  readonly outputSize: number;
  /** Applied to the weighted sums. Default `linear`; that, `relu`, `leakyRelu`, `sigmoid`, `tanh` and `softmax` are computed within the layer's own kernel. */
  readonly activationFunction?: ActivationFunction;
}

const optionNames = /* @__PURE__ */ Object.keys({
  ...weightedLayerOptions,
  outputSize: true,
} satisfies Record<keyof DenseLayerOptions, true>);

/**
 * A fully connected layer: activation(x weights + biases). x is (rows, inputSize); more axes in front
 * count as rows, and a vector as a single sample, whose output is a vector too. Weights are (inputSize, outputSize),
 * biases (1, outputSize).
 */
export class DenseLayer extends WeightedLayer {
  /** How many neurons there are: the columns of the output. */
  readonly outputSize: number;

  constructor(options: DenseLayerOptions) {
    requireOptions("DenseLayer", options, optionNames);
    requirePositiveInteger("DenseLayer", "outputSize", options.outputSize);
    super(options);
    this.outputSize = options.outputSize;
    if (options.inputSize !== undefined) this.build([1, options.inputSize]);
  }

  protected override weightShape(inputSize: number): Shape {
    return [inputSize, this.outputSize];
  }

  protected override biasShape(): Shape {
    return [1, this.outputSize];
  }

  protected override inputSizeOf(weights: Shape): number {
    return weights[0];
  }

  /** The options that make another one like it, weights aside. */
  override config(): Record<string, unknown> {
    const { inputSize, ...rest } = super.config();
    return { inputSize, outputSize: this.outputSize, ...rest };
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
    if (this.inputSize === undefined) this.build(x.shape, dtype);
    const features = shape[shape.length - 1];
    if (features !== this.inputSize) {
      throw new RangeError(
        `DenseLayer: an input of shape ${formatShape(shape)} has ${features} features, expected ${this.inputSize}`,
      );
    }
    const fused = fusedActivationOf(this.activationFunction);
    const { name, alpha } = fused ?? unfused;
    const biases = this.useBias ? this.biases.node : null;
    const y = new MLArray(dense(x.node, this.weights.node, biases, name, alpha));
    return fused === null ? this.activated(y) : y;
  }

  /** @internal */
  isDiscreet(): boolean {
    return isKnownActivation(this.activationFunction);
  }
}

/** How an activation of the user's own is fused: not at all. */
const unfused: Fused = { name: "linear", alpha: 0 };
