import type { Backend } from "../backends/backend.js";
import { currentBackend } from "../backends/current.js";
import type { Pack } from "../backends/pack.js";
import type { Address, Kernels } from "../kernels/kernels.js";
import { changeSince, noteChange } from "../memory/changes.js";
import { alignment } from "../memory/heap.js";
import {
  addressOf,
  allocate,
  allocateIn,
  begin,
  disposedError,
  keep,
  linearMemory,
  release,
} from "../memory/memory.js";
import type { Storage } from "../memory/storage.js";
import { bytesPerElement, type DType, type RealArray } from "../shape/dtype.js";
import { formatShape, type Shape, sizeOf } from "../shape/shape.js";
import { GraphNode, isRecording, type NodeList, newestOrder } from "./graph.js";
import { readsOperand, readsResult } from "./reads.js";

/** An activation whose matching loss may hand its gradient straight to the activation's input. */
export type JoinableActivation = "softmax" | "sigmoid";

const noParents: readonly GraphNode[] = [];
const noStorages: readonly Storage[] = [];

/**
 * An array without its face: elements in memory, a shape, and a place in the graph. Contiguous and
 * row-major; arrays may share a storage at different offsets (parameters of a model, a reshape).
 */
export class Node extends GraphNode {
  readonly size: number;
  private ofOutside: Shape | null = null;
  disposed = false;
  /** Whether it shows a part of what another one keeps, and is no owner of its storage. */
  isView = false;
  /** Whether the end of a training step disposed of it. */
  finished = false;
  /** Null until the first gradient arrives: then as many bytes as the array, or a part of a block. */
  gradient: Storage | null = null;
  gradientOffset = 0;
  /** Whether the gradient counts as zeros, whatever its bytes are: nothing has been written to it yet. */
  gradientIsFresh = false;
  /** The name of the operation that made it; "" for what a user made. */
  operation = "";
  /** The activation that the same kernel has computed, as in `dense`; "" for none. */
  fused = "";
  parents: readonly GraphNode[] = noParents;
  /** Adds to the parents' gradients; null for leaves. */
  private backward: ((y: Node) => void) | null = null;
  /** Storages that only `backward` needs. */
  private saved: readonly Storage[] = noStorages;
  /** An operand that was made for this result alone, such as a number that an array meets. */
  private ownOperand: Node | null = null;
  /** Set on outputs of softmax (over the last axis) and sigmoid. */
  activation: JoinableActivation | null = null;
  /** The gradient of that activation's input, as far as the loss has given it directly. */
  inputGradient: Storage | null = null;
  /** Whether that was so in a backward pass: `gradient` then lacks what the loss would have given. */
  gradientSkippedIt = false;

  constructor(
    readonly shape: Shape,
    readonly dtype: DType,
    public storage: Storage,
    /** Where it begins in its storage, in bytes. */
    public offset = 0,
    /** Where its gradient may go in the same storage, in bytes; 0: a storage of its own. */
    readonly gradientRoom = 0,
  ) {
    super(false);
    this.size = sizeOf(shape);
  }

  /**
   * Its shape for those outside, who cannot change it: arrays share shapes. A copy, made when it is first asked for,
   * since freezing takes longer than all else about a small array, and frozen lists among others make loops slower.
   */
  get frozenShape(): Shape {
    this.ofOutside ??= Object.freeze([...this.shape]);
    return this.ofOutside;
  }

  get isInterior(): boolean {
    return this.backward !== null || this.released;
  }

  override get isGone(): boolean {
    return this.disposed || this.storage.released;
  }

  override get changedAt(): number {
    return this.storage.changes?.at ?? 0;
  }

  /** The bytes of its elements. */
  get byteLength(): number {
    return this.size * bytesPerElement[this.dtype];
  }

  pushParents(to: NodeList): void {
    if (this.changedAt >= this.order) this.requireUnchanged(to);
    for (const parent of this.parents) {
      // Before any gradient is touched: without its operands, the pass would end half-way.
      if (parent.isGone) throw disposedError(isFinished(parent));
      if (parent.changedAt >= this.order) this.requireUnchanged(to);
      if (parent.requiresGrad) to.push(parent);
    }
  }

