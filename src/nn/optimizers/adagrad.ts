import { requireNumber } from "../../errors/check.js";
import { adagrad } from "../../ops/update.js";
import { Optimizer, type OptimizerOptions, type Update } from "./optimizer.js";

/** What `AdaGrad` takes beside a rate, decay and clipping. */
export interface AdaGradOptions extends OptimizerOptions {
  /** Keeps the division finite; added to the root. Default 1e-8. */
  readonly epsilon?: number;
  /** What the sum of squares starts at. Default 0. */
  readonly initialAccumulatorValue?: number;
}

/**
 * c += g^2; w -= lr g / (sqrt(c) + epsilon): Duchi, Hazan and Singer, 2011. SmolML's form with epsilon
 * inside the root is { initialAccumulatorValue: 1e-8, epsilon: 0 }.
 */
export class AdaGrad extends Optimizer {
  /** Epsilon: added to the root, so that the division stays finite. */
  readonly epsilon: number;
  readonly stateNames = ["squares"];
  protected override readonly byElement = true;
  protected override readonly initialState: number;

  constructor(options: AdaGradOptions = {}) {
    super(options);
    const { epsilon = 1e-8, initialAccumulatorValue = 0 } = options;
    requireNumber("AdaGrad", "epsilon", epsilon, 0);
    requireNumber("AdaGrad", "initialAccumulatorValue", initialAccumulatorValue, 0);
    this.epsilon = epsilon;
    this.initialState = initialAccumulatorValue;
  }

  protected override get optionNames(): readonly string[] {
    return [...super.optionNames, "epsilon", "initialAccumulatorValue"];
  }

  override config(): AdaGradOptions {
    const { epsilon, initialState: initialAccumulatorValue } = this;
    return { ...super.config(), epsilon, initialAccumulatorValue };
  }

  protected apply({ weights, gradient, states: [squares], rate }: Update): void {
    adagrad(weights.node, gradient.node, squares.node, rate, this.epsilon);
  }
}
