import { VECTOR, WIDE } from "./tile";

/**
 * Packing: part of a or b is copied to where tiles read it in one go. Strides are in bytes. Whole
 * vectors are read and written; behind the last of k, up to three more may be written.
 */

const unit = sizeof<real>();
const lanes = VECTOR / sizeof<real>();

/** The rows of a transposed a, `row` bytes apart: k and whole vectors; up to three more rows are written. */
export function packRows(
  a: usize,
  to: usize,
  m: usize,
  k: usize,
  aColumn: usize,
  row: usize,
): void {
  for (let p: usize = 0; p < k; p += lanes) {
    packLines(a + p * aColumn, to + p * unit, k - p, m, aColumn, unit, row);
  }
}

/** The columns of b that are packed together: a cache line of 64 bytes, two panels. */
export const TOGETHER: usize = (2 * WIDE) / unit;

/** TOGETHER columns of b; what comes to stand in those from `columns` on is unspecified. */
export function packColumns(
  b: usize,
  firstPanel: usize,
  secondPanel: usize,
  columns: usize,
  k: usize,
  bRow: usize,
  bColumn: usize,
): void {
  if (bColumn == unit) {
    copyLines(b, firstPanel, secondPanel, k, bRow);
    return;
  }
  for (let j: usize = 0; j < min(columns, TOGETHER); j += lanes) {
    const at = j * unit;
    const y = at < WIDE ? firstPanel + at : secondPanel + at - WIDE;
    packLines(b + j * bColumn, y, columns - j, k, bColumn, bRow, WIDE);
  }
}

function copyLines(b: usize, y0: usize, y1: usize, k: usize, bRow: usize): void {
  for (; k > 0; k--) {
    v128.store(y0, v128.load(b));
    v128.store(y0, v128.load(b, VECTOR), VECTOR);
    v128.store(y1, v128.load(b, 2 * VECTOR));
    v128.store(y1, v128.load(b, 3 * VECTOR), VECTOR);
    b += bRow;
    y0 += WIDE;
    y1 += WIDE;
  }
}

/** A vector's worth of lines, or the first `count` of it, `line` bytes apart, side by side. */
function packLines(
  x: usize,
  y: usize,
  count: usize,
  k: usize,
  line: usize,
  step: usize,
  yRow: usize,
): void {
  if (line == unit) {
    for (; k > 0; k--) {
      v128.store(y, v128.load(x));
      x += step;
      y += yRow;
    }
  } else if (step == unit) {
    transpose(x, y, count, k, line, yRow);
  } else {
    for (let i: usize = 0; i < min(count, lanes); i++) {
      packLine(x + i * line, y + i * unit, k, step, yRow);
    }
  }
}

function packLine(x: usize, y: usize, k: usize, step: usize, yRow: usize): void {
  for (; k > 0; k--) {
    store<real>(y, load<real>(x));
    x += step;
    y += yRow;
  }
}

/** Of fewer lines than a vector has lanes, the last is read again. */
function transpose(x: usize, y: usize, count: usize, k: usize, line: usize, yRow: usize): void {
  const second = count > 1 ? line : 0;
  const third = count > 2 ? second + line : second;
  const fourth = count > 3 ? third + line : third;
  for (const end = x + k * unit; x < end; x += VECTOR) {
    const a = v128.load(x);
    const b = v128.load(x + second);
    if (sizeof<real>() == 8) {
      v128.store(y, v128.shuffle<f64>(a, b, 0, 2));
      v128.store(y + yRow, v128.shuffle<f64>(a, b, 1, 3));
    } else {
      const c = v128.load(x + third);
      const d = v128.load(x + fourth);
      const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      v128.store(y, v128.shuffle<f64>(ab, cd, 0, 2));
      v128.store(y + yRow, v128.shuffle<f64>(ab, cd, 1, 3));
      const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(y + 2 * yRow, v128.shuffle<f64>(abHigh, cdHigh, 0, 2));
      v128.store(y + 3 * yRow, v128.shuffle<f64>(abHigh, cdHigh, 1, 3));
    }
    y += lanes * yRow;
  }
}
