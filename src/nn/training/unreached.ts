import type { GraphNode } from "../../array/graph.js";
import { Node } from "../../array/node.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { formatShape } from "../../shape/shape.js";
import type { Network } from "./network.js";

const warned = /* @__PURE__ */ new WeakSet<Network>();

/**
 * Says once for a network, at its first step, that an array made before the step has a part in the loss and
 * tracks gradients, but is no parameter: a layer keeps it where it is not found, and training leaves it as it is.
 */
export function warnOfUnreached(network: Network, loss: MLArray, since: number): void {
  if (warned.has(network)) return;
  warned.add(network);
  const known = new Set<GraphNode>(network.tree.parameters.map(({ node }) => node));
  const unreached = leavesOf(loss.node).filter((leaf) => leaf.order <= since && !known.has(leaf));
  if (unreached.length === 0) return;
  const shapes = unreached.map(({ shape }) => formatShape(shape)).join(", ");
  console.warn(
    `smolml: training does not reach ${unreached.length === 1 ? "an array" : `${unreached.length} arrays`} of shape ${shapes} that the loss depends on: ` +
      "keep what is to be learnt in a field of a Module, or name it in its parameters(); make what is not with requiresGrad: false",
  );
}

/** The arrays that a user made and whose gradients the loss has a part in. */
function leavesOf(root: Node): Node[] {
  const found = new Set<GraphNode>([root]);
  const parents = { push: (node: GraphNode) => found.add(node) };
  const leaves: Node[] = [];
  for (const node of found) {
    if (node.isInterior) node.pushParents(parents);
    else if (node instanceof Node) leaves.push(node);
  }
  return leaves;
}
