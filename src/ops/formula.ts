import { noGrad } from "../array/graph.js";
import type { Node } from "../array/node.js";
import { inScope } from "../memory/memory.js";
import { addToGradient, gradientOf } from "./access.js";

/** The gradient of each operand, or null for none, given that of the result. */
export type Gradients = (dy: Node) => readonly (Node | null)[];

/**
 * Makes y the result of an operation of `operands` whose gradients are themselves made of operations. What these
 * make is freed at once.
 */
export function differentiatedBy(
  operation: string,
  y: Node,
  operands: readonly Node[],
  gradients: Gradients,
): Node {
  return y.record(operation, operands, () => {
    inScope(
      () => addGradients(operation, y, operands, gradients),
      () => [],
    );
  });
}

/** Adds what `gradients` makes of y's gradient to those of the operands. */
export function addGradients(
  operation: string,
  y: Node,
  operands: readonly Node[],
  gradients: Gradients,
): void {
  const given = noGrad(() => gradients(gradientOf(y)));
  operands.forEach((x, i) => {
    const dx = given[i];
    if (x.requiresGrad && dx != null) addToGradient(`${operation} backward`, x, dx);
  });
}
