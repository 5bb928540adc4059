import { packColumns, packRows, TOGETHER } from "./pack";
import { panel } from "./panel";
import { ROWS, WIDE } from "./tile";

const unit = sizeof<real>();
const COLUMNS: usize = WIDE / unit;
/** So much of k at a time: a packed panel of b is 16 KB, half of a small first-level cache. */
const DEPTH: usize = 2048 / unit;
/** So many rows of a packed a at a time: 500 KB, half of a second-level cache. */
const HEIGHT: usize = 50 * ROWS;

/** From here on a packed b, which is read without gaps, outweighs packing it. */
function packsB(m: usize, n: usize, k: usize, bColumn: usize): bool {
  return bColumn != 1 || (m >= 32 && <u64>m * n * k >= 1 << 19);
}

/**
 * A plain a is read as fast as a packed one. A transposed one is read across its lines, each perhaps on
 * a page of its own, and processors know some 64 pages at a time: k = 1000 takes twice as long so.
 */
function packsA(m: usize, n: usize, k: usize, aRow: usize): bool {
  return aRow == 1 && m >= 128 && k > 32 && <u64>m * n * k >= 1 << 22;
}

/** Whole vectors of what is packed at a time of k. */
function depthOf(k: usize): usize {
  return (min(k, DEPTH) + 3) & ~3;
}

/** Two panels of b and rows of a, of which packing may write three more. */
export function scratchOfBlocks(m: usize, n: usize, k: usize, aRow: usize, bColumn: usize): usize {
  const panels = packsB(m, n, k, bColumn) ? 2 * WIDE : 0;
  const rows = packsA(m, n, k, aRow) ? (min(m, HEIGHT) + 3) * unit : 0;
  return (panels + rows) * depthOf(k);
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
  yRow: usize,
  start: usize,
  startRow: usize,
  startColumn: usize,
  scratch: usize,
): void {
  const panels = packsB(m, n, k, bColumn / unit) ? scratch : 0;
  const packs = packsA(m, n, k, aRow / unit);
  const packed = scratch + 2 * WIDE * depthOf(k);
  const height = packs ? HEIGHT : m;
  const depth = panels ? DEPTH : k;
  do {
    const partK = min(k, depth);
    for (let i: usize = 0; i < m; i += height) {
      const rows = a + i * aRow;
      const partM = min(m - i, height);
      const packedRow = depthOf(partK) * unit;
      if (packs) packRows(rows, packed, partM, partK, aColumn, packedRow);
      // biome-ignore format: two rows of operands read better than fifteen lines
      allColumns(
        packs ? packed : rows, b, y + i * yRow, partM, n, partK, packs ? packedRow : aRow,
        packs ? unit : aColumn, bRow, bColumn, yRow, start + i * startRow, startRow, startColumn, panels,
      );
    }
    a += partK * aColumn;
    b += partK * bRow;
    k -= partK;
    start = y;
    startRow = yRow;
    startColumn = unit;
  } while (k > 0);
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
  yRow: usize,
  start: usize,
  startRow: usize,
  startColumn: usize,
  panels: usize,
): void {
  const secondPanel = panels + depthOf(k) * WIDE;
  for (let j: usize = 0; j < n; j += COLUMNS) {
    const width = min((n - j) * unit, WIDE);
    const partB = b + j * bColumn;
    const partY = y + j * unit;
    const partStart = start + j * startColumn;
    // Two calls: a function with but one is inlined, and its loop then lacks registers.
    if (panels == 0) {
      panel(a, partB, partY, m, width, k, aRow, aColumn, bRow, yRow, partStart, startRow);
      continue;
    }
    const first = (j & (TOGETHER - 1)) == 0;
    if (first) packColumns(partB, panels, secondPanel, n - j, k, bRow, bColumn);
    const packed = first ? panels : secondPanel;
    panel(a, packed, partY, m, width, k, aRow, aColumn, WIDE, yRow, partStart, startRow);
  }
}
