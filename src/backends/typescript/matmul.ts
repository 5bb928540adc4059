import type { Kernels } from "../../kernels/kernels.js";
import type { RealArray } from "../../shape/dtype.js";
import type { Reals } from "./reals.js";

type MatmulNames = "matmul" | "matmulScratch";

export function matmulKernels(reals: Reals): Pick<Kernels, MatmulNames> {
  const addProducts = reals.dtype === "float32" ? addProducts32 : addProducts64;
  return {
    matmulScratch: () => 0,

    matmul(a, b, y, m, n, k, aRow, aColumn, bRow, bColumn, start, startRow, startColumn) {
      const v = reals.view;
      const a0 = reals.index(a);
      const b0 = reals.index(b);
      const y0 = reals.index(y);
      const start0 = reals.index(start);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          v[y0 + i * n + j] = start === 0 ? 0 : v[start0 + i * startRow + j * startColumn];
        }
        for (let j = 0; j < n; j += 4) {
          const last = Math.min(3, n - 1 - j);
          const bj = b0 + j * bColumn;
          addProducts(v, a0 + i * aRow, aColumn, bj, bRow, bColumn, y0 + i * n + j, last, k);
        }
      }
    },
  };
}

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
