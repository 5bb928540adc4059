import {
  type Binary,
  type BinaryName,
  binary,
  type DifferentiableBinaryName,
} from "../../kernels/elementwise.js";
import type { BinaryGradKernel, BinaryKernel, Kernels } from "../../kernels/kernels.js";
import { log } from "../../kernels/log.js";
import { pow } from "../../kernels/pow.js";
import type { RealArray } from "../../shape/dtype.js";
import { derive } from "./derive.js";
import type { Reals } from "./reals.js";

type Values = Pick<Kernels, BinaryName>;
type GradientsA = Pick<Kernels, `${DifferentiableBinaryName}GradA`>;
type GradientsB = Pick<Kernels, `${DifferentiableBinaryName}GradB`>;

export function binaryKernels(reals: Reals): Values & GradientsA & GradientsB {
  return {
    ...derive<Values, Binary>(binary, "", ({ value }) => byRows(reals, rowOf(value))),
    ...derive<GradientsA, Binary>(
      binary,
      "GradA",
      ({ gradientA }) => gradientA && gradientKernel(reals, gradientA),
    ),
    ...derive<GradientsB, Binary>(
      binary,
      "GradB",
      ({ gradientB }) => gradientB && gradientKernel(reals, gradientB),
    ),
    // Gradients of several operations: the table computes them in float64 and would round too late.
    divGradB: gradientKernel(reals, (dy, a, b) => -reals.round(dy * reals.round(a / b)) / b),
    powGradA: gradientKernel(reals, (dy, a, b) =>
      b === 0 ? 0 : dy * reals.round(b * reals.round(pow(a, reals.round(b - 1)))),
    ),
    powGradB: gradientKernel(reals, (dy, a, b) =>
      a === 0 && b >= 0 ? 0 : dy * reals.round(reals.round(pow(a, b)) * reals.round(log(a))),
    ),
    // Loops of their own for the hottest: 6 times faster than calling `value` (measured).
    add: byRows(reals, addRow),
    sub: byRows(reals, subRow),
    mul: byRows(reals, mulRow),
    div: byRows(reals, divRow),
  };
}

/** One row of the output, n elements at y; a and b advance by 0 or 1 element each. */
type Row = (
  v: RealArray,
  a: number,
  aStep: number,
  b: number,
  bStep: number,
  y: number,
  n: number,
) => void;

function byRows(reals: Reals, row: Row): BinaryKernel {
  return (a, b, y, rows, columns, aRow, aColumn, bRow, bColumn) => {
    const v = reals.view;
    const a0 = reals.index(a);
    const b0 = reals.index(b);
    const y0 = reals.index(y);
    for (let r = 0; r < rows; r++) {
      row(v, a0 + r * aRow, aColumn, b0 + r * bRow, bColumn, y0 + r * columns, columns);
    }
  };
}

function rowOf(value: Binary["value"]): Row {
  return (v, a, aStep, b, bStep, y, n) => {
    for (let c = 0; c < n; c++) v[y + c] = value(v[a + c * aStep], v[b + c * bStep]);
  };
}

const addRow: Row = (v, a, aStep, b, bStep, y, n) => {
  for (let c = 0; c < n; c++, a += aStep, b += bStep) v[y + c] = v[a] + v[b];
};

const subRow: Row = (v, a, aStep, b, bStep, y, n) => {
  for (let c = 0; c < n; c++, a += aStep, b += bStep) v[y + c] = v[a] - v[b];
};

const mulRow: Row = (v, a, aStep, b, bStep, y, n) => {
  for (let c = 0; c < n; c++, a += aStep, b += bStep) v[y + c] = v[a] * v[b];
};

const divRow: Row = (v, a, aStep, b, bStep, y, n) => {
  for (let c = 0; c < n; c++, a += aStep, b += bStep) v[y + c] = v[a] / v[b];
};

function gradientKernel(
  reals: Reals,
  gradient: (dy: number, a: number, b: number) => number,
): BinaryGradKernel {
  return (a, b, dy, dx, fresh, rows, columns, aRow, aColumn, bRow, bColumn) => {
    const v = reals.view;
    const a0 = reals.index(a);
    const b0 = reals.index(b);
    let dyAt = reals.index(dy);
    let dxAt = reals.index(dx);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const ai = v[a0 + r * aRow + c * aColumn];
        const bi = v[b0 + r * bRow + c * bColumn];
        const step = reals.round(gradient(v[dyAt++], ai, bi));
        v[dxAt] = (fresh ? 0 : v[dxAt]) + step;
        dxAt++;
      }
    }
  };
}
