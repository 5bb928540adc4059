import { requireNumber } from "../../errors/check.js";
import { momentum, sgd } from "../../ops/update.js";
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
  protected override readonly byElement = true;

  constructor(options: SGDOptions = {}) {
    super(options);
    const { momentum: share = this.usualMomentum, nesterov = false } = options;
    requireNumber(this.constructor.name, "momentum", share, 0, 1);
    this.momentum = share;
    this.nesterov = nesterov;
    this.stateNames = share === 0 ? [] : ["velocity"];
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

  protected apply({ weights, gradient, states: [velocity], rate }: Update): void {
    const { momentum: share, nesterov } = this;
    if (share === 0) sgd(weights.node, gradient.node, rate);
    else momentum(weights.node, gradient.node, velocity.node, rate, share, nesterov);
  }
}

/** SmolML's name for `SGD` with momentum, 0.9 by default. */
export class SGDMomentum extends SGD {
  protected override get usualMomentum(): number {
    return 0.9;
  }
}
