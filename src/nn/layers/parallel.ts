import { type Arrays, listOf } from "../../array-api/arrays.js";
import { concat } from "../../array-api/creation.js";
import { MLArray } from "../../array-api/ml-array.js";
import { requireOptions } from "../../errors/check.js";
import { described } from "../../errors/described.js";
import { formatShape, sameShape } from "../../shape/shape.js";
import type { ActivationFunction } from "../activation.js";
import { Module } from "../module/module.js";
import { spend } from "../module/spent.js";
import type { ModuleLike } from "../module/tree.js";
import { forwardOf, isDiscreet, placed } from "./chain.js";
import { type LayerList, moduleOf } from "./layer-list.js";
import { Sequential } from "./sequential.js";

/** What `Parallel` is made from. */
export interface ParallelOptions {
  /** At least one: a module, an activation function, or a list of layers, which becomes a `Sequential`. */
  readonly branches: readonly (ModuleLike | ActivationFunction | LayerList)[];
  /** "add" sums what the branches give, all of one shape; "concat" joins it along the last axis. */
  readonly merge: "add" | "concat";
}

/** Branches side by side over the same input, and what they give made one. */
export class Parallel extends Module {
  /** The branches, lists of layers as a `Sequential`. */
  readonly branches: readonly ModuleLike[];
  /** How the arrays that the branches give become one: "add" or "concat". */
  readonly merge: "add" | "concat";

  constructor(options: ParallelOptions) {
    super();
    requireOptions("Parallel", options, ["branches", "merge"]);
    const { branches, merge } = options;
    if (!Array.isArray(branches) || branches.length === 0) {
      throw new TypeError("Parallel: branches must be a list of at least one module");
    }
    if (merge !== "add" && merge !== "concat") {
      throw new RangeError(`Parallel: merge must be "add" or "concat", got ${described(merge)}`);
    }
    this.branches = branches.map((branch, i) =>
      Array.isArray(branch)
        ? new Sequential(branch)
        : moduleOf("Parallel", branch, `branches[${i}]`),
    );
    this.merge = merge;
  }

  /** The options that make another one like it: branches and merge. */
  override config(): Record<string, unknown> {
    return { branches: this.branches, merge: this.merge };
  }

  /** Each branch takes the input, or all inputs. */
  forward(x: Arrays, ...more: unknown[]): MLArray {
    if (x instanceof MLArray) this.receive(x);
    const parts = this.branches.map((_, i) => this.#part(this.#output(i, x, more), i));
    const y = this.merge === "concat" ? concat(parts, -1) : this.#sum(parts);
    if (this.isDiscreet() && this.branches.length > 1) {
      for (const part of parts) if (!isInput(part, x)) spend(part, y);
    }
    return y;
  }

  #output(i: number, x: Arrays, more: readonly unknown[]): Arrays {
    try {
      return forwardOf(this.branches[i], x, more);
    } catch (error) {
      throw placed(`branches.${i}`, error);
    }
  }

  #part(y: Arrays, i: number): MLArray {
    if (y instanceof MLArray) return y;
    throw new TypeError(
      `Parallel: branches[${i}] gives several arrays, expected one to ${this.merge}`,
    );
  }

  #sum(parts: readonly MLArray[]): MLArray {
    const [first, ...rest] = parts;
    const stranger = rest.find((part) => !sameShape(part.shape, first.shape));
    if (stranger !== undefined) {
      throw new RangeError(
        `Parallel: the branches give ${formatShape(first.shape)} and ${formatShape(stranger.shape)}; to add them, expected one shape`,
      );
    }
    return rest.reduce((sum, part) => sum.add(part), first);
  }

  /** @internal */
  isDiscreet(): boolean {
    return this.branches.every(isDiscreet);
  }
}

function isInput(part: MLArray, x: Arrays): boolean {
  return listOf(x).includes(part);
}
