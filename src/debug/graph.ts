import type { GraphNode } from "../array/graph.js";
import { Node } from "../array/node.js";
import { MLArray } from "../array-api/ml-array.js";
import { described } from "../errors/described.js";
import { formatShape } from "../shape/shape.js";
import { Value } from "../value/value.js";

/**
 * The graph that `backward` would go through, as text for Graphviz (`dot -Tsvg`): a box for each array
 * or `Value`, an ellipse for each operation. Draw it before `backward`, which lets the graph go;
 * constants are left out.
 */
export function graph(root: MLArray | Value): string {
  if (!(root instanceof MLArray || root instanceof Value)) {
    throw new TypeError(`graph: expected an MLArray or a Value, got ${described(root)}`);
  }
  const nodes = reachable(root instanceof MLArray ? root.node : root);
  const lines = nodes.flatMap((node) => drawing(node));
  return ["digraph {", "  rankdir=LR;", ...lines, "}"].join("\n");
}

function reachable(root: GraphNode): GraphNode[] {
  const found = new Set<GraphNode>();
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    if (node.isInterior) node.pushParents(stack);
  }
  return [...found].sort((a, b) => a.order - b.order);
}

function drawing(node: GraphNode): string[] {
  const own = `n${node.order}`;
  const lines = [`  ${own} [shape=box, label="${labelOf(node)}"];`];
  if (!node.isInterior) return lines;
  const parents: GraphNode[] = [];
  node.pushParents(parents);
  const operation = `o${node.order}`;
  lines.push(`  ${operation} [label="${node.operation || "released"}"];`);
  lines.push(`  ${operation} -> ${own};`);
  for (const parent of parents) lines.push(`  n${parent.order} -> ${operation};`);
  return lines;
}

function labelOf(node: GraphNode): string {
  if (node instanceof Node) return `${node.dtype} ${formatShape(node.shape)}`;
  if (node instanceof Value) return `data ${node.data}\\ngrad ${node.grad}`;
  return "";
}
