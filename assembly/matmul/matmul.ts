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
  const unit = sizeof<real>();
  if (n == 1 && aRow == 1) {
    // A column is the row of the transposed product, which reads a along its rows.
    begin(y, m, 1, start, startRow, 0);
    vectorMatrix(b, a, y, m, k, bRow * unit, aColumn * unit);
  } else if (m == 1 && bColumn == 1) {
    begin(y, 1, n, start, 0, startColumn);
    vectorMatrix(a, b, y, n, k, aColumn * unit, bRow * unit);
  } else {
    if (start == 0) {
      start = zeros;
      startRow = startColumn = 0;
    } else if (startColumn == 0) {
      begin(y, m, n, start, startRow, 0);
      start = y;
      startRow = n;
      startColumn = 1;
    }
    blocks(
      a,
      b,
      y,
      m,
      n,
      k,
      aRow * unit,
      aColumn * unit,
      bRow * unit,
      bColumn * unit,
      start,
      startRow * unit,
      startColumn * unit,
      scratch,
    );
  }
}

/** y = start, or zeros if there is none; where y is its own start it stays. */
function begin(
  y: usize,
  m: usize,
  n: usize,
  start: usize,
  startRow: usize,
  startColumn: usize,
): void {
  if (start == y && (startColumn != 0 || n == 1)) return;
  for (let i: usize = 0; i < m; i++) {
    let s = start + i * startRow * sizeof<real>();
    for (let j = n; j > 0; j--) {
      store<real>(y, start != 0 ? load<real>(s) : 0);
      s += startColumn * sizeof<real>();
      y += sizeof<real>();
    }
  }
}
