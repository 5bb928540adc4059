import { requireNumber } from "../../errors/check.js";
import { rmsprop } from "../../ops/update.js";
import { Optimizer, type OptimizerOptions, type Update } from "./optimizer.js";

/** What `RMSprop` takes beside a rate, decay and clipping. */
export interface RMSpropOptions extends OptimizerOptions {
  /** The share of the mean square that is kept, in [0, 1]. Default 0.9. */
  readonly rho?: number;
  /** Keeps the division finite; added to the root. Default 1e-8. */
  readonly epsilon?: number;
}

/** c = rho c + (1 - rho) g^2; w -= lr g / (sqrt(c) + epsilon): Tieleman and Hinton, 2012. */
export class RMSprop extends Optimizer {
  /** The share of the mean square that is kept. */
  readonly rho: number;
  /** Epsilon: added to the root, so that the division stays finite. */
  readonly epsilon: number;
  readonly stateNames = ["squares"];
  protected override readonly byElement = true;

  constructor(options: RMSpropOptions = {}) {
    super(options);
    const { rho = 0.9, epsilon = 1e-8 } = options;
    requireNumber("RMSprop", "rho", rho, 0, 1);
    requireNumber("RMSprop", "epsilon", epsilon, 0);
    this.rho = rho;
    this.epsilon = epsilon;
  }

  protected override get optionNames(): readonly string[] {
    return [...super.optionNames, "rho", "epsilon"];
  }

  override config(): RMSpropOptions {
    const { rho, epsilon } = this;
    return { ...super.config(), rho, epsilon };
  }

  protected apply({ weights, gradient, states: [squares], rate }: Update): void {
    rmsprop(weights.node, gradient.node, squares.node, rate, this.rho, this.epsilon);
  }
}
