import { own } from "../env";
import { Narrow, Packed, ROWS, tile, VECTOR, WIDE, Wide } from "./tile";

/**
 * One panel of y, `width` bytes wide (a wide tile's at most), tile by tile from top to bottom.
 * `packedA` holds the whole tiles' rows of a, packed, and b is packed then too; or it is 0.
 */
export function panel(
  a: usize,
  packedA: usize,
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
  const toRow = whole ? yRow : WIDE;
  while (m > 0) {
    const rows = min(m, ROWS);
    // A tile that juts out of y goes to a place of its own first.
    const to = whole ? y : own;
    if (packedA != 0 && rows == ROWS) {
      tile<Packed>(packedA, b, to, rows, k, aRow, aColumn, bRow, toRow, start, startRow);
      packedA += ROWS * k * sizeof<real>();
    } else if (width > VECTOR) {
      tile<Wide>(a, b, to, rows, k, aRow, aColumn, bRow, toRow, start, startRow);
    } else {
      tile<Narrow>(a, b, to, rows, k, aRow, aColumn, bRow, toRow, start, startRow);
    }
    if (!whole) copyRows(to, y, rows, width, yRow);
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
