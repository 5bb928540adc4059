import { noGrad } from "../../array/graph.js";
import { ones, zeros } from "../../array-api/creation.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { requireNumber, requireOptions } from "../../errors/check.js";
import { outsideScopes } from "../../memory/memory.js";
import { formatShape } from "../../shape/shape.js";
import { LayerBase } from "./layer.js";

/** A layer with a gain and an offset for each feature (the last axis), known from the first input. */
abstract class FeatureNorm extends LayerBase {
  private built: { gain: MLArray; offset: MLArray } | null = null;

  /** (features,), ones at first. */
  get gain(): MLArray {
    return this.affine().gain;
  }

  /** (features,), zeros at first. */
  get offset(): MLArray {
    return this.affine().offset;
  }

  /** Gain and offset; none before the first input. */
  override parameters(): MLArray[] {
    return this.built === null ? [] : [this.built.gain, this.built.offset];
  }

  /** Makes the parameters for an input of so many features, and whatever else depends on that. */
  build(features: number, dtype: MLArray["dtype"]): void {
    outsideScopes(() => {
      this.built = { gain: ones([features], { dtype }), offset: zeros([features], { dtype }) };
    });
    this.applyTrainable();
  }

  protected get isBuilt(): boolean {
    return this.built !== null;
  }

  protected requireFeatures(x: MLArray): number {
    const features = x.shape.at(-1);
    const name = this.constructor.name;
    if (features === undefined) throw new RangeError(`${name}: expected features, got a scalar`);
    if (!this.isBuilt) this.build(features, x.dtype);
    if (features !== this.gain.size()) {
      throw new RangeError(
        `${name}: an input of shape ${formatShape(x.shape)} has ${features} features, expected ${this.gain.size()}`,
      );
    }
    return features;
  }

  private affine(): { gain: MLArray; offset: MLArray } {
    if (this.built !== null) return this.built;
    throw new Error(`${this.constructor.name}: there are no parameters before the first input`);
  }
}

/** What `LayerNorm` takes. */
export interface LayerNormOptions {
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
}

/** Each sample scaled to mean 0 and variance 1 over its features: Ba, Kiros and Hinton, 2016. */
export class LayerNorm extends FeatureNorm {
  /** Added to the variance. */
  readonly epsilon: number;

  constructor(options: LayerNormOptions = {}) {
    super();
    requireOptions("LayerNorm", options, ["epsilon"]);
    const { epsilon = 1e-5 } = options;
    requireNumber("LayerNorm", "epsilon", epsilon, 0);
    this.epsilon = epsilon;
  }

  /** Epsilon. */
  config(): Record<string, unknown> {
    return { epsilon: this.epsilon };
  }

  protected compute(x: MLArray): MLArray {
    this.requireFeatures(x);
    const distance = x.sub(x.mean(-1, true));
    const variance = distance.mul(distance).mean(-1, true);
    return distance.div(variance.add(this.epsilon).sqrt()).mul(this.gain).add(this.offset);
  }
}

/** What `BatchNorm` takes. */
export interface BatchNormOptions {
  /** The weight of the newest batch in the running statistics, in [0, 1]. Default 0.1, as in PyTorch. */
  readonly momentum?: number;
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * Each feature scaled to mean 0 and variance 1: over the batch in training, by running statistics in
 * prediction (of the unbiased variance, as in PyTorch), and where it is frozen, as in Keras: those stay
 * as they are then. Ioffe and Szegedy, 2015.
 */
export class BatchNorm extends FeatureNorm {
  /** The weight of the newest batch in the running statistics. */
  readonly momentum: number;
  /** Added to the variance. */
  readonly epsilon: number;
  private running: { mean: MLArray; variance: MLArray } | null = null;

  constructor(options: BatchNormOptions = {}) {
    super();
    requireOptions("BatchNorm", options, ["momentum", "epsilon"]);
    const { momentum = 0.1, epsilon = 1e-5 } = options;
    requireNumber("BatchNorm", "momentum", momentum, 0, 1);
    requireNumber("BatchNorm", "epsilon", epsilon, 0);
    this.momentum = momentum;
    this.epsilon = epsilon;
  }

  /** Momentum and epsilon. */
  config(): Record<string, unknown> {
    return { momentum: this.momentum, epsilon: this.epsilon };
  }

  /** The running mean and variance. */
  buffers(): MLArray[] {
    return this.running === null ? [] : [this.running.mean, this.running.variance];
  }

  override build(features: number, dtype: MLArray["dtype"]): void {
    super.build(features, dtype);
    const options = { dtype, requiresGrad: false };
    outsideScopes(() => {
      this.running = { mean: zeros([features], options), variance: ones([features], options) };
    });
  }

  protected compute(x: MLArray): MLArray {
    const features = this.requireFeatures(x);
    const rows = x.reshape(-1, features);
    const learning = this.training && this.trainable;
    const y = learning ? this.overBatch(rows) : this.byRunning(rows);
    return y.mul(this.gain).add(this.offset).reshape(x.shape);
  }

  private overBatch(rows: MLArray): MLArray {
    const n = rows.shape[0];
    if (n < 2)
      throw new RangeError("BatchNorm: a batch to learn from needs at least 2 rows, got 1");
    const mean = rows.mean(0);
    const distance = rows.sub(mean);
    const variance = distance.mul(distance).mean(0);
    if (!this.replaying) this.follow(mean, variance.mul(n / (n - 1)));
    return distance.div(variance.add(this.epsilon).sqrt());
  }

  private byRunning(rows: MLArray): MLArray {
    const [mean, variance] = this.buffers();
    return rows.sub(mean).div(variance.add(this.epsilon).sqrt());
  }

  private follow(mean: MLArray, variance: MLArray): void {
    const { momentum } = this;
    const newest = [mean, variance];
    noGrad(() => {
      this.buffers().forEach((buffer, i) => {
        buffer.updateValues(buffer.mul(1 - momentum).add(newest[i].mul(momentum)));
      });
    });
  }
}
