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

/** b is packed also where its columns are not contiguous. */
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
  const both = packsBoth(m, n, k);
  const packsB = both || bColumn != sizeof<real>();
  const bytesB = packsB ? panelBytes(k) : COLUMNS * bColumn;
  const packedA = both ? scratch + 2 * bytesB : 0;
  const depth = packsB ? DEPTH : k;
  const height = both ? HEIGHT : m;
  const yRow = n * sizeof<real>();
  for (;;) {
    const partK = min(k, depth);
    for (let i: usize = 0; i < m; i += height) {
      const partM = min(m - i, height);
      const partA = a + i * aRow;
      if (both) packAll(partA, packedA, partM, partK, aRow, aColumn);
      for (let j: usize = 0; j < n; j += COLUMNS) {
        let partB = b + j * bColumn;
        if (packsB) {
          const second = j & (TOGETHER - 1);
          if (second == 0) {
            packColumns(partB, scratch, bytesB, min(n - j, TOGETHER), partK, bRow, bColumn);
          }
          partB = scratch + (second ? bytesB : 0);
        }
        panel(
          partA,
          packedA,
          partB,
          y + i * yRow + j * sizeof<real>(),
          partM,
          min(n - j, COLUMNS) * sizeof<real>(),
          partK,
          aRow,
          aColumn,
          packsB ? WIDE : bRow,
          yRow,
          start + i * startRow + j * startColumn,
          startRow,
        );
      }
    }
    k -= partK;
    if (k == 0) return;
    a += partK * aColumn;
    b += partK * bRow;
    start = y;
    startRow = yRow;
    startColumn = sizeof<real>();
  }
}

/** The rows of all whole tiles. */
function packAll(a: usize, packed: usize, m: usize, k: usize, aRow: usize, aColumn: usize): void {
  for (; m >= ROWS; m -= ROWS) {
    packRows(a, packed, k, aRow, aColumn);
    a += ROWS * aRow;
    packed += ROWS * k * sizeof<real>();
  }
}
