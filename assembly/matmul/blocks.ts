import { packColumns, packRows, TOGETHER } from "./pack";
import { panel } from "./panel";
import { ROWS, WIDE } from "./tile";

/** So much of k at a time: a packed panel of b is 16 KB, half of a small first-level cache. */
const DEPTH: usize = 2048 / sizeof<real>();
/** So many rows at a time: what is packed of a is 500 KB, half of a second-level cache. */
const HEIGHT: usize = 50 * ROWS;
const COLUMNS: usize = WIDE / sizeof<real>();

/** Packed operands are read faster; from here on, that outweighs packing them. */
function packsBoth(m: usize, n: usize, k: usize): bool {
  return n >= 32 && m >= 2 * ROWS && <u64>m * n * k >= 1 << 17;
}

/** The bytes of a packed panel of b: whole vectors of k. */
function panelBytes(k: usize): usize {
  return ((min(k, DEPTH) + 3) & ~3) * WIDE;
}

/** Two panels of b, also where b is packed only because its columns are not contiguous. */
export function scratchOfBlocks(m: usize, n: usize, k: usize, bColumn: usize): usize {
  if (packsBoth(m, n, k)) {
    // Behind the last row of a, up to three more are written.
    return 2 * panelBytes(k) + (min(m, HEIGHT) * min(k, DEPTH) + 3 * ROWS) * sizeof<real>();
  }
  return bColumn != 1 ? 2 * panelBytes(k) : 0;
}

/**
 * y = start + a b in blocks that fit the caches, the later ones in k going on from y. Strides are in
 * bytes; start is no longer 0 and has contiguous columns, or repeats one wide row.
 */
export function blocks(
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
  const both = packsBoth(m, n, k);
  const packsB = both || bColumn != sizeof<real>();
  const panels = packsB ? scratch : 0;
  const rows = both ? scratch + 2 * panelBytes(k) : 0;
  const height = both ? HEIGHT : m;
  const depth = packsB ? DEPTH : k;
  do {
    const partK = min(k, depth);
    for (let i: usize = 0; i < m; i += height) {
      const partA = a + i * aRow;
      const partM = min(m - i, height);
      if (both) packWholeTiles(partA, rows, partM, partK, aRow, aColumn);
      // biome-ignore format: two rows of operands read better than fifteen lines
      allColumns(
        partA, b, y + i * yRow, partM, n, partK, aRow, aColumn, bRow, bColumn,
        start + i * startRow, startRow, startColumn, panels, rows,
      );
    }
    a += partK * aColumn;
    b += partK * bRow;
    k -= partK;
    start = y;
    startRow = yRow;
    startColumn = sizeof<real>();
  } while (k > 0);
}

function packWholeTiles(
  a: usize,
  packed: usize,
  m: usize,
  k: usize,
  aRow: usize,
  aColumn: usize,
): void {
  for (; m >= ROWS; m -= ROWS) {
    packRows(a, packed, k, aRow, aColumn);
    a += ROWS * aRow;
    packed += ROWS * k * sizeof<real>();
  }
}

/** One block, panel by panel from left to right; b is packed to `panels`, unless that is 0. */
function allColumns(
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
  panels: usize,
  packedA: usize,
): void {
  const rowOfB = panels != 0 ? WIDE : bRow;
  const secondPanel = panels + panelBytes(k);
  for (let j: usize = 0; j < n; j += COLUMNS) {
    let partB = b + j * bColumn;
    if (panels != 0) {
      const first = (j & (TOGETHER - 1)) == 0;
      if (first) packColumns(partB, panels, secondPanel, min(n - j, TOGETHER), k, bRow, bColumn);
      partB = first ? panels : secondPanel;
    }
    const left = j * sizeof<real>();
    const width = min((n - j) * sizeof<real>(), WIDE);
    // biome-ignore format: as above
    panel(
      a, packedA, partB, y + left, m, width, k, aRow, aColumn, rowOfB, n * sizeof<real>(),
      start + j * startColumn, startRow,
    );
  }
}
