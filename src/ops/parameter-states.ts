import { kernelsFor, Node, view } from "../array/node.js";
import { addressOf, allocate, begin, keep, outsideScopes } from "../memory/memory.js";
import type { Storage } from "../memory/storage.js";
import { bytesPerElement, type DType, type RealArray } from "../shape/dtype.js";
import type { Shape } from "../shape/shape.js";
import type { HasNode } from "./parameter-block.js";

/** How many numbers are remembered of each element, and what they are at first. */
export interface StateKind {
  readonly count: number;
  readonly initial: number;
}

/**
 * What an optimizer remembers of parameters (a momentum, a mean square), in storages laid out like the
 * parameters' own: what lies in one block there lies in one block here.
 */
export class ParameterStates {
  readonly #states = new WeakMap<Storage, readonly Storage[]>();
  /** Set from outside, until the next step finds where their parameters lie by then. */
  readonly #restored = new Map<Node, readonly RealArray[]>();

  /** The states of what begins where `first` does and has this shape, as views. */
  viewsOf(first: Node, shape: Shape, kind: StateKind): Node[] {
    const { storage, dtype, offset } = first;
    begin("step");
    return this.#of(storage, dtype, kind).map((state) => new Node(shape, dtype, state, offset));
  }

  /** Copies of the states of one parameter; null before its first step. */
  read(node: Node): RealArray[] | null {
    const restored = this.#restored.get(node);
    if (restored !== undefined) return restored.map((state) => state.slice());
    const states = this.#states.get(node.storage);
    if (states === undefined) return null;
    begin("stateOf");
    return states.map((state) =>
      view(addressOf(state) + node.offset, node.size, node.dtype).slice(),
    );
  }

  /** Puts back what `read` gave. */
  write(node: Node, states: readonly RealArray[]): void {
    this.#restored.set(
      node,
      states.map((state) => state.slice()),
    );
  }

  /** Brings what was put back to where these parameters lie now. */
  place(arrays: readonly HasNode[], kind: StateKind): void {
    if (this.#restored.size === 0) return;
    for (const { node } of arrays) {
      const values = this.#restored.get(node);
      if (values === undefined) continue;
      begin("step");
      this.#of(node.storage, node.dtype, kind).forEach((state, i) => {
        view(addressOf(state) + node.offset, node.size, node.dtype).set(values[i]);
      });
      this.#restored.delete(node);
    }
  }

  #of(parameters: Storage, dtype: DType, { count, initial }: StateKind): readonly Storage[] {
    const existing = this.#states.get(parameters);
    if (existing !== undefined) return existing;
    const n = parameters.byteLength / bytesPerElement[dtype];
    const states = outsideScopes(() =>
      Array.from({ length: count }, () => allocate(parameters.byteLength)),
    );
    for (const state of states) kernelsFor(dtype).fill(addressOf(state), n, initial);
    for (const state of states) keep(state);
    this.#states.set(parameters, states);
    return states;
  }
}
