import { requireNumber } from "../../errors/check.js";
import { lion } from "../../ops/update.js";
import { Optimizer, type OptimizerOptions, type Update } from "./optimizer.js";

/** What `Lion` takes beside a rate, decay, weight decay and clipping. */
export interface LionOptions extends OptimizerOptions {
  /** The share of the mean gradient in the direction of a step, in [0, 1]. Default 0.9. */
  readonly beta1?: number;
  /** The share of the mean gradient that is kept, in [0, 1]. Default 0.99. */
  readonly beta2?: number;
}

/**
 * w -= lr sign(b1 m + (1 - b1) g); m = b2 m + (1 - b2) g: Chen and others, 2023. All steps are of size lr, so it wants
 * a rate some 3 to 10 times smaller than Adam's.
 */
export class Lion extends Optimizer {
  /** The share of the mean gradient in the direction of a step. */
  readonly beta1: number;
  /** The share of the mean gradient that is kept. */
  readonly beta2: number;
  readonly stateNames = ["m"];
  protected override readonly byElement = true;

  constructor(options: LionOptions = {}) {
    super(options);
    const { beta1 = 0.9, beta2 = 0.99 } = options;
    requireNumber("Lion", "beta1", beta1, 0, 1);
    requireNumber("Lion", "beta2", beta2, 0, 1);
    this.beta1 = beta1;
    this.beta2 = beta2;
  }

  protected override get optionNames(): readonly string[] {
    return [...super.optionNames, "beta1", "beta2"];
  }

  override config(): LionOptions {
    const { beta1, beta2 } = this;
    return { ...super.config(), beta1, beta2 };
  }

  protected apply({ weights, gradient, states: [m], rate }: Update): void {
    lion(weights.node, gradient.node, m.node, rate, this.beta1, this.beta2);
  }
}
