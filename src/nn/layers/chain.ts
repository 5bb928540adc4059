import { type Arrays, isArrays } from "../../array-api/arrays.js";
import { MLArray } from "../../array-api/ml-array.js";
import { described } from "../../errors/described.js";
import { spend } from "../module/spent.js";
import type { ModuleLike } from "../module/tree.js";

/** A layer of this library that keeps nothing of what it takes and gives, nor lets other code see it. */
interface Discreet {
  isDiscreet(): boolean;
}

/** Whether nobody keeps what goes through a module: said by the library's classes, not by those that extend them. */
export function isDiscreet(module: ModuleLike): boolean {
  return (
    Object.hasOwn(Object.getPrototypeOf(module), "isDiscreet") &&
    (module as ModuleLike & Discreet).isDiscreet()
  );
}

/** Layers one behind the other, and what is known of them. */
export class Chain {
  readonly #discreet: readonly boolean[];

  constructor(readonly layers: readonly ModuleLike[]) {
    this.#discreet = layers.map(isDiscreet);
  }

  /** Whether nobody keeps what goes through. */
  get isDiscreet(): boolean {
    return this.#discreet.every(Boolean);
  }

  /** Sends `x` through the layers, each of which takes what the one before gives. */
  forward(x: Arrays, more: readonly unknown[]): Arrays {
    const { layers } = this;
    let y = this.#output(0, x, more);
    // Whether y is of the layers' making, and only such have seen it as keep nothing.
    let unseen = y !== x && this.#discreet[0];
    for (let i = 1; i < layers.length; i++) {
      const z = this.#output(i, y, nothingMore);
      const discreet = this.#discreet[i];
      if (unseen && discreet) spend(y, z);
      unseen = discreet && (z !== y || unseen);
      y = z;
    }
    return y;
  }

  #output(i: number, x: Arrays, more: readonly unknown[]): Arrays {
    try {
      return forwardOf(this.layers[i], x, more);
    } catch (error) {
      throw placed(`layers.${i}`, error);
    }
  }
}

/** An error that says where in the model it arose: "layers.2: GRU: expected …". */
export function placed(path: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { constructor: kind, message } = error;
  if (kind !== RangeError && kind !== TypeError) return error;
  const separator = /^(layers|branches)\.\d/.test(message) ? "." : ": ";
  return new (kind as ErrorConstructor)(`${path}${separator}${message}`, { cause: error });
}

const nothingMore: readonly unknown[] = [];

/** What a module gives for one array, for several (as its arguments), or for a record of them. */
export function forwardOf(module: ModuleLike, x: Arrays, more: readonly unknown[]): Arrays {
  const y: unknown =
    x instanceof MLArray && more.length === 0
      ? module.forward(x)
      : module.forward(...(Array.isArray(x) ? (x as [MLArray]) : ([x] as const)), ...more);
  if (isArrays(y)) return y;
  throw new TypeError(
    `${module.constructor.name}: forward must give an MLArray, got ${described(y)}; several come in a list or a record`,
  );
}
