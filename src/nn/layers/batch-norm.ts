import { noGrad } from "../../array/graph.js";
import { ones, zeros } from "../../array-api/creation.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { requireNumber, requireOptions } from "../../errors/check.js";
import { buildWhole } from "../../memory/memory.js";
import type { DType } from "../../shape/dtype.js";
import type { Shape } from "../../shape/shape.js";
import { spend, temporaries } from "../module/spent.js";
import { FeatureNorm } from "./feature-norm.js";

/** What `BatchNorm` takes. */
export interface BatchNormOptions {
  /** The weight of the newest batch in the running statistics, in [0, 1]. Default 0.1, as in PyTorch. */
  readonly momentum?: number;
  /** Added to the variance, so that the division stays finite; >= 0. Default 1e-5. */
  readonly epsilon?: number;
  /** Features of a sample; taken from the first input if not given. */
  readonly inputSize?: number;
}

/**
 * Each feature scaled to mean 0 and variance 1: over the batch in training, by running statistics in
 * prediction (of the unbiased variance, as in PyTorch), and where it is frozen, as in Keras: those stay
 * as they are then. Ioffe and Szegedy, 2015.
 */
export class BatchNorm extends FeatureNorm {
  /** The weight of the newest batch in the running statistics. */
  readonly momentum: number;
  /** Epsilon: added to the variance, so that the division stays finite. */
  readonly epsilon: number;
  #running: { mean: MLArray; variance: MLArray } | null = null;
  #seen = 0;

  constructor(options: BatchNormOptions = {}) {
    super();
    requireOptions("BatchNorm", options, ["momentum", "epsilon", "inputSize"]);
    const { momentum = 0.1, epsilon = 1e-5, inputSize } = options;
    requireNumber("BatchNorm", "momentum", momentum, 0, 1);
    requireNumber("BatchNorm", "epsilon", epsilon, 0);
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.start(inputSize);
  }

  /** The options that make another one like it: momentum, epsilon and the number of features. */
  override config(): Record<string, unknown> {
    return { momentum: this.momentum, epsilon: this.epsilon, inputSize: this.inputSize };
  }

  override build(shape: Shape, dtype?: DType): void {
    const features = [shape[shape.length - 1]];
    const options = { dtype, requiresGrad: false };
    buildWhole(() => {
      const running = { mean: zeros(features, options), variance: ones(features, options) };
      super.build(shape, dtype);
      this.#running = running;
    });
  }

  /** @internal */
  override unbuild(): void {
    this.#running = null;
    super.unbuild();
  }

  forward(x: MLArray): MLArray {
    const features = this.features(x);
    const learning = this.training && this.trainable;
    const rows = x.shape.length === 2 ? x : x.reshape(-1, features);
    const y = temporaries(() => {
      this.#seen = rows.shape[0];
      const scaled = learning ? this.#overBatch(rows) : this.#byRunning(rows);
      return scaled.mul(this.gain).add(this.offset);
    });
    if (rows === x) return y;
    spend(rows, y);
    const shaped = y.reshape(x.shape);
    spend(y, shaped);
    return shaped;
  }

  /** @internal Whether what it saw last would be too little to learn from. */
  get wantsMoreRows(): boolean {
    return this.#seen < 2 && this.training && this.trainable;
  }

  #overBatch(rows: MLArray): MLArray {
    const n = rows.shape[0];
    if (n < 2)
      throw new RangeError("BatchNorm: a batch to learn from needs at least 2 rows, got 1");
    const mean = rows.mean(0);
    const distance = rows.sub(mean);
    const variance = distance.mul(distance).mean(0);
    if (!this.replaying) this.#follow(mean, variance, n / (n - 1));
    return distance.div(variance.add(this.epsilon).sqrt());
  }

  #byRunning(rows: MLArray): MLArray {
    const { mean, variance } = this.#statistics;
    return rows.sub(mean).div(variance.add(this.epsilon).sqrt());
  }

  #follow(mean: MLArray, variance: MLArray, correction: number): void {
    const running = this.#statistics;
    const take = (buffer: MLArray, newest: MLArray): MLArray => {
      const { momentum } = this;
      return buffer.updateValues(buffer.mul(1 - momentum).add(newest.mul(momentum)));
    };
    noGrad(() => {
      temporaries(() => take(running.mean, mean));
      temporaries(() => take(running.variance, variance.mul(correction)));
    });
  }

  get #statistics(): { mean: MLArray; variance: MLArray } {
    return this.#running as { mean: MLArray; variance: MLArray };
  }

  /** @internal */
  override hiddenArrays(): Readonly<Record<string, MLArray | null>> {
    const { mean = null, variance = null } = this.#running ?? {};
    return { ...super.hiddenArrays(), mean, variance };
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
