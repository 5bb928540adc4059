import type { GraphNode } from "./graph.js";

let passes = 0;

/**
 * Reverse-mode differentiation: visits every interior node that `root` depends on once, the newest
 * first, so that a node has its whole gradient before it hands it on. No recursion, so the depth of
 * a graph is no limit. `seed` sets the gradient of the root. Afterwards the graph is let go, unless
 * `retainGraph`.
 *
 * Throws, before anything is changed, if part of the graph was let go by an earlier pass.
 */
export function backpropagate(root: GraphNode, seed: () => void, retainGraph: boolean): void {
  const nodes = newestFirst(reachable(root));
  for (const node of nodes) node.clearGradient();
  seed();
  for (const node of nodes) node.propagate();
  if (!retainGraph) for (const node of nodes) node.letGo();
}

function reachable(root: GraphNode): GraphNode[] {
  const pass = ++passes;
  const found: GraphNode[] = [];
  const stack: GraphNode[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.mark === pass || !node.isInterior) continue;
    if (node.released) {
      throw new Error(
        "backward: the graph was already released by an earlier backward; " +
          "give that one { retainGraph: true } to go through it twice",
      );
    }
    node.mark = pass;
    found.push(node);
    node.pushParents(stack);
  }
  return found;
}

/** Orders are dense in a graph made at one go: then a table sorts them in one sweep. */
function newestFirst(nodes: GraphNode[]): GraphNode[] {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  let sorted = true;
  for (let i = 0; i < nodes.length; i++) {
    const order = nodes[i].order;
    if (i > 0 && order > nodes[i - 1].order) sorted = false;
    if (order < low) low = order;
    if (order > high) high = order;
  }
  if (sorted) return nodes;
  const range = high - low + 1;
  if (range > 4 * nodes.length + 64) return nodes.sort((a, b) => b.order - a.order);
  const table = new Array<GraphNode | undefined>(range).fill(undefined);
  for (const node of nodes) table[high - node.order] = node;
  let count = 0;
  for (const node of table) if (node !== undefined) nodes[count++] = node;
  return nodes;
}
