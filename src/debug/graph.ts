import type { GraphNode } from "../array/graph.js";
import { Node } from "../array/node.js";
import { MLArray } from "../array-api/ml-array.js";
import { requireOptions } from "../errors/check.js";
import { described } from "../errors/described.js";
import { joined, type ModuleLike, walk } from "../nn/module/tree.js";
import { read, readGradient } from "../ops/access.js";
import { formatShape } from "../shape/shape.js";
import { Value } from "../value/value.js";

/** What `graph` writes beside what it finds. */
export interface GraphOptions {
  /**
   * Names by which arrays and `Value`s are drawn: `{ labels: { x, w } }`. The arrays of a module go by their places in
   * it: "network.layers.0.weights".
   */
  readonly labels?: Readonly<Record<string, MLArray | Value | ModuleLike>>;
}

/**
 * The graph that `backward` would go through, as text for Graphviz (`dot -Tsvg`): a box for each array
 * or `Value`, dashed for what has no gradient, and an ellipse for each operation; what one kernel computes of a
 * dense layer is drawn as the operations that it stands for. Arrays of one element and `Value`s show it, with its
 * gradient. Draw it before `backward`, which lets the graph go, or after one with `retainGraph`, when the gradients
 * are there to be seen.
 */
export function graph(root: MLArray | Value, options: GraphOptions = {}): string {
  if (!(root instanceof MLArray || root instanceof Value)) {
    throw new TypeError(`graph: expected an MLArray or a Value, got ${described(root)}`);
  }
  requireOptions("graph", options, ["labels"]);
  const names = namesOf(options.labels);
  const lines = reachable(nodeOf(root)).flatMap((node) => [
    boxOf(node, names.get(node)),
    ...operationsOf(node),
  ]);
  return ["digraph {", "  rankdir=LR;", ...lines, "}"].join("\n");
}

function nodeOf(drawn: MLArray | Value): GraphNode {
  return drawn instanceof MLArray ? drawn.node : drawn;
}

function namesOf(labels: GraphOptions["labels"] = {}): Map<GraphNode, string> {
  if (typeof labels !== "object" || labels === null) {
    throw new TypeError(
      `graph: labels must be a record of what they name, got ${described(labels)}`,
    );
  }
  const names = new Map<GraphNode, string>();
  for (const [name, named] of Object.entries(labels)) {
    if (named instanceof MLArray || named instanceof Value) names.set(nodeOf(named), name);
    else for (const [path, array] of arraysIn(name, named)) names.set(array.node, path);
  }
  return names;
}

function arraysIn(name: string, module: ModuleLike): (readonly [string, MLArray])[] {
  if (typeof module?.forward !== "function") {
    throw new TypeError(
      `graph: the label ${name} must name an MLArray, a Value or a module, got ${described(module)}`,
    );
  }
  return walk(module).flatMap(({ arrays }) =>
    arrays.map(({ path, array }) => [joined(name, path), array] as const),
  );
}

function reachable(root: GraphNode): GraphNode[] {
  const found = new Set([root]);
  for (const node of found) {
    if (node.isInterior) for (const parent of node.parents) found.add(parent);
  }
  return [...found].sort((a, b) => a.order - b.order);
}

function boxOf(node: GraphNode, name: string | undefined): string {
  const style = node.requiresGrad ? "" : ", style=dashed";
  const lines = [...(name === undefined ? [] : [name]), ...contentsOf(node)].map(escaped);
  return `  n${node.order} [shape=box${style}, label="${lines.join("\\n")}"];`;
}

function contentsOf(node: GraphNode): string[] {
  if (node instanceof Value) return numbersOf(node.data, node.requiresGrad ? node.grad : null);
  if (!(node instanceof Node)) return [];
  const kind = `${node.dtype} ${formatShape(node.shape)}`;
  if (node.isGone) return [kind, "disposed"];
  if (node.size > 1) return [kind];
  // A loss may have handed its gradient past this array.
  const hasGradient = node.requiresGrad && !node.gradientSkippedIt;
  const value = read("graph", node)[0];
  return [kind, ...numbersOf(value, hasGradient ? (readGradient("graph", node)?.[0] ?? 0) : null)];
}

function numbersOf(data: number, gradient: number | null): string[] {
  return [`data ${short(data)}`, ...(gradient === null ? [] : [`grad ${short(gradient)}`])];
}

/** Four digits, but for integers that are short as they are. */
function short(x: number): string {
  return String(Number.isInteger(x) && Math.abs(x) < 1e6 ? x : Number(x.toPrecision(4)));
}

function escaped(text: string): string {
  return text.replace(/["\\]/g, "\\$&");
}

/** What was computed one after the other, and the further operands of each. */
interface Operation {
  readonly name: string;
  readonly operands: readonly GraphNode[];
}

/** The ellipses between a result and its operands, the last of which gives the result. */
function operationsOf(node: GraphNode): string[] {
  if (!node.isInterior) return [];
  const operations = partsOf(node);
  return operations.flatMap(({ name, operands }, i) => {
    const own = `o${node.order}_${i}`;
    const next = i === operations.length - 1 ? `n${node.order}` : `o${node.order}_${i + 1}`;
    return [
      `  ${own} [label="${escaped(name)}"];`,
      ...operands.map(({ order }) => `  n${order} -> ${own};`),
      `  ${own} -> ${next};`,
    ];
  });
}

function partsOf(node: GraphNode): Operation[] {
  const { operation, parents } = node;
  if (node.released) return [{ name: "released", operands: [] }];
  if (!(node instanceof Node) || operation !== "dense") {
    return [{ name: operation, operands: parents }];
  }
  const [x, weights, biases] = parents;
  return [
    { name: "matmul", operands: [x, weights] },
    ...(biases === undefined ? [] : [{ name: "add", operands: [biases] }]),
    ...(node.fused === "" ? [] : [{ name: node.fused, operands: [] }]),
  ];
}
