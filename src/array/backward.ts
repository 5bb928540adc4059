import { begin } from "../memory/memory.js";
import type { GraphNode } from "./graph.js";

let passes = 0;

/**
 * Reverse-mode differentiation: visits every interior node that `root` depends on once, the newest
 * first, so that a node has its whole gradient before it hands it on. No recursion, so the depth of
 * a graph is no limit. `seed` sets the gradient of the root. Each node is let go once it has handed
 * its gradient on, unless `retainGraph`.
 *
 * Throws, before anything is changed, if part of the graph was let go by an earlier pass or an array
 * in it was disposed of.
 */
export function backpropagate(root: GraphNode, seed: () => void, retainGraph: boolean): void {
  begin("backward");
  const nodes = newestFirst(root);
  seed();
  for (const node of nodes) {
    if (node === undefined) continue;
    node.propagate();
    if (!retainGraph) node.letGo();
  }
}

/**
 * The interior nodes, newest first, perhaps with gaps. Large graphs do not fit a cache, so each node is
 * looked at once here: its order is noted when it is found.
 */
function newestFirst(root: GraphNode): readonly (GraphNode | undefined)[] {
  const pass = ++passes;
  const nodes: GraphNode[] = [];
  const orders: number[] = [];
  const stack: GraphNode[] = [root];
  let sorted = true;
  let seenBefore = false;
  let low = root.order;
  let last = root.order + 1;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.mark === pass || !node.isInterior) continue;
    if (node.released) throw releasedError();
    if (node.mark !== 0) seenBefore = true;
    node.mark = pass;
    const { order } = node;
    if (order > last) sorted = false;
    if (order < low) low = order;
    last = order;
    nodes.push(node);
    orders.push(order);
    node.pushParents(stack);
  }
  if (seenBefore) for (const node of nodes) node.clearGradient();
  return sorted ? nodes : inOrder(nodes, orders, low, root.order);
}

/** Orders are dense in a graph made at one go: then a table sorts them in one sweep. */
function inOrder(
  nodes: readonly GraphNode[],
  orders: readonly number[],
  low: number,
  high: number,
): readonly (GraphNode | undefined)[] {
  const range = high - low + 1;
  if (range > 4 * nodes.length + 64) return [...nodes].sort((a, b) => b.order - a.order);
  const table = new Array<GraphNode | undefined>(range).fill(undefined);
  for (let i = 0; i < nodes.length; i++) table[high - orders[i]] = nodes[i];
  return table;
}

function releasedError(): Error {
  return new Error(
    "backward: the graph was already released by an earlier backward; " +
      "give that one { retainGraph: true } to go through it twice",
  );
}
