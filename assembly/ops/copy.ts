import { addRow, copyRow } from "../loops/row";
import { transposeBlock } from "../simd/transpose";
import { lanes } from "../simd/vector";

/** y's element (i0, i1, i2, i3) = x's, through the strides of each. */
export function copy(
  x: usize,
  y: usize,
  n0: usize,
  n1: usize,
  n2: usize,
  n3: usize,
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  y0: usize,
  y1: usize,
  y2: usize,
  y3: usize,
): void {
  for (let i0: usize = 0; i0 < n0; i0++) {
    for (let i1: usize = 0; i1 < n1; i1++) {
      const from = x + (i0 * x0 + i1 * x1) * sizeof<real>();
      const to = y + (i0 * y0 + i1 * y1) * sizeof<real>();
      copyMatrix(from, to, n2, n3, x2, x3, y2, y3);
    }
  }
}

function copyMatrix(
  x: usize,
  y: usize,
  rows: usize,
  columns: usize,
  xRow: usize,
  xColumn: usize,
  yRow: usize,
  yColumn: usize,
): void {
  let r: usize = 0;
  if (xRow == 1 && yColumn == 1) {
    for (; r + lanes <= rows; r += lanes) {
      transposeRows(x, y, columns, xColumn * sizeof<real>(), yRow * sizeof<real>());
      x += 16;
      y += lanes * yRow * sizeof<real>();
    }
  }
  for (; r < rows; r++) {
    if (xColumn == 1 && yColumn == 1) copyRow(x, y, columns * sizeof<real>());
    else copyApart(x, y, columns, xColumn * sizeof<real>(), yColumn * sizeof<real>());
    x += xRow * sizeof<real>();
    y += yRow * sizeof<real>();
  }
}

/** y's next rows, as many as a vector has lanes, from as many columns of x. */
function transposeRows(x: usize, y: usize, columns: usize, xStride: usize, yStride: usize): void {
  let c: usize = 0;
  for (; c + lanes <= columns; c += lanes, x += lanes * xStride, y += 16) {
    transposeBlock(x, y, xStride, yStride);
  }
  for (; c < columns; c++, x += xStride, y += sizeof<real>()) {
    for (let lane: usize = 0; lane < lanes; lane++) {
      store<real>(y + lane * yStride, load<real>(x + lane * sizeof<real>()));
    }
  }
}

function copyApart(x: usize, y: usize, n: usize, xStride: usize, yStride: usize): void {
  for (; n > 0; n--, x += xStride, y += yStride) store<real>(y, load<real>(x));
}

/** The same, but added to y; what lands on one element of y is added in index order. */
export function accumulate(
  x: usize,
  y: usize,
  n0: usize,
  n1: usize,
  n2: usize,
  n3: usize,
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  y0: usize,
  y1: usize,
  y2: usize,
  y3: usize,
): void {
  for (let i0: usize = 0; i0 < n0; i0++) {
    for (let i1: usize = 0; i1 < n1; i1++) {
      for (let i2: usize = 0; i2 < n2; i2++) {
        const from = x + (i0 * x0 + i1 * x1 + i2 * x2) * sizeof<real>();
        const to = y + (i0 * y0 + i1 * y1 + i2 * y2) * sizeof<real>();
        if (x3 == 1 && y3 == 1) addRow(from, to, n3 * sizeof<real>());
        else addApart(from, to, n3, x3 * sizeof<real>(), y3 * sizeof<real>());
      }
    }
  }
}

function addApart(x: usize, y: usize, n: usize, xStride: usize, yStride: usize): void {
  for (; n > 0; n--, x += xStride, y += yStride) {
    store<real>(y, load<real>(y) + load<real>(x));
  }
}
