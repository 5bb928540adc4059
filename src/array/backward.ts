import { begin } from "../memory/memory.js";
import type { GraphNode } from "./graph.js";
import { NewestFirst } from "./newest-first.js";

/** The table of the last pass, unless it was huge: memory that grew once need not grow again. */
let idle: NewestFirst | null = null;
const mostKept = 2 ** 18;

/** What ends with a backward pass, beside the graph: the results of one training step. */
export interface Step {
  /** The newest node before the step. */
  readonly since: number;
  /** Results that are still wanted beside the root; null for none. */
  readonly kept: ReadonlySet<GraphNode> | null;
}

/**
 * Reverse-mode differentiation: visits every interior node that `root` depends on once, the newest
 * first, so that a node has its whole gradient before it hands it on. No recursion, so the depth of
 * a graph is no limit. `seed` sets the gradient of the root. Each node is let go once it has handed
 * its gradient on, unless `retainGraph`; then, too, those of the `step` that ends here are freed, for nothing
 * that is still to be visited needs a node newer than itself.
 *
 * Throws, before anything is changed, if part of the graph was let go by an earlier pass or an array
 * in it was disposed of. Where it fails half-way, for want of memory, no gradient stays half-made: those of all
 * that was to be reached are zero, and the graph is let go.
 */
export function backpropagate(
  root: GraphNode,
  seed: () => void,
  retainGraph: boolean,
  step: Step | null = null,
): void {
  begin("backward");
  const nodes = idle ?? new NewestFirst();
  // A pass that fails keeps its table, and one within another has its own.
  idle = null;
  nodes.collect(root);
  let node: GraphNode | undefined;
  try {
    nodes.setGradientsAside();
    seed();
    for (let i = 0; i < nodes.length; i++) {
      node = nodes.take(i);
      if (node === undefined) continue;
      node.propagate();
      nodes.addEarlier(node);
      if (retainGraph) continue;
      node.letGo();
      if (step !== null && node !== root) finish(node, step);
    }
  } catch (error) {
    node?.abandon();
    nodes.abandon();
    throw error;
  }
  nodes.finish();
  if (nodes.length <= mostKept) idle = nodes;
}

function finish(node: GraphNode, { since, kept }: Step): void {
  if (node.order > since && kept?.has(node) !== true) node.finish();
}

/** Lets the graph of a step go that a backward pass has retained, and frees its results. */
export function finishGraph(root: GraphNode, step: Step): void {
  const found = new Set<GraphNode>([root]);
  const parents = { push: (node: GraphNode) => found.add(node) };
  for (const node of found) if (node.isInterior && !node.released) node.pushParents(parents);
  for (const node of found) {
    if (!node.isInterior || node.order <= step.since) continue;
    if (!node.released) node.letGo();
    if (node !== root) finish(node, step);
  }
}
