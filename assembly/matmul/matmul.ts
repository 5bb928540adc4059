import { pack } from "./pack";
import { copyPart } from "./store";
import { OneVector, ROWS, TwoVectors, tile, VECTOR, WIDE } from "./tile";
import { vectorMatrix } from "./vector-matrix";

/** The rows of b in a packed panel of 16 KB: half of a small first-level cache. */
const PANEL_ROWS: usize = 512;

/** The rows of a that pass by one panel: with PANEL_ROWS columns they fill half of a second-level cache. */
const BLOCK_ROWS: usize = 50 * ROWS;

/** From so many products on, reading b with gaps costs more than packing it. */
const WORTH_PACKING: u64 = 1 << 19;

/** What a product without a start begins with, and where a tile goes that juts out of y. */
const zeros = memory.data(32, 64);
const spare = memory.data(160, 64);

function packs(m: usize, n: usize, k: usize, bColumn: usize): bool {
  return bColumn != 1 || (m > ROWS && (m as u64) * n * k >= WORTH_PACKING);
}

export function matmulScratch(m: usize, n: usize, k: usize, bColumn: usize): usize {
  if (!packs(m, n, k, bColumn)) return 0;
  const lanes = VECTOR / sizeof<real>();
  return min((k + lanes - 1) & ~(lanes - 1), PANEL_ROWS) * WIDE;
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
    const packed = packs(m, n, k, bColumn);
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
      packed ? scratch : 0,
    );
  }
}

/** y = start, or zeros. */
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

/** The product in blocks that fit the caches; each block but the first goes on from y. Strides in bytes. */
function blocks(
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
  const yRow = n * sizeof<real>();
  const columns = WIDE / sizeof<real>();
  const depth = scratch != 0 ? PANEL_ROWS : k;
  const height = scratch != 0 ? BLOCK_ROWS : m;
  for (;;) {
    const blockK = min(k, depth);
    for (let i: usize = 0; i < m; i += height) {
      const blockM = min(m - i, height);
      for (let j: usize = 0; j < n; j += columns) {
        const blockN = min(n - j, columns);
        let panel = b + j * bColumn;
        if (scratch != 0) {
          pack(panel, scratch, blockN, blockK, bRow, bColumn);
          panel = scratch;
        }
        column(
          a + i * aRow,
          panel,
          y + i * yRow + j * sizeof<real>(),
          blockM,
          blockN * sizeof<real>(),
          blockK,
          aRow,
          aColumn,
          scratch != 0 ? WIDE : bRow,
          yRow,
          start + i * startRow + j * startColumn,
          startRow,
        );
      }
    }
    k -= blockK;
    if (k == 0) return;
    a += blockK * aColumn;
    b += blockK * bRow;
    start = y;
    startRow = yRow;
    startColumn = sizeof<real>();
  }
}

/** One panel of columns, `width` bytes wide, from top to bottom. */
function column(
  a: usize,
  b: usize,
  y: usize,
  m: usize,
  width: usize,
  k: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  yRow: usize,
  start: usize,
  startRow: usize,
): void {
  const whole = width == WIDE;
  for (; m > 0; ) {
    const rows = min(m, ROWS);
    const to = whole ? y : spare;
    const toRow = whole ? yRow : WIDE;
    if (width > VECTOR)
      tile<TwoVectors>(a, b, to, rows, k, aRow, aColumn, bRow, toRow, start, startRow);
    else tile<OneVector>(a, b, to, rows, k, aRow, aColumn, bRow, toRow, start, startRow);
    if (!whole) copyRows(to, y, rows, width, yRow);
    m -= rows;
    a += rows * aRow;
    y += rows * yRow;
    start += rows * startRow;
  }
}

function copyRows(x: usize, y: usize, rows: usize, width: usize, yRow: usize): void {
  for (; rows > 0; rows--) {
    copyPart(x, y, width);
    x += WIDE;
    y += yRow;
  }
}
