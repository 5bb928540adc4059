import { gradientAddress, kernelsFor, type Node, view } from "../array/node.js";
import { begin } from "../memory/memory.js";
import type { RealArray } from "../shape/dtype.js";
import { type HasNode, runsOf, settleGradients } from "./parameter-block.js";

/** Gradients limited in place. Sums are taken in float64, in the order of the elements. */

/** Each element to [-limit, limit]. */
export function clipByValue(arrays: readonly HasNode[], limit: number): void {
  settleGradients(arrays);
  begin("clip");
  for (const { first, n } of runsOf(arrays)) {
    const g = gradientAddress(first);
    kernelsFor(first.dtype).clip(g, g, n, -limit, limit);
  }
}

/** The gradient of each array to that Euclidean norm, where it is above. */
export function clipByNorm(arrays: readonly HasNode[], limit: number): void {
  for (const node of withGradients(arrays)) scaleTo(limit, Math.sqrt(squares(node)), [node]);
}

/** All gradients together to that Euclidean norm of them all, where it is above. */
export function clipByGlobalNorm(arrays: readonly HasNode[], limit: number): void {
  const nodes = withGradients(arrays);
  const norm = Math.sqrt(nodes.reduce((sum, node) => sum + squares(node), 0));
  scaleTo(limit, norm, nodes);
}

function withGradients(arrays: readonly HasNode[]): Node[] {
  begin("clip");
  return arrays.map(({ node }) => node).filter((node) => node.gradient !== null);
}

/** Valid until the next one is asked for. */
function gradientOf(node: Node): RealArray {
  return view(gradientAddress(node), node.size, node.dtype);
}

function squares(node: Node): number {
  const g = gradientOf(node);
  let sum = 0;
  for (let i = 0; i < g.length; i++) sum += g[i] * g[i];
  return sum;
}

function scaleTo(limit: number, norm: number, nodes: readonly Node[]): void {
  if (norm <= limit) return;
  const factor = limit / norm;
  for (const node of nodes) {
    const g = gradientOf(node);
    for (let i = 0; i < g.length; i++) g[i] *= factor;
  }
}
