import { blocks, scratchOfBlocks } from "./blocks";
import { vectorMatrix } from "./vector-matrix";

/** What a product without a start begins with. */
const zeros = memory.data(32, 64);

export function matmulScratch(m: usize, n: usize, k: usize, aRow: usize, bColumn: usize): usize {
  return m == 1 && bColumn == 1 ? 0 : scratchOfBlocks(m, n, k, aRow, bColumn);
}

export function matmul(
  a: usize,
  b: usize,
  y: usize,
  m: usize,
  n: usize,
  k: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
  start: usize,
  startRow: usize,
  startColumn: usize,
  scratch: usize,
): void {
  // biome-ignore format: a row of operands reads better than fifteen lines
  product(
    a, b, y, m, n, k, aRow, aColumn, bRow, bColumn, n, start, startRow, startColumn, scratch,
  );
}

export function matmulStack(
  a: usize,
  b: usize,
  y: usize,
  outer: usize,
  inner: usize,
  aOuter: usize,
  aInner: usize,
  bOuter: usize,
  bInner: usize,
  yOuter: usize,
  yInner: usize,
  m: usize,
  n: usize,
  k: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
  yRow: usize,
  accumulate: bool,
  scratch: usize,
): void {
  const unit = sizeof<real>();
  for (let o: usize = 0; o < outer; o++) {
    for (let i: usize = 0; i < inner; i++) {
      const partA = a + (o * aOuter + i * aInner) * unit;
      const partB = b + (o * bOuter + i * bInner) * unit;
      const partY = y + (o * yOuter + i * yInner) * unit;
      // biome-ignore format: as above
      product(
        partA, partB, partY, m, n, k, aRow, aColumn, bRow, bColumn, yRow,
        accumulate ? partY : 0, yRow, 1, scratch,
      );
    }
  }
}

/** As `matmul`, the rows of y lying yRow elements apart. */
function product(
  a: usize,
  b: usize,
  y: usize,
  m: usize,
  n: usize,
  k: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
  yRow: usize,
  start: usize,
  startRow: usize,
  startColumn: usize,
  scratch: usize,
): void {
  const unit = sizeof<real>();
  if (n == 1 && aRow == 1 && yRow == 1) {
    // A column is the row of the transposed product, which reads a along its rows.
    begin(y, m, 1, 1, start, startRow, 0);
    vectorMatrix(b, a, y, m, k, bRow * unit, aColumn * unit);
    return;
  }
  if (m == 1 && bColumn == 1) {
    begin(y, 1, n, n, start, 0, startColumn);
    vectorMatrix(a, b, y, n, k, aColumn * unit, bRow * unit);
    return;
  }
  if (start == 0) {
    start = zeros;
    startRow = startColumn = 0;
  } else if (startColumn == 0) {
    begin(y, m, n, yRow, start, startRow, 0);
    start = y;
    startRow = yRow;
    startColumn = 1;
  }
  // biome-ignore format: as above
  blocks(
    a, b, y, m, n, k, aRow * unit, aColumn * unit, bRow * unit, bColumn * unit, yRow * unit,
    start, startRow * unit, startColumn * unit, scratch,
  );
}

/** y = start, or zeros if there is none; where y is its own start it stays. */
function begin(
  y: usize,
  m: usize,
  n: usize,
  yRow: usize,
  start: usize,
  startRow: usize,
  startColumn: usize,
): void {
  if (start == y && (startColumn != 0 || n == 1)) return;
  for (let i: usize = 0; i < m; i++, y += yRow * sizeof<real>()) {
    let s = start + i * startRow * sizeof<real>();
    for (let j: usize = 0; j < n; j++, s += startColumn * sizeof<real>()) {
      store<real>(y + j * sizeof<real>(), start != 0 ? load<real>(s) : 0);
    }
  }
}
