import type { MLArray } from "../../array-api/ml-array.js";
import { type ModuleLike, type Slot, setTrainable, treeVersion, type Visit, walk } from "./tree.js";

/** What a tree held when it was walked last, for steps that do not walk it anew. */
export class TreeView {
  readonly visits: readonly Visit[];
  /** Each once. */
  readonly modules: readonly ModuleLike[];
  /** Each once. */
  readonly parameters: readonly MLArray[];
  readonly #slots: readonly Slot[];
  readonly #version = treeVersion();

  constructor(root: ModuleLike) {
    this.visits = walk(root);
    const first = this.visits.filter(({ sameAs }) => sameAs === null);
    for (const visit of first) freezeLate(visit);
    this.modules = first.map(({ module }) => module);
    const own = first.flatMap(({ arrays }) => arrays).filter(({ isParameter }) => isParameter);
    this.parameters = [...new Set(own.map(({ array }) => array))];
    this.#slots = first.flatMap(({ slots }) => slots);
  }

  /** Whether all that was found still stands where it stood, and no module has said that it changed. */
  get isCurrent(): boolean {
    if (this.#version !== treeVersion()) return false;
    for (const { container, key, value } of this.#slots) {
      if ((container as Record<string, unknown>)[key] !== value) return false;
    }
    return true;
  }
}

/** Parameters that a frozen module has made since it was frozen. */
function freezeLate({ module, arrays }: Visit): void {
  if (module.trainable !== false) return;
  for (const { array, isParameter } of arrays) {
    if (isParameter && array.requiresGrad) setTrainable(array, false);
  }
}
