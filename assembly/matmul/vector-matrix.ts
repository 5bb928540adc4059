import { Part } from "../simd/part";
import { VECTOR } from "./tile";

/**
 * y += a b for one row a of k elements. Tiles of one row would read b against its grain; here b
 * passes once, in order, four rows at a time. Strides are in bytes; the columns of b are contiguous.
 */
export function vectorMatrix(
  a: usize,
  b: usize,
  y: usize,
  n: usize,
  k: usize,
  aColumn: usize,
  bRow: usize,
): void {
  for (; k >= 4; k -= 4) {
    addFourRows(a, b, y, n * sizeof<real>(), aColumn, bRow);
    a += 4 * aColumn;
    b += 4 * bRow;
  }
  for (; k > 0; k--) {
    addRow(v128.load_splat<real>(a), b, y, n * sizeof<real>());
    a += aColumn;
    b += bRow;
  }
}

function addFourRows(
  a: usize,
  b: usize,
  y: usize,
  bytes: usize,
  aColumn: usize,
  bRow: usize,
): void {
  const a0 = v128.load_splat<real>(a);
  const a1 = v128.load_splat<real>(a + aColumn);
  const a2 = v128.load_splat<real>(a + 2 * aColumn);
  const a3 = v128.load_splat<real>(a + 3 * aColumn);
  let b1 = b + bRow;
  let b2 = b1 + bRow;
  let b3 = b2 + bRow;
  // Two vectors at a time, to move the pointers half as often; the second may lie behind the row.
  for (; bytes > 0; bytes -= 2 * VECTOR) {
    let left = v128.add<real>(v128.load(y), v128.mul<real>(a0, v128.load(b)));
    let right = v128.add<real>(v128.load(y, VECTOR), v128.mul<real>(a0, v128.load(b, VECTOR)));
    left = v128.add<real>(left, v128.mul<real>(a1, v128.load(b1)));
    right = v128.add<real>(right, v128.mul<real>(a1, v128.load(b1, VECTOR)));
    left = v128.add<real>(left, v128.mul<real>(a2, v128.load(b2)));
    right = v128.add<real>(right, v128.mul<real>(a2, v128.load(b2, VECTOR)));
    left = v128.add<real>(left, v128.mul<real>(a3, v128.load(b3)));
    right = v128.add<real>(right, v128.mul<real>(a3, v128.load(b3, VECTOR)));
    if (bytes < 2 * VECTOR) {
      Part.put(y, left, bytes);
      if (bytes > VECTOR) Part.put(y + VECTOR, right, bytes - VECTOR);
      return;
    }
    v128.store(y, left);
    v128.store(y, right, VECTOR);
    b += 2 * VECTOR;
    b1 += 2 * VECTOR;
    b2 += 2 * VECTOR;
    b3 += 2 * VECTOR;
    y += 2 * VECTOR;
  }
}

function addRow(a: v128, b: usize, y: usize, bytes: usize): void {
  for (const end = y + bytes; y < end; y += VECTOR, b += VECTOR) {
    const sum = v128.add<real>(v128.load(y), v128.mul<real>(a, v128.load(b)));
    Part.put(y, sum, end - y);
  }
}
