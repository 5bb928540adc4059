import { constant } from "../array-api/constant.js";
import type { MLArray, Operand } from "../array-api/ml-array.js";
import { requireInteger, requireOptions } from "../errors/check.js";
import type { SaveOptions } from "../io/encode.js";
import { loadModel, saveModel } from "../io/model-file.js";
import type { Known } from "../io/registry.js";
import { NeuralNetwork } from "../network/neural-network.js";
import { type WeightInitializer, XavierUniform } from "../nn/initializers.js";
import { DenseLayer } from "../nn/layers/dense-layer.js";
import { type LossFunction, mseLoss } from "../nn/losses.js";
import { r2 } from "../nn/metrics/regression.js";
import type { ModuleClass } from "../nn/module/known.js";
import { Module } from "../nn/module/module.js";
import type { ModuleLike } from "../nn/module/tree.js";
import { type Optimizer, SGD } from "../nn/optimizers/index.js";
import type { History } from "../nn/training/history.js";
import { type TrainOptions, trainingOptions } from "../nn/training/options.js";
import type { DType } from "../shape/dtype.js";
import { formatShape } from "../shape/shape.js";

/** What a regression is made from. */
export interface RegressionOptions {
  /** How many features a sample has. */
  readonly inputSize: number;
  /** Numbers to predict for each sample. Default 1. */
  readonly outputSize?: number;
  /** The loss that descent lowers. Default `mseLoss`. */
  readonly lossFunction?: LossFunction;
  /** What lowers the loss. Default: an `SGD` of its own. */
  readonly optimizer?: Optimizer;
  /** Draws the first weights. Default `XavierUniform`. */
  readonly initializer?: WeightInitializer;
}

/** The options of `train`, with `iterations` for `epochs`. */
export interface RegressionFitOptions extends Omit<TrainOptions, "epochs"> {
  /** Passes over all rows. Default 100. */
  readonly iterations?: number;
}

export const regressionOptions = [
  "inputSize",
  "outputSize",
  "lossFunction",
  "optimizer",
  "initializer",
] as const;

const fitOptions = ["iterations", ...trainingOptions.filter((name) => name !== "epochs")];

/** y = X weights + bias, found by descent: a network of one linear layer. The bias starts at 1. */
export class LinearRegression extends Module {
  readonly #layer: DenseLayer;
  readonly #network: NeuralNetwork;
  readonly #initializer: WeightInitializer;

  constructor(options: RegressionOptions) {
    super();
    requireOptions("LinearRegression", options, regressionOptions);
    const {
      inputSize,
      outputSize = 1,
      initializer = XavierUniform,
      optimizer = new SGD(),
    } = options;
    const { lossFunction = mseLoss } = options;
    this.#initializer = initializer;
    this.#layer = new DenseLayer({ inputSize, outputSize, weightInitializer: initializer });
    this.#layer.biases.updateValues(new Float64Array(outputSize).fill(1));
    this.#network = new NeuralNetwork({ layers: [this.#layer], lossFunction, optimizer });
  }

  /** (inputSize, outputSize). May be set: to an array of that shape and dtype. */
  get weights(): MLArray {
    return this.#layer.weights;
  }

  set weights(array: MLArray) {
    this.#layer.weights = array;
  }

  /** (1, outputSize). May be set: to an array of that shape and dtype. */
  get bias(): MLArray {
    return this.#layer.biases;
  }

  set bias(array: MLArray) {
    this.#layer.biases = array;
  }

  /** The optimizer that lowers the loss. */
  get optimizer(): Optimizer {
    return this.#network.optimizer;
  }

  /** Learns from rows X and targets y; a 1-D y is one output. Returns the loss of each iteration. */
  fit(X: Operand, y: Operand, options: RegressionFitOptions = {}): History {
    requireOptions("fit", options, fitOptions);
    const { iterations = 100, ...rest } = options;
    return this.#network.train(this.features(X), asColumns(y), { ...rest, epochs: iterations });
  }

  /** One row of outputs for each row of X, with its history for `backward`. */
  forward(X: MLArray): MLArray {
    return this.#layer.forward(this.features(this.receive(X)));
  }

  /** One row of outputs for each row of X. */
  predict(X: Operand): MLArray {
    return this.#network.predict(this.features(X));
  }

  /** R^2 of the predictions: 1 is perfect, 0 no better than the mean. */
  score(X: Operand, y: Operand): number {
    return r2(this.predict(X), asColumns(y));
  }

  /**
   * The bytes of a safetensors file with weights, bias, options and the optimizer with its state, which
   * `{ optimizer: false }` leaves out.
   */
  save(options: SaveOptions = {}): Uint8Array<ArrayBuffer> {
    return saveModel(this, this.known(), options);
  }

  /** The regression that `save` gave. Throws, with nothing changed, unless all of the file is in order. */
  static load(bytes: Uint8Array | ArrayBuffer): LinearRegression {
    return loadAs(bytes, known());
  }

  /** The regression that a `config()` describes. */
  static override fromConfig(config: unknown): LinearRegression {
    const { epoch, ...options } = config as { epoch?: unknown };
    requireInteger("LinearRegression", "epoch", epoch, 0);
    // biome-ignore lint/complexity/noThisInStatic: of the class that was asked, which may extend this one
    const regression = super.fromConfig(options) as LinearRegression;
    regression.#network.epoch = epoch as number;
    return regression;
  }

  /** The options that make another one like it, and the iterations done. */
  override config(): Record<string, unknown> {
    const { inputSize, outputSize } = this.#layer;
    const { lossFunction, optimizer, epoch } = this.#network;
    return {
      inputSize,
      outputSize,
      lossFunction,
      optimizer,
      initializer: this.#initializer,
      epoch,
    };
  }

  /** @internal */
  override hiddenArrays(): Readonly<Record<string, MLArray>> {
    return { weights: this.weights, bias: this.bias };
  }

  /** @internal It need not be built from an input. */
  get input(): null {
    return null;
  }

  /** @internal What its file calls its class. */
  protected known(): Known {
    return known();
  }

  /** The rows that the linear layer gets to see: those of X, or monomials of them. */
  protected features(X: Operand): MLArray {
    return featureRows(X, this.#layer.weights.dtype);
  }
}

/** X as rows of features. */
export function featureRows(X: Operand, dtype: DType): MLArray {
  const x = constant(X, dtype);
  if (x.shape.length === 2) return x;
  throw new RangeError(`regression: X must be (rows, features), got ${formatShape(x.shape)}`);
}

/** The model of a file, which is of one of these classes. */
export function loadAs<T extends LinearRegression>(
  bytes: Uint8Array | ArrayBuffer,
  classes: Readonly<
    Record<string, ModuleClass<ModuleLike> & (abstract new (...options: never[]) => T)>
  >,
): T {
  const model = loadModel(bytes, classes);
  const [[name, regression]] = Object.entries(classes);
  if (model instanceof regression) return model;
  throw new RangeError(`load: the file holds a ${model.constructor.name}, no ${name}`);
}

function asColumns(y: Operand): MLArray {
  const targets = constant(y);
  return targets.shape.length === 1 ? targets.detach().reshape(-1, 1) : targets;
}

// Named from outside of the class: bundlers rename classes that name themselves.
function known() {
  return { LinearRegression };
}
