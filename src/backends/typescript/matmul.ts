import type { Kernels } from "../../kernels/kernels.js";
import type { RealArray } from "../../shape/dtype.js";
import type { Reals } from "./reals.js";

type MatmulNames = "matmul" | "matmulStack" | "matmulScratch";

export function matmulKernels(reals: Reals): Pick<Kernels, MatmulNames> {
  const addProducts = reals.dtype === "float32" ? addProducts32 : addProducts64;

  /** y += a b, m by n. Positions and strides are in elements. */
  function addProduct(
    v: RealArray,
    [a, aRow, aColumn]: Matrix,
    [b, bRow, bColumn]: Matrix,
    [y, yRow]: Matrix,
    m: number,
    n: number,
    k: number,
  ): void {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j += 4) {
        const last = Math.min(3, n - 1 - j);
        const to = y + i * yRow + j;
        addProducts(v, a + i * aRow, aColumn, b + j * bColumn, bRow, bColumn, to, last, k);
      }
    }
  }

  return {
    matmulScratch: () => 0,

    matmul(a, b, y, m, n, k, aRow, aColumn, bRow, bColumn, start, startRow, startColumn) {
      const v = reals.view;
      const y0 = reals.index(y);
      const start0 = reals.index(start);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          v[y0 + i * n + j] = start === 0 ? 0 : v[start0 + i * startRow + j * startColumn];
        }
      }
      const from = [reals.index(a), aRow, aColumn] as const;
      addProduct(v, from, [reals.index(b), bRow, bColumn], [y0, n, 1], m, n, k);
    },

    matmulStack(a, b, y, outer, inner, ...rest) {
      const [aOuter, aInner, bOuter, bInner, yOuter, yInner, m, n, k, ...strides] = rest;
      const [aRow, aColumn, bRow, bColumn, yRow, accumulate] = strides;
      const v = reals.view;
      for (let o = 0; o < outer; o++) {
        for (let i = 0; i < inner; i++) {
          const a0 = reals.index(a) + o * aOuter + i * aInner;
          const b0 = reals.index(b) + o * bOuter + i * bInner;
          const y0 = reals.index(y) + o * yOuter + i * yInner;
          for (let r = 0; r < m && !accumulate; r++) v.fill(0, y0 + r * yRow, y0 + r * yRow + n);
          addProduct(v, [a0, aRow, aColumn], [b0, bRow, bColumn], [y0, yRow, 1], m, n, k);
        }
      }
    },
  };
}

/** Where the first element of a matrix stands, and its strides. */
type Matrix = readonly [first: number, row: number, column: number];

/**
 * Adds one row of a times four columns of b to four neighbours of y. Each is a chain that waits for
 * its own last sum, so four go side by side: 2.2 GFLOP/s, where one chain or one row at a time gives
 * 0.8 or 1.4 (Node 20). Past the last column the same column is computed, and stored, again.
 */
type AddProducts = (
  v: RealArray,
  a: number,
  aStep: number,
  b: number,
  bStep: number,
  bColumn: number,
  y: number,
  last: number,
  k: number,
) => void;

const addProducts32: AddProducts = (v, a, aStep, b, bStep, bColumn, y, last, k) => {
  const { fround } = Math;
  const j1 = Math.min(1, last);
  const j2 = Math.min(2, last);
  let y0 = v[y];
  let y1 = v[y + j1];
  let y2 = v[y + j2];
  let y3 = v[y + last];
  for (let p = 0; p < k; p++, a += aStep, b += bStep) {
    const ap = v[a];
    y0 = fround(y0 + fround(ap * v[b]));
    y1 = fround(y1 + fround(ap * v[b + j1 * bColumn]));
    y2 = fround(y2 + fround(ap * v[b + j2 * bColumn]));
    y3 = fround(y3 + fround(ap * v[b + last * bColumn]));
  }
  v[y] = y0;
  v[y + j1] = y1;
  v[y + j2] = y2;
  v[y + last] = y3;
};

/** The same without rounding; one source for both would halve the speed of each. */
const addProducts64: AddProducts = (v, a, aStep, b, bStep, bColumn, y, last, k) => {
  const j1 = Math.min(1, last);
  const j2 = Math.min(2, last);
  let y0 = v[y];
  let y1 = v[y + j1];
  let y2 = v[y + j2];
  let y3 = v[y + last];
  for (let p = 0; p < k; p++, a += aStep, b += bStep) {
    const ap = v[a];
    y0 += ap * v[b];
    y1 += ap * v[b + j1 * bColumn];
    y2 += ap * v[b + j2 * bColumn];
    y3 += ap * v[b + last * bColumn];
  }
  v[y] = y0;
  v[y + j1] = y1;
  v[y + j2] = y2;
  v[y + last] = y3;
};