  /** Throws where the gradient is to be taken from numbers that have been changed since. */
  private requireUnchanged({ forBackward }: NodeList): void {
    if (!forBackward) return;
    const { order, operation, parents } = this;
    parents.forEach((parent, i) => {
      if (parent instanceof Node && readsOperand(this, i))
        requireAsBefore(parent, order, operation);
    });
    if (readsResult(this)) requireAsBefore(this, order, operation);
  }

  setAside(): (() => void) | null {
    if (this.gradient === null || this.gradientIsFresh) return null;
    begin("backward");
    const earlier = view(gradientAddress(this), this.size, this.dtype).slice();
    this.gradientIsFresh = true;
    return () => {
      begin("backward");
      const gradient = view(gradientAddress(this), this.size, this.dtype);
      for (let i = 0; i < earlier.length; i++) gradient[i] += earlier[i];
    };
  }

  clearGradient(): void {
    if (this.gradient !== null && this.gradient !== this.storage) disown(this.gradient);
    this.gradient = null;
    this.gradientIsFresh = false;
    this.gradientSkippedIt = false;
  }

  override resetGradient(): void {
    if (this.gradient !== null) this.gradientIsFresh = true;
  }

  override abandon(): void {
    this.clearGradient();
    super.abandon();
    if (this.inputGradient !== null) release(this.inputGradient);
    this.inputGradient = null;
  }

  propagate(): void {
    if (this.backward === null) return;
    if (this.gradient !== null || this.inputGradient !== null) this.backward(this);
    if (this.inputGradient === null) return;
    release(this.inputGradient);
    this.inputGradient = null;
    this.gradientSkippedIt = true;
  }

  letGo(): void {
    for (const storage of this.saved) release(storage);
    if (this.ownOperand !== null) disposeNode(this.ownOperand, true);
    this.ownOperand = null;
    this.saved = noStorages;
    this.parents = noParents;
    this.backward = null;
    this.released = true;
  }

  /** Takes an operand that nobody else has, to be freed with the history of this result. */
  takeOperand(operand: Node): void {
    if (this.backward === null) disposeNode(operand, true);
    else this.ownOperand = operand;
  }

  override finish(): void {
    disposeNode(this, true);
  }

  /**
   * Makes this the result of an operation, if any operand takes part in gradients. `backward` is handed this
   * node: where its parents are all it needs, one function does for all results of the operation.
   */
  record(
    operation: string,
    parents: readonly GraphNode[],
    backward: (y: Node) => void,
    saved: readonly Storage[] = noStorages,
  ): this {
    this.operation = operation;
    if (!isRecording() || !anyTracked(parents)) {
      for (const storage of saved) release(storage);
      return this;
    }
    this.requiresGrad = true;
    this.parents = parents;
    this.backward = backward;
    this.saved = saved;
    return this;
  }
}

/** Throws where x was changed in place after the result of that order was made. */
export function requireAsBefore(x: Node, order: number, operation: string): void {
  const by = changeSince(x.storage, x.offset, x.offset + x.byteLength, order);
  if (by === null) return;
  throw new Error(
    `backward: the gradient of ${operation} needs an array ${formatShape(x.shape)} as it was, but ${by} has changed it since; ` +
      "change a clone(), or call backward before",
  );
}

/** Takes note, for the graphs that it is part of, that n elements from x's first on are about to change. */
export function aboutToChange(x: Node, by: string, n = x.size): void {
  const to = x.offset + n * bytesPerElement[x.dtype];
  noteChange(x.storage, x.offset, to, newestOrder(), by);
}

function isFinished(node: GraphNode): boolean {
  return node instanceof Node && (node.finished || node.storage.finished);
}

function anyTracked(nodes: readonly GraphNode[]): boolean {
  for (const node of nodes) if (node.requiresGrad) return true;
  return false;
}

export function kernelsFor(dtype: DType): Kernels {
  return currentBackend().kernels[dtype];
}

/** Gives the kernels of a pack on the core in use: looked up once a core. */
export function packed<PackKernels extends object>(
  pack: Pack<PackKernels>,
): (dtype: DType) => PackKernels {
  let owner: Backend | null = null;
  let float32: PackKernels;
  return (dtype) => {
    const backend = currentBackend();
    if (dtype !== "float32") return backend.packed(pack, dtype);
    if (owner !== backend) {
      float32 = backend.packed(pack, dtype);
      owner = backend;
    }
    return float32;
  };
}

