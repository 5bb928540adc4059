import { requireNumber } from "../../errors/check.js";
import { integerPower } from "../../kernels/integer-power.js";
import { adam } from "../../ops/update.js";
import { Optimizer, type OptimizerOptions, type Update } from "./optimizer.js";

/** What `Adam` takes beside a rate, decay and clipping. */
export interface AdamOptions extends OptimizerOptions {
  /** The share of the mean gradient that is kept, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** The share of the mean square that is kept, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Keeps the division finite; added to the root. Default 1e-8. */
  readonly epsilon?: number;
}

const justUnderOne = 1 - Number.EPSILON / 2;

/**
 * m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; w -= lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon),
 * t counting steps from 1: Kingma and Ba, 2015.
 */
export class Adam extends Optimizer {
  /** The share of the mean gradient that is kept. */
  readonly beta1: number;
  /** The share of the mean square that is kept. */
  readonly beta2: number;
  /** Epsilon: added to the root, so that the division stays finite. */
  readonly epsilon: number;
  readonly stateNames = ["m", "v"];
  protected override readonly byElement = true;
  /** The share of a weight that a step of rate 1 takes away; `AdamW` sets it. */
  protected readonly shrink: number = 0;

  constructor(options: AdamOptions = {}) {
    super(options);
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    requireNumber(this.constructor.name, "beta1", beta1, 0, justUnderOne);
    requireNumber(this.constructor.name, "beta2", beta2, 0, justUnderOne);
    requireNumber(this.constructor.name, "epsilon", epsilon, 0);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  protected override get optionNames(): readonly string[] {
    return [...super.optionNames, "beta1", "beta2", "epsilon"];
  }

  override config(): AdamOptions {
    const { beta1, beta2, epsilon } = this;
    return { ...super.config(), beta1, beta2, epsilon };
  }

  protected apply({ weights, gradient, states: [m, v], rate, completed }: Update): void {
    const { beta1, beta2, epsilon } = this;
    adam(weights.node, gradient.node, m.node, v.node, {
      rate,
      beta1,
      beta2,
      epsilon,
      correction1: 1 - integerPower(beta1, completed + 1),
      correction2: 1 - integerPower(beta2, completed + 1),
      decay: rate * this.shrink,
    });
  }
}

/** What `AdamW` takes beside what `Adam` does. */
export interface AdamWOptions extends AdamOptions {
  /** The share of each weight that a step of rate 1 takes away. Default 0.01. */
  readonly weightDecay?: number;
}

/** w -= lr weightDecay w, then Adam's step: Loshchilov and Hutter, 2019. */
export class AdamW extends Adam {
  protected override readonly shrink: number;

  constructor(options: AdamWOptions = {}) {
    super(options);
    const { weightDecay = 0.01 } = options;
    requireNumber("AdamW", "weightDecay", weightDecay, 0);
    this.shrink = weightDecay;
  }

  protected override get optionNames(): readonly string[] {
    return [...super.optionNames, "weightDecay"];
  }

  /** The share of each weight that a step of rate 1 takes away. */
  get weightDecay(): number {
    return this.shrink;
  }

  override config(): AdamWOptions {
    return { ...super.config(), weightDecay: this.shrink };
  }
}
