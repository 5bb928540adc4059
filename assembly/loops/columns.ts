import { put } from "../simd/part";
import { add, keptBy, zero } from "../simd/vector";

/** The sum in each lane of `axis` vectors, `stride` bytes apart, one after another. */
export function sumOfColumns(x: usize, axis: usize, stride: usize): v128 {
  let v = zero();
  for (; axis > 0; axis--, x += stride) v = add(v, v128.load(x));
  return v;
}

/** y += the rows of x, one after another, or y = their sum; four vectors wide, each sum in a register. */
export function addColumns(x: usize, y: usize, rows: usize, bytes: usize, fresh: bool): void {
  const keep = keptBy(fresh);
  for (let at: usize = 0; at < bytes; at += 64) {
    let s0 = v128.and(v128.load(y + at), keep);
    let s1 = v128.and(v128.load(y + at, 16), keep);
    let s2 = v128.and(v128.load(y + at, 32), keep);
    let s3 = v128.and(v128.load(y + at, 48), keep);
    let row = x + at;
    for (let r = rows; r > 0; r--, row += bytes) {
      s0 = add(s0, v128.load(row));
      s1 = add(s1, v128.load(row, 16));
      s2 = add(s2, v128.load(row, 32));
      s3 = add(s3, v128.load(row, 48));
    }
    const left = bytes - at;
    put(y + at, s0, left);
    if (left > 16) put(y + at + 16, s1, left - 16);
    if (left > 32) put(y + at + 32, s2, left - 32);
    if (left > 48) put(y + at + 48, s3, left - 48);
  }
}
