import {
  address,
  gradientAddress,
  kernelsFor,
  type Node,
  newNode,
  takeFresh,
} from "../array/node.js";
import type { Address } from "../kernels/kernels.js";
import { addressOf, allocate, begin, release } from "../memory/memory.js";
import { bytesPerElement, type DType } from "../shape/dtype.js";
import { broadcastShapes, broadcastStrides, formatShape, type Shape } from "../shape/shape.js";
import { requireSameDtype } from "./same-dtype.js";
import { mergeAxes } from "./strided.js";

/** A product of matrices, or of two stacks of them: y = a b. */
interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly shape: Shape;
  readonly stack: readonly StackAxis[];
}

/** An axis of the stacks: its length, and how many elements apart the matrices lie along it. */
export interface StackAxis {
  readonly length: number;
  readonly a: number;
  readonly b: number;
  readonly y: number;
}

/** A stack of matrices in a product or a gradient: whose strides along the stack it has, and those of a matrix. */
export interface Matrices {
  readonly side: "a" | "b" | "y";
  readonly at: Address;
  readonly row: number;
  readonly column: number;
}

/**
 * The matrix product by NumPy's rules: a vector on the left is a row, on the right a column, and loses
 * that axis in the result; leading axes are stacks of matrices and broadcast.
 */
export function matmul(a: Node, b: Node): Node {
  requireSameDtype("matmul", a, b);
  const product = plan(a.shape, b.shape);
  const { m, n, k, stack } = product;
  begin("matmul");
  const y = newNode(product.shape, a.dtype);
  const left: Matrices = { side: "a", at: address(a), row: k, column: 1 };
  const right: Matrices = { side: "b", at: address(b), row: n, column: 1 };
  const result: Matrices = { side: "y", at: address(y), row: n, column: 1 };
  multiply(a.dtype, stack, left, right, result, m, n, k, 0);
  return y.record("matmul", [a, b], () => {
    begin("matmul backward");
    if (a.requiresGrad) addGradientA(product, a, b, y);
    if (b.requiresGrad) addGradientB(product, a, b, y);
  });
}

/** da += dy bᵀ, b read through swapped strides. */
function addGradientA({ m, n, k, stack }: Product, a: Node, b: Node, y: Node): void {
  const dy: Matrices = { side: "y", at: gradientAddress(y), row: n, column: 1 };
  const transposed: Matrices = { side: "b", at: address(b), row: 1, column: n };
  const adds = addsTo(a, stack, "a");
  const da: Matrices = { side: "a", at: gradientAddress(a), row: k, column: 1 };
  multiply(y.dtype, stack, dy, transposed, da, m, k, n, adds);
}

/** db += aᵀ dy, a read through swapped strides. */
function addGradientB({ m, n, k, stack }: Product, a: Node, b: Node, y: Node): void {
  const dy: Matrices = { side: "y", at: gradientAddress(y), row: n, column: 1 };
  const transposed: Matrices = { side: "a", at: address(a), row: 1, column: k };
  const adds = addsTo(b, stack, "b");
  const db: Matrices = { side: "b", at: gradientAddress(b), row: n, column: 1 };
  multiply(y.dtype, stack, transposed, dy, db, k, n, m, adds);
}

/** 0 if the gradient is fresh and each of its matrices takes one product, which then is written. */
export function addsTo(operand: Node, stack: readonly StackAxis[], side: "a" | "b"): number {
  for (const axis of stack) if (axis[side] === 0) return 1;
  return 1 - takeFresh(operand);
}

/** y = a b or, if it adds, y += a b, in as few calls as there are axes beyond two. */
export function multiply(
  dtype: DType,
  stack: readonly StackAxis[],
  a: Matrices,
  b: Matrices,
  y: Matrices,
  m: number,
  n: number,
  k: number,
  adds: number,
): void {
  const kernels = kernelsFor(dtype);
  const bytes = bytesPerElement[dtype];
  const scratchBytes = kernels.matmulScratch(m, n, k, a.row, b.column);
  const scratch = scratchBytes === 0 ? null : allocate(scratchBytes);
  const to = scratch === null ? 0 : addressOf(scratch);
  const visit = (first: number, pa: Address, pb: Address, py: Address): void => {
    if (stack.length - first > 2) {
      const axis = stack[first];
      for (let i = 0; i < axis.length; i++) {
        const step = i * bytes;
        const next = pa + step * axis[a.side];
        visit(first + 1, next, pb + step * axis[b.side], py + step * axis[y.side]);
      }
      return;
    }
    const p = stack[stack.length - 2] ?? oneMatrix;
    const q = stack[stack.length - 1] ?? oneMatrix;
    // biome-ignore format: a row of operands reads better than twenty lines
    kernels.matmulStack(
      pa, pb, py, p.length, q.length, p[a.side], q[a.side], p[b.side], q[b.side], p[y.side],
      q[y.side], m, n, k, a.row, a.column, b.row, b.column, y.row, adds, to,
    );
  };
  visit(0, a.at, b.at, y.at);
  if (scratch !== null) release(scratch);
}

const oneMatrix: StackAxis = { length: 1, a: 0, b: 0, y: 0 };

function plan(a: Shape, b: Shape): Product {
  if (a.length === 0 || b.length === 0) {
    throw new RangeError(
      `matmul: ${formatShape(a)} and ${formatShape(b)} do not fit: a scalar has no axis to sum over; use mul`,
    );
  }
  const m = a.length === 1 ? 1 : a[a.length - 2];
  const n = b.length === 1 ? 1 : b[b.length - 1];
  const k = a[a.length - 1];
  const inner = b.length === 1 ? b[0] : b[b.length - 2];
  if (k !== inner) {
    throw new RangeError(
      `matmul: ${formatShape(a)} and ${formatShape(b)} do not fit: inner sizes ${k} and ${inner} differ`,
    );
  }
  if (a.length === 2 && b.length === 2) return { m, n, k, shape: [m, n], stack: [] };
  const stack = broadcastShapes("matmul", a.slice(0, -2), b.slice(0, -2));
  const shape = [...stack, ...(a.length === 1 ? [] : [m]), ...(b.length === 1 ? [] : [n])];
  return { m, n, k, shape, stack: stackAxes(stack, a, b, m * k, k * n, m * n) };
}

/** The axes of a stack, those joined that both operands walk through in one stride. */
function stackAxes(
  stack: Shape,
  a: Shape,
  b: Shape,
  sizeA: number,
  sizeB: number,
  sizeY: number,
): StackAxis[] {
  const stridesOf = (shape: Shape, size: number) =>
    broadcastStrides(shape.slice(0, -2), stack).map((stride) => stride * size);
  let y = sizeY;
  return mergeAxes(stack, stridesOf(a, sizeA), stridesOf(b, sizeB))
    .map(({ n, x, y: strideB }) => ({ length: n, a: x, b: strideB }))
    .reverse()
    .map((axis) => {
      const strideY = y;
      y *= axis.length;
      return { ...axis, y: strideY };
    })
    .reverse();
}
