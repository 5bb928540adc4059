import { requireNumber } from "../../ops/check.js";
import { Optimizer, type OptimizerOptions, type Update } from "./optimizer.js";

/** What `SGD` and `SGDMomentum` take beside a rate, decay and clipping. */
export interface SGDOptions extends OptimizerOptions {
  /** The share of the last step that is kept, in [0, 1]. Default 0: plain gradient descent. */
  readonly momentum?: number;
  /** Looks one step of momentum ahead (Nesterov). Default false. */
  readonly nesterov?: boolean;
}

/** w -= lr g; with momentum b: v = b v + lr g, w -= v; with Nesterov's: w -= b v + lr g. */
export class SGD extends Optimizer {
  /** The share of the last step that is kept; 0 for plain gradient descent. */
  readonly momentum: number;
  /** Whether the gradient is applied as if one step of momentum ahead. */
  readonly nesterov: boolean;
  readonly stateNames: readonly string[];

  constructor(options: SGDOptions = {}) {
    super(options);
    const { momentum = this.usualMomentum, nesterov = false } = options;
    requireNumber(this.constructor.name, "momentum", momentum, 0, 1);
    this.momentum = momentum;
    this.nesterov = nesterov;
    this.stateNames = momentum === 0 ? [] : ["velocity"];
  }

  protected get usualMomentum(): number {
    return 0;
  }

  protected override get optionNames(): readonly string[] {
    return [...super.optionNames, "momentum", "nesterov"];
  }

  override config(): SGDOptions {
    const { momentum, nesterov } = this;
    return { ...super.config(), momentum, nesterov };
  }

  /** @internal */
  protected apply({ kernels, weights, gradients, states, n, rate }: Update): void {
    if (this.momentum === 0) {
      kernels.sgd(weights, gradients, n, rate);
      return;
    }
    const nesterov = this.nesterov ? 1 : 0;
    kernels.momentum(weights, gradients, states[0], n, rate, this.momentum, nesterov);
  }
}

/** SmolML's name for `SGD` with momentum, 0.9 by default. */
export class SGDMomentum extends SGD {
  protected override get usualMomentum(): number {
    return 0.9;
  }
}
