import { address, gradientAddress, kernelsFor, type Node } from "../array/node.js";
import type { Address } from "../kernels/kernels.js";
import { addressOf, allocate, release } from "../memory/memory.js";
import { bytesPerElement } from "../shape/dtype.js";
import {
  broadcastShapes,
  broadcastStrides,
  type Shape,
  sameShape,
  sizeOf,
  stridesOf,
} from "../shape/shape.js";
import { strided } from "./strided.js";

/** How a binary kernel walks two operands: `rows` by `columns`, once for each pair of `starts`. */
export interface BroadcastPlan {
  readonly shape: Shape;
  readonly rows: number;
  readonly columns: number;
  readonly aRow: number;
  readonly aColumn: number;
  readonly bRow: number;
  readonly bColumn: number;
  /** Where each call starts in a and b, in elements; null for a single call at 0. */
  readonly starts: readonly (readonly [number, number])[] | null;
}

export function planBroadcast(operation: string, a: Shape, b: Shape): BroadcastPlan {
  if (sameShape(a, b)) return flat(a, sizeOf(a), 1, 1);
  const shape = broadcastShapes(operation, a, b);
  if (sizeOf(b) === 1) return flat(shape, sizeOf(shape), 1, 0);
  if (sizeOf(a) === 1) return flat(shape, sizeOf(shape), 0, 1);
  return planRows(shape, broadcastStrides(a, shape), broadcastStrides(b, shape));
}

function flat(shape: Shape, columns: number, aColumn: number, bColumn: number): BroadcastPlan {
  return { shape, rows: 1, columns, aRow: 0, aColumn, bRow: 0, bColumn, starts: null };
}

/** Joins the inner axes that both operands walk alike into columns, then those above into rows. */
function planRows(shape: Shape, a: readonly number[], b: readonly number[]): BroadcastPlan {
  let axis = shape.length - 1;
  while (axis > 0 && shape[axis] === 1) axis--;
  const take = (): { n: number; a: number; b: number } => {
    if (axis < 0) return { n: 1, a: 0, b: 0 };
    const group = { n: shape[axis], a: a[axis], b: b[axis] };
    axis--;
    while (axis >= 0) {
      const joins = a[axis] === group.a * group.n && b[axis] === group.b * group.n;
      if (shape[axis] !== 1 && !joins) break;
      group.n *= shape[axis];
      axis--;
    }
    return group;
  };
  const columns = take();
  const rows = take();
  return {
    shape,
    rows: rows.n,
    columns: columns.n,
    aRow: rows.a,
    aColumn: columns.a,
    bRow: rows.b,
    bColumn: columns.b,
    starts: axis < 0 ? null : startsOf(shape.slice(0, axis + 1), a, b),
  };
}

/** The offsets of all positions of `outer`, row-major, through the strides of each side. */
function startsOf(
  outer: Shape,
  a: readonly number[],
  b: readonly number[],
): (readonly [number, number])[] {
  let starts: (readonly [number, number])[] = [[0, 0]];
  for (let axis = 0; axis < outer.length; axis++) {
    starts = starts.flatMap(([p, q]) =>
      Array.from({ length: outer[axis] }, (_, i) => [p + i * a[axis], q + i * b[axis]] as const),
    );
  }
  return starts;
}

/** Calls `call` for each part of the plan with the byte offsets of a, b and the output. */
export function forEachPart(
  plan: BroadcastPlan,
  elementBytes: number,
  call: (a: number, b: number, y: number) => void,
): void {
  const starts = plan.starts ?? [[0, 0]];
  const step = plan.rows * plan.columns * elementBytes;
  starts.forEach(([p, q], i) => {
    call(p * elementBytes, q * elementBytes, i * step);
  });
}

/**
 * Adds to x's gradient what `compute` adds to zeros of the broadcast `shape`: directly where x has
 * that shape, through a temporary summed over the repeated axes otherwise.
 */
export function addUnbroadcast(x: Node, shape: Shape, compute: (dx: Address) => void): void {
  if (sameShape(x.shape, shape)) {
    compute(gradientAddress(x));
    return;
  }
  const n = sizeOf(shape);
  const full = allocate(n * bytesPerElement[x.dtype]);
  kernelsFor(x.dtype).fill(addressOf(full), n, 0);
  compute(addressOf(full));
  const target = gradientAddress(x);
  const strides = broadcastStrides(x.shape, shape);
  strided("accumulate", x.dtype, addressOf(full), target, shape, stridesOf(shape), strides);
  release(full);
}

/** x repeated to `shape`; x itself where it has that shape already. */
export function materialise(x: Node, shape: Shape, target: Address): void {
  const strides = broadcastStrides(x.shape, shape);
  strided("copy", x.dtype, address(x), target, shape, strides, stridesOf(shape));
}
