import { own } from "../env";
import { put } from "../simd/part";
import { add, keptBy, lanes } from "../simd/vector";

/** Whole vectors, at least one: `out` from a and b, and in gradients from dy and, unless it is fresh, from itself. */
type Row = (a: usize, b: usize, dy: usize, out: usize, bytes: usize, fresh: bool) => void;

/**
 * y[r, c] = f(a[…], b[…]); column strides are 0 or 1. `Op` is a class with an inline method
 * `value(a, b)`.
 */
export function binary<Op>(
  a: usize,
  b: usize,
  y: usize,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  if (rows == 1 && aColumn & bColumn) {
    // The usual case by itself: small operations are all overhead, and what follows takes 40 ns.
    const whole = (columns * sizeof<real>()) & ~15;
    for (const end = y + whole; y < end; a += 16, b += 16, y += 16) {
      v128.store(y, changetype<Op>(0).value(v128.load(a), v128.load(b)));
    }
    columns &= lanes - 1;
    if (columns == 0) return;
  }
  const row: Row = (a, b, _dy, y, bytes, _fresh) => {
    let at: usize = 0;
    do {
      v128.store(y + at, changetype<Op>(0).value(v128.load(a + at), v128.load(b + at)));
      at += 16;
    } while (at < bytes);
  };
  byRows(row, a, b, y, y, false, rows, columns, aRow, aColumn, bRow, bColumn);
}

/** dx[r, c] += gradient(dy[r, c], a[…], b[…]), an inline method of `Op`, or = where dx is fresh. */
export function binaryGrad<Op>(
  a: usize,
  b: usize,
  dy: usize,
  dx: usize,
  fresh: bool,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  if (rows == 1 && aColumn & bColumn) {
    const kept = keptBy(fresh);
    const whole = (columns * sizeof<real>()) & ~15;
    for (const end = dx + whole; dx < end; a += 16, b += 16, dy += 16, dx += 16) {
      const step = changetype<Op>(0).gradient(v128.load(dy), v128.load(a), v128.load(b));
      v128.store(dx, add(v128.and(v128.load(dx), kept), step));
    }
    columns &= lanes - 1;
    if (columns == 0) return;
  }
  const row: Row = (a, b, dy, dx, bytes, fresh) => {
    const kept = keptBy(fresh);
    let at: usize = 0;
    do {
      const gradient = v128.load(dy + at);
      const step = changetype<Op>(0).gradient(gradient, v128.load(a + at), v128.load(b + at));
      v128.store(dx + at, add(v128.and(v128.load(dx + at), kept), step));
      at += 16;
    } while (at < bytes);
  };
  byRows(row, a, b, dy, dx, fresh, rows, columns, aRow, aColumn, bRow, bColumn);
}

// All that is not arithmetic is here once, and not once for each Op. A repeated number is laid out,
// so that a row reads nothing but vectors, and the end of a row goes by way of a vector of its own.
const REPEATED: usize = 512;
/** Behind a's repeated number, and behind b's, in what the instance owns. */
const OF_B: usize = 512;
const ROW_END: usize = 1024;

function byRows(
  row: Row,
  a: usize,
  b: usize,
  dy: usize,
  out: usize,
  fresh: bool,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  const aStep = stepOfOneRow(columns, aRow, aColumn);
  const bStep = stepOfOneRow(columns, bRow, bColumn);
  let bytes: usize = columns * sizeof<real>();
  if (aStep >= 0 && bStep >= 0) {
    bytes *= rows;
    rows = min<usize>(rows, 1);
    aColumn = aStep;
    bColumn = bStep;
  }
  const piece = aColumn & bColumn ? bytes : min(bytes, REPEATED);
  for (; rows > 0; rows--) {
    const aFrom = aColumn ? a : repeat(a, own, piece);
    const bFrom = bColumn ? b : repeat(b, own + OF_B, piece);
    for (let at: usize = 0; at < bytes; at += piece) {
      const length = min(bytes - at, piece);
      const fromA = aFrom + (at & -aColumn);
      const fromB = bFrom + (at & -bColumn);
      oneRow(row, fromA, fromB, dy + at, out + at, length, fresh);
    }
    a += aRow * sizeof<real>();
    b += bRow * sizeof<real>();
    dy += bytes;
    out += bytes;
  }
}

function oneRow(
  row: Row,
  a: usize,
  b: usize,
  dy: usize,
  out: usize,
  bytes: usize,
  fresh: bool,
): void {
  const whole = bytes & ~15;
  if (whole > 0) row(a, b, dy, out, whole, fresh);
  if (whole == bytes) return;
  out += whole;
  const rowEnd = own + ROW_END;
  v128.store(rowEnd, v128.load(out));
  row(a + whole, b + whole, dy + whole, rowEnd, 16, fresh);
  put(out, v128.load(rowEnd), bytes & 15);
}

/** Lays out one number so often that it fills so many bytes and the vector that they end in. */
function repeat(x: usize, y: usize, bytes: usize): usize {
  const v = v128.load_splat<real>(x);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(y + at, v);
  return y;
}

/** The column stride of an operand whose rows lie behind one another as one row, else -1. */
function stepOfOneRow(columns: usize, row: usize, column: usize): isize {
  if (columns == 1) return row <= 1 ? row : -1;
  return row == column * columns ? column : -1;
}
