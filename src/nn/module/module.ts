import { noGrad } from "../../array/graph.js";
import type { Arrays } from "../../array-api/arrays.js";
import { zeros } from "../../array-api/creation.js";
import { MLArray } from "../../array-api/ml-array.js";
import { described } from "../../errors/described.js";
import { constantView } from "../../ops/cast.js";
import type { DType } from "../../shape/dtype.js";
import type { Shape } from "../../shape/shape.js";
import { type ModuleLike, ModuleTree, modulesOf, setTrainable, walk } from "./tree.js";

/**
 * A node of a model, and the base of layers, of networks and of what users write: give it a `forward`, and
 * keep the modules and arrays that it is made of in its fields. They are found there, in the order of
 * declaration, also in lists and records: see `parameters`, `buffers`, `children`.
 *
 *     class Block extends Module {
 *       readonly norm = new LayerNorm();
 *       readonly dense = new DenseLayer({ outputSize: 64, activationFunction: relu });
 *       forward(x: MLArray): MLArray {
 *         return this.dense.forward(this.norm.forward(x)).add(x);
 *       }
 *     }
 */
export abstract class Module extends ModuleTree {
  #training = true;
  #switching = false;
  #trainable = true;
  #replaying = false;
  /** What the last forward was given, for `backward` by hand. */
  #input: MLArray | null = null;

  /** The module that a `config()` describes; for constructors that take it as it is. */
  static fromConfig(this: unknown, config: unknown): Module {
    // biome-ignore lint/complexity/noThisInStatic: the class that was asked, not this one
    return new (this as new (config: unknown) => Module)(config);
  }

  /**
   * From a batch to the output: arrays of a row per sample. May take several arrays, or a record of them, and
   * give several. Gradients come by themselves, whatever operations it is made of.
   */
  abstract override forward(x: Arrays, ...more: unknown[]): Arrays;

  /**
   * Makes the arrays that wait for the first input, for inputs of this shape, whose number of rows does not
   * matter. Without a `build` of its own a module sends a row of zeros through.
   */
  build(shape: Shape, dtype?: DType): void {
    const row = shape.map((length, i) => (i === 0 && shape.length > 1 ? 1 : length));
    inUse(modulesOf(this), () =>
      noGrad(() => this.forward(zeros(row, { dtype, requiresGrad: false }))),
    );
  }

  /** @internal Takes back what `build` has made: the input that it was made for was refused. */
  unbuild(): void {}

  /** What the weights of its own add to the loss, but for those in `counted`, as a scalar; null for nothing. */
  penalty(_counted?: Set<MLArray>): MLArray | null {
    return null;
  }

  /** The options that `fromConfig` makes another one of, arrays aside: what a saved model keeps of it. */
  config(): Record<string, unknown> {
    return {};
  }

  /** Whether it is used for training, as in the beginning; false in prediction. */
  get training(): boolean {
    return this.#training;
  }

  /** How it is in training; with all modules below it. */
  train(): void {
    this.#switchTo(true);
  }

  /** How it is in prediction, with all below it; `predict` and `evaluate` of a network see to it. */
  eval(): void {
    this.#switchTo(false);
  }

  /** A module may lead back to one that is being switched. */
  #switchTo(training: boolean): void {
    if (this.#switching) return;
    this.#switching = true;
    try {
      this.#training = training;
      for (const child of this.children()) training ? child.train?.() : child.eval?.();
    } finally {
      this.#switching = false;
    }
  }

  /** Set to false, it is frozen with all below it: parameters get no gradient and stay as they are. */
  get trainable(): boolean {
    return this.#trainable;
  }

  set trainable(value: boolean) {
    if (typeof value !== "boolean") {
      throw new TypeError(
        `${this.constructor.name}: trainable must be true or false, got ${described(value)}`,
      );
    }
    for (const { module, arrays } of walk(this)) {
      if (module === this) this.#trainable = value;
      // Those below one that is set are set by it: set again, each level would double the work.
      else if (module.trainable === !value) module.trainable = value;
      for (const { array, isParameter } of arrays) if (isParameter) setTrainable(array, value);
    }
  }

  /** For a `build` that makes parameters: they are frozen if the module is. */
  protected applyTrainable(): void {
    if (!this.#trainable) this.trainable = false;
  }

  /** For the beginning of a `forward` that takes one array: checks it, and keeps it for `backward`. */
  protected receive(x: unknown): MLArray {
    if (!(x instanceof MLArray)) {
      throw new TypeError(
        `${this.constructor.name}: expected an MLArray as input, got ${described(x)}`,
      );
    }
    this.#input = x;
    return x;
  }

  /** True while `backward` computes the last forward again: nothing random or running may change. */
  protected get replaying(): boolean {
    return this.#replaying;
  }

  /**
   * The chain rule by hand: given the gradient of the last `forward`'s output, adds to the gradients
   * of the parameters and returns the gradient of the input.
   */
  backward(gradient: MLArray): MLArray {
    if (this.#input === null) {
      throw new Error(
        `${this.constructor.name}.backward: call forward first; a forward of your own begins with x = this.receive(x)`,
      );
    }
    const x = new MLArray(constantView(this.#input.node));
    x.node.requiresGrad = true;
    const modules = modulesOf(this);
    replay(modules, true);
    try {
      const y = this.forward(x);
      if (!(y instanceof MLArray)) {
        throw new TypeError(`${this.constructor.name}.backward: forward gave several arrays`);
      }
      y.backward(gradient);
    } finally {
      replay(modules, false);
    }
    const ofInput = x.grad();
    // The layers remember x as their input, which is not to hold memory.
    x.node.clearGradient();
    return ofInput;
  }

  /** @internal */
  set replays(value: boolean) {
    this.#replaying = value;
  }

  /** @internal For `inUse`, which knows all modules of a tree. */
  switchAlone(training: boolean): void {
    this.#training = training;
  }

  /** @internal Whether its class does more than to switch, where it is switched. */
  get hasModes(): boolean {
    return this.train !== base().train || this.eval !== base().eval;
  }

  /** @internal Lets go of the data that it was last used on. */
  forget(): void {
    this.#input = null;
  }
}

/**
 * Runs `fn` with all modules as they are in prediction; afterwards each is as it was. `modules` are those of
 * the tree, each before those that it is made of.
 */
export function inUse<T>(modules: readonly ModuleLike[], fn: () => T): T {
  const before = modules.map(({ training }) => training);
  for (const module of modules) switchTo(module, false);
  try {
    return fn();
  } finally {
    modules.forEach((module, i) => {
      if (module.training !== before[i]) switchTo(module, before[i] as boolean);
      // What does not say how it was is in training, as in the beginning.
      else if (before[i] === undefined) module.train?.();
    });
  }
}

function switchTo(module: ModuleLike, training: boolean): void {
  if (isModule(module) && !module.hasModes) module.switchAlone(training);
  else if (training) module.train?.();
  else module.eval?.();
}

function replay(modules: readonly unknown[], value: boolean): void {
  for (const module of modules) if (isModule(module)) module.replays = value;
}

// Named from outside of the class: bundlers rename classes that name themselves.

function isModule(value: unknown): value is Module {
  return value instanceof Module;
}

function base(): Module {
  return Module.prototype;
}
