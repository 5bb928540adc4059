import { swapHalves, swapNeighbours } from "../simd/horizontal";
import { firstBytes } from "../simd/part";
import { atLeast, infinity, neg, select, unequal, zero } from "../simd/vector";

/*
 * The largest number, and the smallest too: it is the largest when all signs are turned. `signs` holds
 * the sign bits for that, or zeros.
 */

/** The largest of a row of so many bytes, in every lane; a NaN may be passed over. */
export function largestOfRow(x: usize, bytes: usize, signs: v128): v128 {
  let v = neg(infinity());
  for (const end = x + bytes; x < end; x += 16) {
    const next = v128.xor(v128.load(x), signs);
    v = atLeast(v, select(firstBytes(min<usize>(end - x, 16)), next, v));
  }
  return largestLane(v);
}

/** The largest lane, in every lane. */
export function largestLane(x: v128): v128 {
  const halves = atLeast(x, swapHalves(x));
  return sizeof<real>() == 4 ? atLeast(halves, swapNeighbours(halves)) : halves;
}

/** All ones, which is a NaN, in every lane if the row holds a NaN; else zeros. */
export function nanOfRow(x: usize, bytes: usize): v128 {
  let isNaN = zero();
  for (const end = x + bytes; x < end; x += 16) {
    const v = v128.and(v128.load(x), firstBytes(min<usize>(end - x, 16)));
    isNaN = v128.or(isNaN, unequal(v, v));
  }
  return v128.splat<i32>(-(<i32>v128.any_true(isNaN)));
}

/** The largest in each lane of `axis` vectors, `stride` bytes apart; NaN if the lane holds one. */
export function largestOfColumns(x: usize, axis: usize, stride: usize, signs: v128): v128 {
  let v = neg(infinity());
  let isNaN = zero();
  for (; axis > 0; axis--, x += stride) {
    const next = v128.xor(v128.load(x), signs);
    isNaN = v128.or(isNaN, unequal(next, next));
    v = atLeast(v, next);
  }
  return v128.or(v, isNaN);
}
