import { own } from "../env";
import { Narrow, ROWS, tile, VECTOR, WIDE, Wide } from "./tile";

/** One panel of y, `width` bytes wide (a wide tile's at most), tile by tile from top to bottom. */
export function panel(
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
  if (width == WIDE) {
    // Whole tiles in a loop of their own, in which nothing is asked.
    for (; m >= ROWS; m -= ROWS) {
      tile<Wide>(a, b, y, ROWS, k, aRow, aColumn, bRow, yRow, start, startRow);
      a += ROWS * aRow;
      y += ROWS * yRow;
      start += ROWS * startRow;
    }
    if (m > 0) tile<Wide>(a, b, y, m, k, aRow, aColumn, bRow, yRow, start, startRow);
    return;
  }
  while (m > 0) {
    const rows = min(m, ROWS);
    // A tile that juts out of y goes to a place of its own first.
    if (width > VECTOR) tile<Wide>(a, b, own, rows, k, aRow, aColumn, bRow, WIDE, start, startRow);
    else tile<Narrow>(a, b, own, rows, k, aRow, aColumn, bRow, WIDE, start, startRow);
    copyRows(own, y, rows, width, yRow);
    m -= rows;
    a += rows * aRow;
    y += rows * yRow;
    start += rows * startRow;
  }
}

/** The first `width` bytes of each row of a tile, in the largest pieces there are. */
function copyRows(x: usize, y: usize, rows: usize, width: usize, yRow: usize): void {
  for (; rows > 0; rows--) {
    let at: usize = 0;
    if (width & VECTOR) {
      v128.store(y, v128.load(x));
      at = VECTOR;
    }
    if (width & 8) {
      store<u64>(y + at, load<u64>(x + at));
      at += 8;
    }
    if (width & 4) store<u32>(y + at, load<u32>(x + at));
    x += WIDE;
    y += yRow;
  }
}
