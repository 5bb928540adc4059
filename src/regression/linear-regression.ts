import { constant } from "../array-api/constant.js";
import type { MLArray, Operand } from "../array-api/ml-array.js";
import { requireOptions } from "../errors/check.js";
import { NeuralNetwork } from "../network/neural-network.js";
import { type WeightInitializer, XavierUniform } from "../nn/initializers.js";
import { DenseLayer } from "../nn/layers/dense-layer.js";
import { type LossFunction, mseLoss } from "../nn/losses.js";
import { r2 } from "../nn/metrics/regression.js";
import { type Optimizer, SGD } from "../nn/optimizers/index.js";
import type { History } from "../nn/training/history.js";
import { type TrainOptions, trainingOptions } from "../nn/training/options.js";
import type { DType } from "../shape/dtype.js";
import { formatShape } from "../shape/shape.js";

/** What a regression is made from. */
export interface RegressionOptions {
  /** Features of a sample. */
  readonly inputSize: number;
  /** Numbers to predict for each sample. Default 1. */
  readonly outputSize?: number;
  /** Default `mseLoss`. */
  readonly lossFunction?: LossFunction;
  /** Default: an `SGD` of its own. */
  readonly optimizer?: Optimizer;
  /** Default `XavierUniform`. */
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
export class LinearRegression {
  private readonly layer: DenseLayer;
  private readonly network: NeuralNetwork;

  constructor(options: RegressionOptions) {
    requireOptions("LinearRegression", options, regressionOptions);
    const {
      inputSize,
      outputSize = 1,
      initializer = XavierUniform,
      optimizer = new SGD(),
    } = options;
    const { lossFunction = mseLoss } = options;
    this.layer = new DenseLayer({ inputSize, outputSize, weightInitializer: initializer });
    this.layer.biases.updateValues(new Float64Array(outputSize).fill(1));
    this.network = new NeuralNetwork({ layers: [this.layer], lossFunction, optimizer });
  }

  /** (inputSize, outputSize) */
  get weights(): MLArray {
    return this.layer.weights;
  }

  /** (1, outputSize) */
  get bias(): MLArray {
    return this.layer.biases;
  }

  /** Learns from rows X and targets y; a 1-D y is one output. Returns the loss of each iteration. */
  fit(X: Operand, y: Operand, options: RegressionFitOptions = {}): History {
    requireOptions("fit", options, fitOptions);
    const { iterations = 100, ...rest } = options;
    return this.network.train(this.features(X), asColumns(y), { ...rest, epochs: iterations });
  }

  /** One row of outputs for each row of X. */
  predict(X: Operand): MLArray {
    return this.network.predict(this.features(X));
  }

  /** R^2 of the predictions: 1 is perfect, 0 no better than the mean. */
  score(X: Operand, y: Operand): number {
    return r2(this.predict(X), asColumns(y));
  }

  /** What the linear layer gets to see. */
  protected features(X: Operand): MLArray {
    return featureRows(X, this.layer.weights.dtype);
  }
}

/** X as rows of features. */
export function featureRows(X: Operand, dtype: DType): MLArray {
  const x = constant(X, dtype);
  if (x.shape.length === 2) return x;
  throw new RangeError(`regression: X must be (rows, features), got ${formatShape(x.shape)}`);
}

function asColumns(y: Operand): MLArray {
  const targets = constant(y);
  return targets.shape.length === 1 ? targets.detach().reshape(-1, 1) : targets;
}
