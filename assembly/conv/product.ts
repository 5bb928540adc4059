import { packColumns, TOGETHER } from "../matmul/pack";
import { panel } from "../matmul/panel";
import { WIDE } from "../matmul/tile";

const unit = sizeof<real>();
export const COLUMNS: usize = WIDE / unit;
/** So much of k at a time: so many rows of a panel are half of a small first-level cache. */
const DEPTH: usize = 2048 / unit;

export const zeros: usize = memory.data(32, 64);

/** Bytes of the panels that n columns of a matrix of k rows are packed to; packing may write three rows more. */
export function panelBytes(n: usize, k: usize): usize {
  const columns = (n + TOGETHER - 1) & ~(TOGETHER - 1);
  return (columns / COLUMNS) * panelOf(k);
}

function panelOf(k: usize): usize {
  return ((k + 3) & ~3) * WIDE;
}

/** Packs all panels of b [k, n]; strides are in bytes. */
export function packPanels(
  b: usize,
  to: usize,
  n: usize,
  k: usize,
  bRow: usize,
  bColumn: usize,
): void {
  for (let j: usize = 0; j < n; j += TOGETHER) {
    const first = to + (j / COLUMNS) * panelOf(k);
    packColumns(b + j * bColumn, first, first + panelOf(k), n - j, k, bRow, bColumn);
  }
}

/**
 * y = start + a b for panels of b, packed (bRow is WIDE then) or its only one in place; strides are in bytes, the
 * columns of start and y contiguous.
 */
export function panels(
  a: usize,
  b: usize,
  y: usize,
  m: usize,
  n: usize,
  k: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  yRow: usize,
  start: usize,
  startRow: usize,
): void {
  let done: usize = 0;
  do {
    const part = min(k - done, DEPTH);
    for (let j: usize = 0; j < n; j += COLUMNS) {
      const rows = b + (j / COLUMNS) * panelOf(k) + done * bRow;
      const to = y + j * unit;
      const width = min((n - j) * unit, WIDE);
      const from = start == zeros ? zeros : start + j * unit;
      panel(a, rows, to, m, width, part, aRow, aColumn, bRow, yRow, from, startRow);
    }
    a += part * aColumn;
    done += part;
    start = y;
    startRow = yRow;
  } while (done < k);
}
