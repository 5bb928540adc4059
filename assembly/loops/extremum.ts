import { swapHalves, swapNeighbours } from "../simd/horizontal";
import { firstBytes } from "../simd/part";
import { infinity, neg, select, unequal, zero } from "../simd/vector";

/** Inline methods: where to start, and the extremum of two numbers (a NaN in a stays, one in b is passed over). */
@unmanaged
@final
export class Largest {
  @inline
  start(): v128 {
    return neg(infinity());
  }
  @inline
  combine(a: v128, b: v128): v128 {
    return v128.pmax<real>(a, b);
  }
}

@unmanaged
@final
export class Smallest {
  @inline
  start(): v128 {
    return infinity();
  }
  @inline
  combine(a: v128, b: v128): v128 {
    return v128.pmin<real>(a, b);
  }
}

/** The extremum of a row of so many bytes, in every lane; a NaN may be passed over. */
export function peakOfRow<Op>(x: usize, bytes: isize): v128 {
  const op = changetype<Op>(0);
  let v = op.start();
  for (; bytes > 0; bytes -= 16, x += 16) {
    v = op.combine(v, select(firstBytes(min<isize>(bytes, 16)), v128.load(x), op.start()));
  }
  return acrossLanes<Op>(v);
}

/** The extremum of the lanes, in every lane. */
export function acrossLanes<Op>(x: v128): v128 {
  const op = changetype<Op>(0);
  const halves = op.combine(x, swapHalves(x));
  return sizeof<real>() == 4 ? op.combine(halves, swapNeighbours(halves)) : halves;
}

/** All ones, which is a NaN, in every lane if the row holds a NaN; else zeros. */
export function nanOfRow(x: usize, bytes: isize): v128 {
  let isNaN = zero();
  for (; bytes > 0; bytes -= 16, x += 16) {
    const v = v128.and(v128.load(x), firstBytes(min<isize>(bytes, 16)));
    isNaN = v128.or(isNaN, unequal(v, v));
  }
  return v128.splat<i32>(-(<i32>v128.any_true(isNaN)));
}

/** The extremum of each lane of `axis` vectors, `stride` bytes apart; NaN if the lane holds one. */
export function extremumOfColumns<Op>(x: usize, axis: usize, stride: usize): v128 {
  const op = changetype<Op>(0);
  let v = op.start();
  let isNaN = zero();
  for (; axis > 0; axis--, x += stride) {
    const next = v128.load(x);
    isNaN = v128.or(isNaN, unequal(next, next));
    v = op.combine(v, next);
  }
  return v128.or(v, isNaN);
}
