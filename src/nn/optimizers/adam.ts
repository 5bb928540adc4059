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
  protected override readonly shrinks = true;

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

  protected apply(update: Update): void {
    const {
      weights,
      gradient,
      states: [m, v],
      rate,
      completed,
      shrinkage,
    } = update;
    const { beta1, beta2, epsilon } = this;
    adam(weights.node, gradient.node, m.node, v.node, {
      rate,
      beta1,
      beta2,
      epsilon,
      correction1: 1 - integerPower(beta1, completed + 1),
      correction2: 1 - integerPower(beta2, completed + 1),
      decay: shrinkage,
    });
  }
}

/** What `AdamW` takes: what `Adam` does, but its `weightDecay` is 0.01 by default. */
export type AdamWOptions = AdamOptions;

/** w -= lr weightDecay w, then Adam's step: Loshchilov and Hutter, 2019. */
export class AdamW extends Adam {
  protected override get usualWeightDecay(): number {
    return 0.01;
  }
}
