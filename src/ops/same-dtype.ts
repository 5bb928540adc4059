import type { Node } from "../array/node.js";

/** Throws where two operands have different dtypes. */
export function requireSameDtype(operation: string, a: Node, b: Node): void {
  if (a.dtype !== b.dtype) {
    throw new TypeError(
      `${operation}: the operands are ${a.dtype} and ${b.dtype}; convert one of them with astype`,
    );
  }
}
