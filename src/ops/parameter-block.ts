import { address, elements, gradientAddress, kernelsFor, type Node, view } from "../array/node.js";
import { addressOf, allocate, begin, keep, outsideScopes, release } from "../memory/memory.js";
import type { Storage } from "../memory/storage.js";
import { bytesPerElement } from "../shape/dtype.js";

/**
 * All parameters of a model in one block of memory, and their gradients in another of the same
 * layout: then a step of the optimizer, or setting the gradients to zero, is one kernel call.
 */

/** Kernels that write a parameter's padding must not reach the next one. */
const alignment = 64;

/** Storages that are such blocks; parameters in one stay there. */
const blocks = new WeakSet<Storage>();

/** What holds a node: an array as its users see it. */
export interface HasNode {
  readonly node: Node;
}

/** Moves arrays of one dtype into a common block; those that already are in one are left alone. */
export function gatherParameters(arrays: readonly HasNode[]): void {
  const loose = arrays.map((array) => array.node).filter((node) => !blocks.has(node.storage));
  for (const dtype of Object.keys(bytesPerElement)) {
    const nodes = loose.filter((node) => node.dtype === dtype && node.storage.owners === 1);
    if (nodes.length > 0) outsideScopes(() => moveIntoBlock(nodes));
  }
}

function moveIntoBlock(nodes: readonly Node[]): void {
  const offsets: number[] = [];
  let bytes = 0;
  for (const node of nodes) {
    offsets.push(bytes);
    bytes += paddedBytes(node);
  }
  begin("gatherParameters");
  const { dtype } = nodes[0];
  const block = newBlock(bytes, nodes.length);
  const gradients = newBlock(bytes, nodes.length);
  const n = bytes / bytesPerElement[dtype];
  for (const storage of [block, gradients]) kernelsFor(dtype).fill(addressOf(storage), n, 0);
  // All of them are brought in before any moves: that is where memory may run out.
  for (const node of nodes) {
    address(node);
    if (node.gradient !== null) gradientAddress(node);
  }
  for (const storage of [block, gradients]) keep(storage);
  nodes.forEach((node, i) => {
    view(addressOf(block) + offsets[i], node.size, dtype).set(elements(node));
    if (node.gradient !== null) {
      const from = gradientAddress(node);
      const to = addressOf(gradients) + offsets[i];
      view(to, node.size, dtype).set(view(from, node.size, dtype));
    }
    node.clearGradient();
    release(node.storage);
    node.storage = block;
    node.offset = offsets[i];
    node.gradient = gradients;
    node.gradientOffset = offsets[i];
    node.gradientIsFresh = false;
  });
}

function newBlock(bytes: number, owners: number): Storage {
  const block = allocate(bytes);
  block.owners = owners;
  blocks.add(block);
  return block;
}

function paddedBytes(node: Node): number {
  return Math.ceil(node.byteLength / alignment) * alignment;
}

/** Parameters that lie one behind the other: `n` elements from the first one's start, padding included. */
export interface ParameterRun {
  readonly first: Node;
  n: number;
}

/** Groups arrays into the fewest runs; frozen ones, and those without a gradient, are left out. */
export function runsOf(arrays: readonly HasNode[]): ParameterRun[] {
  const runs: ParameterRun[] = [];
  let end = 0;
  let last: Node | null = null;
  for (const { node } of arrays) {
    if (!isLearning(node)) continue;
    const joins =
      last !== null &&
      node.storage === last.storage &&
      node.gradient === last.gradient &&
      node.offset === end &&
      node.gradientOffset === end;
    if (!joins) runs.push({ first: node, n: 0 });
    const run = runs[runs.length - 1];
    run.n = (node.offset + node.byteLength - run.first.offset) / bytesPerElement[node.dtype];
    end = node.offset + paddedBytes(node);
    last = node;
  }
  return runs;
}

/** Whether an array has a gradient to learn from, and is not frozen. */
export function isLearning(node: Node): boolean {
  return node.gradient !== null && node.requiresGrad;
}

/** Sets the gradients of all arrays to zero, without touching them: they count as zeros until written. */
export function clearGradients(arrays: readonly HasNode[]): void {
  for (const { node } of arrays) if (isLearning(node)) node.gradientIsFresh = true;
}

/** Fills gradients with the zeros that they count as: for those who read what lies behind one another. */
export function settleGradients(arrays: readonly HasNode[]): void {
  begin("settleGradients");
  for (const { node } of arrays) if (node.gradientIsFresh) gradientAddress(node);
}

/** What one update works on. */
interface ForUpdate {
  readonly weights: HasNode;
  readonly gradient: HasNode;
  readonly states: readonly HasNode[];
}

/** Brings into memory all that updates work on, so that those which make nothing new cannot fail. */
export function bringTogether(updates: readonly ForUpdate[]): void {
  begin("step");
  for (const { weights, gradient, states } of updates) {
    address(weights.node);
    address(gradient.node);
    for (const state of states) address(state.node);
  }
}
