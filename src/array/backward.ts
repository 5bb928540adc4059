import { begin } from "../memory/memory.js";
import type { GraphNode } from "./graph.js";
import { NewestFirst } from "./newest-first.js";

/** The table of the last pass, unless it was huge: memory that grew once need not grow again. */
let idle: NewestFirst | null = null;
const mostKept = 2 ** 18;

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
  const nodes = idle ?? new NewestFirst();
  // A pass that fails keeps its table, and one within another has its own.
  idle = null;
  nodes.collect(root);
  seed();
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes.take(i);
    if (node === undefined) continue;
    node.propagate();
    if (!retainGraph) node.letGo();
  }
  if (nodes.length <= mostKept) idle = nodes;
}