/** Finds one kernel of the core in use: looked up once a core, since by name it takes 15 ns each time. */
export function kernelNamed<K extends keyof Kernels>(name: K): (dtype: DType) => Kernels[K] {
  let owner: Backend | null = null;
  let float32: Kernels[K];
  return (dtype) => {
    const backend = currentBackend();
    if (dtype !== "float32") return backend.kernels[dtype][name];
    if (owner !== backend) {
      owner = backend;
      float32 = backend.kernels.float32[name];
    }
    return float32;
  };
}

/** A new array with unspecified elements. */
export function newNode(shape: Shape, dtype: DType): Node {
  const bytes = sizeOf(shape) * bytesPerElement[dtype];
  // A small array's gradient goes beside it: one storage to keep account of instead of two.
  if (bytes > alignment || !isRecording()) return new Node(shape, dtype, allocate(bytes));
  return new Node(shape, dtype, allocate(2 * alignment), 0, alignment);
}

/** A new array with given elements, row-major. */
export function nodeOf(values: ArrayLike<number>, shape: Shape, dtype: DType): Node {
  const node = newNode(shape, dtype);
  elements(node).set(values);
  return node;
}

/** The address of the elements for the current operation. */
export function address(node: Node): Address {
  if (node.disposed) throw disposedError(node.finished);
  return addressOf(node.storage) + node.offset;
}

/** Gives up a node's elements and gradient; the last owner of a storage frees it. */
export function disposeNode(node: Node, finished = false): void {
  if (node.disposed) return;
  node.disposed = true;
  node.finished = finished;
  node.clearGradient();
  if (!node.isView) disown(node.storage, finished);
}

/** The elements of x from `offset` on, in bytes, under another shape: it owns nothing, and is for use while x is kept. */
export function viewOf(x: Node, shape: Shape, offset: number): Node {
  const y = new Node(shape, x.dtype, x.storage, offset);
  y.isView = true;
  return y;
}

function disown(storage: Storage, finished = false): void {
  storage.owners--;
  if (storage.owners === 0) release(storage, finished);
}

/** A view of the elements, valid until the next allocation. */
export function elements(node: Node): RealArray {
  return view(address(node), node.size, node.dtype);
}

/** A view of linear memory, valid until the next allocation. */
export function view(start: Address, n: number, dtype: DType): RealArray {
  const first = start / bytesPerElement[dtype];
  const memory = linearMemory();
  const all = dtype === "float32" ? memory.float32 : memory.float64;
  return all.subarray(first, first + n);
}

/** The address of the gradient, for those who add to it or read it: it starts as zeros. */
export function gradientAddress(node: Node): Address {
  if (node.gradient === null) makeGradient(node);
  const dx = addressOf(node.gradient as Storage) + node.gradientOffset;
  if (node.gradientIsFresh) {
    node.gradientIsFresh = false;
    kernelsFor(node.dtype).fill(dx, node.size, 0);
  }
  return dx;
}

/**
 * 1 if nothing is in the gradient yet, so that the caller's kernel has to write it instead of adding to it,
 * else 0: to be asked right before that, since from then on it counts as written.
 */
export function takeFresh(node: Node): 0 | 1 {
  if (node.gradient === null) makeGradient(node);
  if (!node.gradientIsFresh) return 0;
  node.gradientIsFresh = false;
  return 1;
}

function makeGradient(node: Node): void {
  const { storage, gradientRoom } = node;
  const beside = gradientRoom !== 0;
  node.gradient = beside ? storage : allocateIn(node.byteLength, storage.scope);
  if (!beside) keep(node.gradient);
  node.gradientOffset = gradientRoom;
  node.gradientIsFresh = true;
}

/** The address of the gradient with respect to the input of the node's activation; starts as zeros. */
export function inputGradientAddress(node: Node): Address {
  if (node.inputGradient === null) {
    node.inputGradient = allocateIn(node.byteLength, node.storage.scope);
    keep(node.inputGradient);
    kernelsFor(node.dtype).fill(addressOf(node.inputGradient), node.size, 0);
  }
  return addressOf(node.inputGradient);
}
