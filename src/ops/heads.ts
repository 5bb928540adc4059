import { address, gradientAddress, type Node, newNode } from "../array/node.js";
import { begin } from "../memory/memory.js";
import { formatShape } from "../shape/shape.js";
import { addsTo, type Matrices, multiply, type StackAxis } from "./matmul.js";
import { requireSameDtype } from "./same-dtype.js";

/**
 * The two products of attention, read and written where the features of the heads lie side by side: no head
 * is copied out or back in.
 */

/**
 * q kᵀ of each head: of q [rows, queries, heads size] and k [rows, keys, heads size] the scores
 * [rows, heads, queries, keys].
 */
export function headScores(q: Node, k: Node, heads: number): Node {
  const [rows, m, width] = sequences("headScores", q, heads);
  const [rowsOfK, n, widthOfK] = sequences("headScores", k, heads);
  requireSameDtype("headScores", q, k);
  if (rows !== rowsOfK || width !== widthOfK) throw unfit("headScores", q, k);
  const size = width / heads;
  const stack: readonly StackAxis[] = [
    { length: rows, a: m * width, b: n * width, y: heads * m * n },
    { length: heads, a: size, b: size, y: m * n },
  ];
  begin("headScores");
  const y = newNode([rows, heads, m, n], q.dtype);
  const left: Matrices = { side: "a", at: address(q), row: width, column: 1 };
  const right: Matrices = { side: "b", at: address(k), row: 1, column: width };
  const result: Matrices = { side: "y", at: address(y), row: n, column: 1 };
  multiply(q.dtype, stack, left, right, result, m, n, size, 0);
  return y.record("headScores", [q, k], () => {
    begin("headScores backward");
    if (q.requiresGrad) {
      const dy: Matrices = { side: "y", at: gradientAddress(y), row: n, column: 1 };
      const keys: Matrices = { side: "b", at: address(k), row: width, column: 1 };
      const adds = addsTo(q, stack, "a");
      const dq: Matrices = { side: "a", at: gradientAddress(q), row: width, column: 1 };
      multiply(q.dtype, stack, dy, keys, dq, m, size, n, adds);
    }
    if (k.requiresGrad) {
      const dy: Matrices = { side: "y", at: gradientAddress(y), row: 1, column: n };
      const queries: Matrices = { side: "a", at: address(q), row: width, column: 1 };
      const adds = addsTo(k, stack, "b");
      const dk: Matrices = { side: "b", at: gradientAddress(k), row: width, column: 1 };
      multiply(q.dtype, stack, dy, queries, dk, n, size, m, adds);
    }
  });
}

/**
 * p v of each head: of the shares p [rows, heads, queries, keys] and v [rows, keys, heads size] the sums
 * [rows, queries, heads size].
 */
export function headSums(p: Node, v: Node): Node {
  const [rows, heads, m, k] = p.shape;
  const [rowsOfV, keys, width] = sequences("headSums", v, heads);
  requireSameDtype("headSums", p, v);
  if (p.shape.length !== 4 || rows !== rowsOfV || k !== keys) throw unfit("headSums", p, v);
  const size = width / heads;
  const stack: readonly StackAxis[] = [
    { length: rows, a: heads * m * k, b: k * width, y: m * width },
    { length: heads, a: m * k, b: size, y: size },
  ];
  begin("headSums");
  const y = newNode([rows, m, width], p.dtype);
  const left: Matrices = { side: "a", at: address(p), row: k, column: 1 };
  const right: Matrices = { side: "b", at: address(v), row: width, column: 1 };
  const result: Matrices = { side: "y", at: address(y), row: width, column: 1 };
  multiply(p.dtype, stack, left, right, result, m, size, k, 0);
  return y.record("headSums", [p, v], () => {
    begin("headSums backward");
    if (p.requiresGrad) {
      const dy: Matrices = { side: "y", at: gradientAddress(y), row: width, column: 1 };
      const values: Matrices = { side: "b", at: address(v), row: 1, column: width };
      const adds = addsTo(p, stack, "a");
      const dp: Matrices = { side: "a", at: gradientAddress(p), row: k, column: 1 };
      multiply(p.dtype, stack, dy, values, dp, m, k, size, adds);
    }
    if (v.requiresGrad) {
      const dy: Matrices = { side: "y", at: gradientAddress(y), row: width, column: 1 };
      const shares: Matrices = { side: "a", at: address(p), row: 1, column: k };
      const adds = addsTo(v, stack, "b");
      const dv: Matrices = { side: "b", at: gradientAddress(v), row: width, column: 1 };
      multiply(p.dtype, stack, shares, dy, dv, k, size, m, adds);
    }
  });
}

/** The shape of sequences whose features are those of the heads, side by side. */
function sequences(operation: string, x: Node, heads: number): readonly [number, number, number] {
  const [rows, steps, width] = x.shape;
  if (x.shape.length === 3 && width % heads === 0) return [rows, steps, width];
  throw new RangeError(
    `${operation}: expected (rows, steps, features) with features for ${heads} heads, got ${formatShape(x.shape)}`,
  );
}

function unfit(operation: string, a: Node, b: Node): RangeError {
  return new RangeError(
    `${operation}: ${formatShape(a.shape)} and ${formatShape(b.shape)} do not fit`,
  );
}
