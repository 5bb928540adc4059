import { kernelsFor } from "../array/node.js";
import type { Address } from "../kernels/kernels.js";
import { bytesPerElement, type DType } from "../shape/dtype.js";
import type { Shape } from "../shape/shape.js";

/** y takes x ("copy") or adds it ("accumulate"), over `shape`, through the strides of each side. */
export function strided(
  kernel: "copy" | "accumulate",
  dtype: DType,
  x: Address,
  y: Address,
  shape: Shape,
  xStrides: readonly number[],
  yStrides: readonly number[],
): void {
  const axes = mergeAxes(shape, xStrides, yStrides);
  const run = kernelsFor(dtype)[kernel];
  const bytes = bytesPerElement[dtype];
  const visit = (first: number, from: Address, to: Address): void => {
    if (axes.length - first > 4) {
      const { n, x: dx, y: dy } = axes[first];
      for (let i = 0; i < n; i++) visit(first + 1, from + i * dx * bytes, to + i * dy * bytes);
      return;
    }
    const at = (i: number): MergedAxis => axes[axes.length - 4 + i] ?? oneElement;
    const [p, q, r, s] = [at(0), at(1), at(2), at(3)];
    run(from, to, p.n, q.n, r.n, s.n, p.x, q.x, r.x, s.x, p.y, q.y, r.y, s.y);
  };
  visit(0, x, y);
}

export interface MergedAxis {
  n: number;
  x: number;
  y: number;
}

const oneElement: MergedAxis = { n: 1, x: 0, y: 0 };

/** Drops axes of length 1 and joins neighbours that both sides walk through in one stride. */
export function mergeAxes(
  shape: Shape,
  xStrides: readonly number[],
  yStrides: readonly number[],
): MergedAxis[] {
  const axes: MergedAxis[] = [];
  for (let i = 0; i < shape.length; i++) {
    if (shape[i] === 1) continue;
    const axis = { n: shape[i], x: xStrides[i], y: yStrides[i] };
    const last = axes[axes.length - 1];
    if (last !== undefined && last.x === axis.x * axis.n && last.y === axis.y * axis.n) {
      axes[axes.length - 1] = { n: last.n * axis.n, x: axis.x, y: axis.y };
    } else {
      axes.push(axis);
    }
  }
  return axes;
}
