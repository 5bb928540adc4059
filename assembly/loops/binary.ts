import { Part } from "../simd/part";
import { add, mul } from "../simd/vector";

/**
 * y[r, c] = f(a[…], b[…]) row by row; column strides are 0 or 1. `Op` is a class with an inline
 * method `value(a, b)`.
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
  const aStep = stepOfOneRow(columns, aRow, aColumn);
  const bStep = stepOfOneRow(columns, bRow, bColumn);
  let bytes = columns * sizeof<real>();
  if (aStep >= 0 && bStep >= 0) {
    binaryRow<Op>(a, b, y, rows * bytes, aStep, bStep);
  } else {
    for (; rows > 0; rows--, y += bytes) {
      binaryRow<Op>(a, b, y, bytes, aColumn, bColumn);
      a += aRow * sizeof<real>();
      b += bRow * sizeof<real>();
    }
  }
}

// Not a part of the loop over rows: with that one's variables it would not fit the registers.
function binaryRow<Op>(
  a: usize,
  b: usize,
  y: usize,
  bytes: isize,
  aStep: usize,
  bStep: usize,
): void {
  let at: isize = 0;
  if (aStep & bStep) {
    for (; at + 16 <= bytes; at += 16) {
      v128.store(y + at, changetype<Op>(0).value(v128.load(a + at), v128.load(b + at)));
    }
  }
  for (; at < bytes; at += 16) {
    const ai = aStep ? v128.load(a + at) : v128.load_splat<real>(a);
    const bi = bStep ? v128.load(b + at) : v128.load_splat<real>(b);
    Part.put(y + at, changetype<Op>(0).value(ai, bi), bytes - at);
  }
}

/** dx[r, c] += dy[r, c] slope(a[…], b[…]); `Op` has an inline method `slope(a, b)`. */
export function binaryGrad<Op>(
  a: usize,
  b: usize,
  dy: usize,
  dx: usize,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  const aStep = stepOfOneRow(columns, aRow, aColumn);
  const bStep = stepOfOneRow(columns, bRow, bColumn);
  const bytes = columns * sizeof<real>();
  if (aStep >= 0 && bStep >= 0) {
    binaryRowGrad<Op>(a, b, dy, dx, rows * bytes, aStep, bStep);
  } else {
    for (; rows > 0; rows--, dy += bytes, dx += bytes) {
      binaryRowGrad<Op>(a, b, dy, dx, bytes, aColumn, bColumn);
      a += aRow * sizeof<real>();
      b += bRow * sizeof<real>();
    }
  }
}

function binaryRowGrad<Op>(
  a: usize,
  b: usize,
  dy: usize,
  dx: usize,
  bytes: isize,
  aStep: usize,
  bStep: usize,
): void {
  let at: isize = 0;
  if (aStep & bStep) {
    for (; at + 16 <= bytes; at += 16) {
      const slope = changetype<Op>(0).slope(v128.load(a + at), v128.load(b + at));
      v128.store(dx + at, add(v128.load(dx + at), mul(v128.load(dy + at), slope)));
    }
  }
  for (; at < bytes; at += 16) {
    const ai = aStep ? v128.load(a + at) : v128.load_splat<real>(a);
    const bi = bStep ? v128.load(b + at) : v128.load_splat<real>(b);
    const step = mul(v128.load(dy + at), changetype<Op>(0).slope(ai, bi));
    Part.put(dx + at, add(v128.load(dx + at), step), bytes - at);
  }
}

/** The column stride of an operand whose rows lie behind one another as one row, else -1. */
function stepOfOneRow(columns: usize, row: usize, column: usize): isize {
  if (columns == 1) return row <= 1 ? row : -1;
  return row == column * columns ? column : -1;
}
