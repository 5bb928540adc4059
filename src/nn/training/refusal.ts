import { generator } from "../../array/random.js";
import { Module } from "../module/module.js";
import type { Network } from "./network.js";

/**
 * How a network and the random numbers stood before a training that may yet be refused: the checks run a row
 * through it, which builds its layers.
 */
export class Refusal {
  readonly #random = generator.getState();
  /** The modules that wait for their first input, and the names of the arrays and modules that they then make. */
  readonly #waiting: ReadonlyMap<Module, readonly string[]>;
  readonly #network: Network;
  readonly #isFirst: boolean;

  constructor(network: Network) {
    this.#network = network;
    this.#isFirst = network.input === null;
    const modules = network.tree.modules.filter((module) => module instanceof Module);
    this.#waiting = new Map(modules.map((module) => [module, missingOf(module)]));
  }

  /** Puts all back, unless it was done before. */
  undo(): void {
    generator.setState(this.#random);
    for (const [module, missing] of this.#waiting) {
      const now = missingOf(module);
      if (missing.some((name) => !now.includes(name))) module.unbuild();
    }
    if (this.#isFirst) this.#network.unbuild();
  }
}

function missingOf(module: Module): string[] {
  const all = [...Object.entries(module.hiddenArrays()), ...Object.entries(module)];
  return all.filter(([, value]) => value === null).map(([name]) => name);
}
