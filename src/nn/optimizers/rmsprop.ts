import { requireNumber } from "../../errors/check.js";
import { rmsprop, rmspropMomentum } from "../../ops/update.js";
import { Optimizer, type OptimizerOptions, type Update } from "./optimizer.js";

/** What `RMSprop` takes beside a rate, decay and clipping. */
export interface RMSpropOptions extends OptimizerOptions {
  /** The share of the mean square that is kept, in [0, 1]. Default 0.9. */
  readonly rho?: number;
  /** Keeps the division finite; added to the root. Default 1e-8. */
  readonly epsilon?: number;
  /** The share of the last step that is kept, in [0, 1]. Default 0. */
  readonly momentum?: number;
}

/**
 * c = rho c + (1 - rho) g^2; w -= lr g / (sqrt(c) + epsilon): Tieleman and Hinton, 2012; with momentum b:
 * v = b v - lr g / (sqrt(c) + epsilon), w += v.
 */
export class RMSprop extends Optimizer {
  /** The share of the mean square that is kept. */
  readonly rho: number;
  /** Epsilon: added to the root, so that the division stays finite. */
  readonly epsilon: number;
  /** The share of the last step that is kept. */
  readonly momentum: number;
  readonly stateNames: readonly string[];
  protected override readonly byElement = true;

  constructor(options: RMSpropOptions = {}) {
    super(options);
    const { rho = 0.9, epsilon = 1e-8, momentum = 0 } = options;
    requireNumber("RMSprop", "rho", rho, 0, 1);
    requireNumber("RMSprop", "epsilon", epsilon, 0);
    requireNumber("RMSprop", "momentum", momentum, 0, 1);
    this.rho = rho;
    this.epsilon = epsilon;
    this.momentum = momentum;
    this.stateNames = momentum === 0 ? ["squares"] : ["squares", "velocity"];
  }

  protected override get optionNames(): readonly string[] {
    return [...super.optionNames, "rho", "epsilon", "momentum"];
  }

  override config(): RMSpropOptions {
    const { rho, epsilon, momentum } = this;
    return { ...super.config(), rho, epsilon, ...(momentum > 0 && { momentum }) };
  }

  protected apply({ weights, gradient, states: [squares, velocity], rate }: Update): void {
    const { rho, epsilon, momentum } = this;
    const [w, g, c] = [weights.node, gradient.node, squares.node];
    if (momentum === 0) rmsprop(w, g, c, rate, rho, epsilon);
    else rmspropMomentum(w, g, c, velocity.node, rate, rho, epsilon, momentum);
  }
}
