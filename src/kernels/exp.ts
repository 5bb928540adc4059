import { powerOfTwo, scale } from "./power-of-two.js";

/**
 * e^x and its relatives from additions, products and divisions alone, so that every engine gives the
 * same bits, which `Math.exp` does not. The operations of assembly/simd/exp.ts in the same order, so
 * that float64 is the same on both cores.
 *
 * After FreeBSD's e_exp.c (Sun Microsystems, 1993): x = n ln 2 + r with |r| at most ln 2 / 2, and
 * e^r - 1 = r + r c / (2 - c), c = r - r^2 (P1 + r^2 P2 + …).
 */

/** 1.5 times 2^52: adding it rounds to an integer. */
const rounder = 6755399441055744;
/** ln 2 in two numbers: n times the first is exact. */
export const ln2High = 0.6931471803691238;
export const ln2Low = 1.9082149292705877e-10;

/** e^x. */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/** e^x - 1 within [-40, 40]; beyond, its value at the bound. */
export function expMinusOne(x: number): number {
  const v = x > 40 ? 40 : x < -40 ? -40 : x;
  const n = quotient(v);
  const two = powerOfTwo(n);
  // 1 - two and not two - 1: so e^-0 - 1 is -0.
  return minusOne(restHigh(v, n), restLow(n)) * two - (1 - two);
}

/** e^x - 1. */
export function expm1(x: number): number {
  return x > 40 ? exp(x) : expMinusOne(x);
}

/** e^(x + low), low being small against x. */
export function expOfSum(x: number, low: number): number {
  const v = bounded(x);
  const n = quotient(v);
  // Where x is bounded, low is beside the point and may be large.
  const lost = v === x ? restLow(n) - low : restLow(n);
  return scale(1 + minusOne(restHigh(v, n), lost), n);
}

/** x within the bounds beyond which e^x is 0 or Infinity; a NaN stays. */
export function bounded(x: number): number {
  return x > 710 ? 710 : x < -746 ? -746 : x;
}

/** n = x / ln 2, rounded. */
export function quotient(x: number): number {
  return x * Math.LOG2E + rounder - rounder;
}

/** x - n ln 2 = restHigh - restLow. */
export function restHigh(x: number, n: number): number {
  return x - n * ln2High;
}

export function restLow(n: number): number {
  return n * ln2Low;
}

/** e^(high - low) - 1. */
function minusOne(high: number, low: number): number {
  const r = high - low;
  const c = correction(r);
  return high - (low - (r * c) / (2 - c));
}

/** c: e^r = (2 - c + 2 r) / (2 - c). */
export function correction(r: number): number {
  const r2 = r * r;
  let series = -0.0000016533902205465252 + r2 * 4.1381367970572385e-8;
  series = 0.00006613756321437934 + r2 * series;
  series = -0.0027777777777015593 + r2 * series;
  return r - r2 * (0.16666666666666602 + r2 * series);
}
