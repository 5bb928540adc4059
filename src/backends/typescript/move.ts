import type { CopyKernel, Kernels, MoveKernels } from "../../kernels/kernels.js";
import type { Reals } from "./reals.js";

export function moveKernels(reals: Reals): Pick<Kernels, keyof MoveKernels> {
  return {
    copy: copyKernel(reals),
    accumulate: accumulateKernel(reals),

    fill(y, n, value) {
      const y0 = reals.index(y);
      reals.view.fill(value, y0, y0 + n);
    },

    gatherRows(x, indices, y, rows, columns) {
      const v = reals.view;
      const x0 = reals.index(x);
      const y0 = reals.index(y);
      for (let r = 0; r < rows; r++) {
        const row = x0 + reals.memory.int32[(indices >>> 2) + r] * columns;
        v.copyWithin(y0 + r * columns, row, row + columns);
      }
    },

    gatherRowsGrad(dy, indices, dx, rows, columns) {
      const v = reals.view;
      const dy0 = reals.index(dy);
      const dx0 = reals.index(dx);
      for (let r = 0; r < rows; r++) {
        const row = dx0 + reals.memory.int32[(indices >>> 2) + r] * columns;
        for (let c = 0; c < columns; c++) v[row + c] += v[dy0 + r * columns + c];
      }
    },

    where(condition, a, b, y, n) {
      const v = reals.view;
      const condition0 = reals.index(condition);
      const a0 = reals.index(a);
      const b0 = reals.index(b);
      const y0 = reals.index(y);
      for (let i = 0; i < n; i++) v[y0 + i] = v[condition0 + i] !== 0 ? v[a0 + i] : v[b0 + i];
    },

    whereGrad(condition, dy, dx, n, side) {
      const v = reals.view;
      const condition0 = reals.index(condition);
      const dy0 = reals.index(dy);
      const dx0 = reals.index(dx);
      for (let i = 0; i < n; i++) {
        if ((v[condition0 + i] !== 0) === (side !== 0)) v[dx0 + i] += v[dy0 + i];
      }
    },
  };
}

function copyKernel(reals: Reals): CopyKernel {
  return (x, y, n0, n1, n2, n3, x0, x1, x2, x3, y0, y1, y2, y3) => {
    const v = reals.view;
    const from = reals.index(x);
    const to = reals.index(y);
    for (let i0 = 0; i0 < n0; i0++) {
      for (let i1 = 0; i1 < n1; i1++) {
        for (let i2 = 0; i2 < n2; i2++) {
          let xi = from + i0 * x0 + i1 * x1 + i2 * x2;
          let yi = to + i0 * y0 + i1 * y1 + i2 * y2;
          for (let i3 = 0; i3 < n3; i3++, xi += x3, yi += y3) v[yi] = v[xi];
        }
      }
    }
  };
}

function accumulateKernel(reals: Reals): CopyKernel {
  return (x, y, n0, n1, n2, n3, x0, x1, x2, x3, y0, y1, y2, y3) => {
    const v = reals.view;
    const from = reals.index(x);
    const to = reals.index(y);
    for (let i0 = 0; i0 < n0; i0++) {
      for (let i1 = 0; i1 < n1; i1++) {
        for (let i2 = 0; i2 < n2; i2++) {
          let xi = from + i0 * x0 + i1 * x1 + i2 * x2;
          let yi = to + i0 * y0 + i1 * y1 + i2 * y2;
          for (let i3 = 0; i3 < n3; i3++, xi += x3, yi += y3) v[yi] += v[xi];
        }
      }
    }
  };
}
