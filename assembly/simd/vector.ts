/** Arithmetic on a vector of `real`: 4 float32 or 2 float64, under short names. All of it inlines. */

/** The numbers in one vector. */
export const lanes: usize = 16 / sizeof<real>();

const numbers: usize = memory.data<real>([1, 2, 0.5, Infinity]);

/**
 * Number i of a table in every lane. Constants used inside loops come from memory: a v128.const is
 * made anew at every use, which costs 20 to 30 %.
 */
export function entry(table: usize, i: usize): v128 {
  return v128.load_splat<real>(table + i * sizeof<real>());
}

export function one(): v128 {
  return entry(numbers, 0);
}

export function two(): v128 {
  return entry(numbers, 1);
}

export function half(): v128 {
  return entry(numbers, 2);
}

export function infinity(): v128 {
  return entry(numbers, 3);
}

export function zero(): v128 {
  return v128.splat<real>(0);
}

/** A float64 scalar, rounded once, in every lane. */
export function splat(x: f64): v128 {
  return v128.splat<real>(<real>x);
}

export function add(a: v128, b: v128): v128 {
  return v128.add<real>(a, b);
}

export function sub(a: v128, b: v128): v128 {
  return v128.sub<real>(a, b);
}

export function mul(a: v128, b: v128): v128 {
  return v128.mul<real>(a, b);
}

export function div(a: v128, b: v128): v128 {
  return v128.div<real>(a, b);
}

export function sqrt(x: v128): v128 {
  return v128.sqrt<real>(x);
}

export function neg(x: v128): v128 {
  return v128.neg<real>(x);
}

export function abs(x: v128): v128 {
  return v128.abs<real>(x);
}

/** x, but at most `limit`; a NaN in x stays. */
export function atMost(x: v128, limit: v128): v128 {
  return v128.pmin<real>(x, limit);
}

/** x, but at least `limit`; a NaN in x stays. */
export function atLeast(x: v128, limit: v128): v128 {
  return v128.pmax<real>(x, limit);
}

export function equal(a: v128, b: v128): v128 {
  return v128.eq<real>(a, b);
}

/** Also where either is NaN. */
export function unequal(a: v128, b: v128): v128 {
  return v128.ne<real>(a, b);
}

export function greater(a: v128, b: v128): v128 {
  return v128.gt<real>(a, b);
}

export function greaterOrEqual(a: v128, b: v128): v128 {
  return v128.ge<real>(a, b);
}

/** 1, 0 or -1; 0 for NaN. */
export function sign(x: v128): v128 {
  return sub(indicator(greater(x, zero())), indicator(greater(zero(), x)));
}

/** `then` in the lanes whose mask is all ones, `otherwise` where it is all zeros. */
export function select(mask: v128, then: v128, otherwise: v128): v128 {
  return v128.bitselect(then, otherwise, mask);
}

/** If a mask is set in every lane. */
export function everyLane(mask: v128): bool {
  if (sizeof<real>() == 4) return v128.bitmask<i32>(mask) == 15;
  return v128.bitmask<i64>(mask) == 3;
}

/** The mask that leaves a gradient as it is, or makes zeros of one that is fresh. */
export function keptBy(fresh: bool): v128 {
  return v128.splat<i32>(fresh ? 0 : -1);
}

/** 1 where the mask is set, else 0. */
export function indicator(mask: v128): v128 {
  return v128.and(mask, one());
}
