import type { RealArray } from "../../shape/dtype.js";
import type { ModuleLike } from "../module/tree.js";
import { walk } from "../module/tree.js";

/** A copy of all that a model has learnt, to go back to. */
export class Snapshot {
  readonly #model: ModuleLike;
  /** By their paths, since a module may put another array into the place of its own. */
  readonly #kept: ReadonlyMap<string, RealArray>;

  constructor(model: ModuleLike) {
    this.#model = model;
    this.#kept = new Map(arraysOf(model).map(({ path, array }) => [path, array.toTypedArray()]));
  }

  restore(): void {
    for (const { path, array } of arraysOf(this.#model)) {
      const values = this.#kept.get(path);
      if (values?.length === array.size()) array.updateValues(values);
    }
  }
}

function arraysOf(model: ModuleLike) {
  return walk(model).flatMap(({ arrays }) => arrays);
}
