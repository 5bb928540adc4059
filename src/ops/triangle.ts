import { type Node, nodeOf } from "../array/node.js";
import { requireInteger } from "../errors/check.js";
import { begin } from "../memory/memory.js";
import { formatShape } from "../shape/shape.js";
import { nodeFilledBy } from "./access.js";
import { where } from "./where.js";

/** The last two axes with zeros above diagonal `k`: 0 is the main one, above it they count on. */
export function tril(x: Node, k: number): Node {
  return triangle("tril", x, k, (row, column) => column - row <= k);
}

/** The last two axes with zeros below diagonal `k`. */
export function triu(x: Node, k: number): Node {
  return triangle("triu", x, k, (row, column) => column - row >= k);
}

function triangle(
  operation: string,
  x: Node,
  k: number,
  isKept: (row: number, column: number) => boolean,
): Node {
  requireInteger(operation, "the diagonal", k, Number.NEGATIVE_INFINITY);
  const [rows, columns] = x.shape.slice(-2);
  if (columns === undefined) {
    throw new RangeError(
      `${operation}: expected matrices, got an array of shape ${formatShape(x.shape)}`,
    );
  }
  const kept = nodeFilledBy(operation, [rows, columns], x.dtype, (values) => {
    for (let i = 0; i < values.length; i++) {
      values[i] = Number(isKept(Math.floor(i / columns), i % columns));
    }
  });
  begin(operation);
  return where(kept, x, nodeOf([0], [], x.dtype));
}
