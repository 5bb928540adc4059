import { thisCopy } from "../errors/copy.js";
import { requireSynchronous } from "./synchronous.js";

/**
 * The graph of a computation: what arrays (array/node.ts) and scalars (value.ts) have in common, so
 * that one backward pass runs through both.
 */
export abstract class GraphNode {
  // Declared, and set by the constructor: fields that are defined cost derived classes 11 ns a node in V8.
  /** Rises with every node made, so a result always has a higher one than its operands. */
  declare readonly order: number;
  /** The backward pass that reached this node last; 0 while its gradient is untouched. */
  declare mark: number;
  /** True once a backward pass has let the node's operands go. */
  declare released: boolean;
  declare requiresGrad: boolean;

  constructor(requiresGrad: boolean) {
    this.order = nextOrder++;
    this.mark = 0;
    this.released = false;
    this.requiresGrad = requiresGrad;
  }

  /** @internal */
  get "smolml.copy"(): object {
    return thisCopy;
  }

  /** True for results of operations that take part in gradients; leaves are what the user made. */
  abstract readonly isInterior: boolean;
  /** The name of the operation that made it; "" for what a user made. */
  abstract readonly operation: string;
  /** @internal Its operands, constants too; none for what a user made, nor once they were let go. */
  abstract readonly parents: readonly GraphNode[];
  /** @internal Whether its value is gone, so that what was made of it cannot be differentiated. */
  get isGone(): boolean {
    return false;
  }

  /** @internal When an array's elements were changed in place last; 0: never. */
  get changedAt(): number {
    return 0;
  }

  /** @internal Pushes the operands that take part in gradients. */
  abstract pushParents(to: NodeList): void;
  /**
   * @internal Takes the gradient of earlier passes away, so that a pass hands on its own alone, and gives what
   * adds it again; null where there was none. Called on interior nodes only.
   */
  abstract setAside(): (() => void) | null;
  /** @internal The chain rule: adds to the gradients of the operands, given that of this node. */
  abstract propagate(): void;
  /** @internal Forgets the operands and whatever was kept for `propagate`. */
  abstract letGo(): void;
  /** @internal Sets the gradient back to zero. */
  resetGradient(): void {
    this.setAside();
  }
  /** @internal Ends what `propagate` could not: forgets gradient, operands and what was kept for it. */
  abandon(): void {
    this.resetGradient();
    this.letGo();
  }
  /** @internal Frees what it holds: the step that it is an intermediate result of has finished. */
  finish(): void {}
}

/** An array, or what else takes nodes. */
export interface NodeList {
  /** Set by a backward pass: then operands have to hold what they held when they were used. */
  readonly forBackward?: true;
  push(node: GraphNode): unknown;
}

let nextOrder = 1;
let recording = true;

/** The order of the newest node made so far. */
export function newestOrder(): number {
  return nextOrder - 1;
}

/** Whether results remember their operands. */
export function isRecording(): boolean {
  return recording;
}

/**
 * Runs `fn` without recording: results inside it take no part in gradients. For evaluation, and for
 * changing parameters by hand. Throws if `fn` returns a promise.
 */
export function noGrad<T>(fn: () => T): T {
  const before = recording;
  recording = false;
  try {
    return requireSynchronous("noGrad", fn());
  } finally {
    recording = before;
  }
}
