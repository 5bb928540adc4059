import { address, gradientAddress, kernelsFor, type Node, newNode } from "../array/node.js";
import type { Address } from "../kernels/kernels.js";
import { addressOf, allocate, begin, release } from "../memory/memory.js";
import { bytesPerElement } from "../shape/dtype.js";
import { broadcastShapes, broadcastStrides, formatShape, type Shape } from "../shape/shape.js";
import { startsOf } from "./broadcast.js";
import { requireSameDtype } from "./same-dtype.js";

/** A product of matrices, or of two stacks of them, as addresses and strides in elements. */
interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Where each matrix of the stack starts in a and b, in elements. */
  readonly starts: readonly (readonly [number, number])[];
  readonly shape: Shape;
}

/**
 * The matrix product by NumPy's rules: a vector on the left is a row, on the right a column, and loses
 * that axis in the result; leading axes are stacks of matrices and broadcast.
 */
export function matmul(a: Node, b: Node): Node {
  requireSameDtype("matmul", a, b);
  const product = plan(a.shape, b.shape);
  const { m, n, k, starts } = product;
  const bytes = bytesPerElement[a.dtype];
  begin("matmul");
  const y = newNode(product.shape, a.dtype);
  withScratch(a, m, n, k, k, 1, (scratch) => {
    const run = kernelsFor(a.dtype).matmul;
    starts.forEach(([p, q], i) => {
      const [pa, pb] = [address(a) + p * bytes, address(b) + q * bytes];
      run(pa, pb, address(y) + i * m * n * bytes, m, n, k, k, 1, n, 1, 0, 0, 0, scratch);
    });
  });
  return y.record("matmul", [a, b], () => {
    begin("matmul backward");
    if (a.requiresGrad) addGradientA(product, a, b, y);
    if (b.requiresGrad) addGradientB(product, a, b, y);
  });
}

/** da += dy bᵀ, b read through swapped strides. */
function addGradientA({ m, n, k, starts }: Product, a: Node, b: Node, y: Node): void {
  const bytes = bytesPerElement[a.dtype];
  withScratch(a, m, k, n, n, n, (scratch) => {
    const run = kernelsFor(a.dtype).matmul;
    starts.forEach(([p, q], i) => {
      const dy = gradientAddress(y) + i * m * n * bytes;
      const da = gradientAddress(a) + p * bytes;
      run(dy, address(b) + q * bytes, da, m, k, n, n, 1, 1, n, da, k, 1, scratch);
    });
  });
}

/** db += aᵀ dy, a read through swapped strides. */
function addGradientB({ m, n, k, starts }: Product, a: Node, b: Node, y: Node): void {
  const bytes = bytesPerElement[a.dtype];
  withScratch(a, k, n, m, 1, 1, (scratch) => {
    const run = kernelsFor(a.dtype).matmul;
    starts.forEach(([p, q], i) => {
      const dy = gradientAddress(y) + i * m * n * bytes;
      const db = gradientAddress(b) + q * bytes;
      run(address(a) + p * bytes, dy, db, k, n, m, 1, k, n, 1, db, n, 1, scratch);
    });
  });
}

function withScratch(
  x: Node,
  m: number,
  n: number,
  k: number,
  aRow: number,
  bColumn: number,
  call: (scratch: Address) => void,
): void {
  const bytes = kernelsFor(x.dtype).matmulScratch(m, n, k, aRow, bColumn);
  if (bytes === 0) {
    call(0);
    return;
  }
  const scratch = allocate(bytes);
  call(addressOf(scratch));
  release(scratch);
}

function plan(a: Shape, b: Shape): Product {
  if (a.length === 0 || b.length === 0) {
    throw new RangeError(
      `matmul: ${formatShape(a)} and ${formatShape(b)} do not fit: a scalar has no axis to sum over; use mul`,
    );
  }
  const left = a.length === 1 ? [1, a[0]] : a;
  const right = b.length === 1 ? [b[0], 1] : b;
  const [m, k] = left.slice(-2);
  const [inner, n] = right.slice(-2);
  if (k !== inner) {
    throw new RangeError(
      `matmul: ${formatShape(a)} and ${formatShape(b)} do not fit: inner sizes ${k} and ${inner} differ`,
    );
  }
  const stackA = left.slice(0, -2);
  const stackB = right.slice(0, -2);
  const stack = broadcastShapes("matmul", stackA, stackB);
  const shape = [...stack, ...(a.length === 1 ? [] : [m]), ...(b.length === 1 ? [] : [n])];
  const stridesA = broadcastStrides(stackA, stack).map((stride) => stride * m * k);
  const stridesB = broadcastStrides(stackB, stack).map((stride) => stride * k * n);
  return { m, n, k, shape, starts: startsOf(stack, stridesA, stridesB) };
}
