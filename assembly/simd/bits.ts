/** The bits of a vector of `real` as integers as wide as a lane. */

export const mantissaBits: i32 = sizeof<real>() == 4 ? 23 : 52;

export function addBits(a: v128, b: v128): v128 {
  if (sizeof<real>() == 4) return v128.add<i32>(a, b);
  return v128.add<i64>(a, b);
}

export function shiftLeft(x: v128, by: i32): v128 {
  if (sizeof<real>() == 4) return v128.shl<i32>(x, by);
  return v128.shl<i64>(x, by);
}

export function subBits(a: v128, b: v128): v128 {
  if (sizeof<real>() == 4) return v128.sub<i32>(a, b);
  return v128.sub<i64>(a, b);
}
