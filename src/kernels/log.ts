import { ln2High, ln2Low } from "./exp.js";
import { powerOfTwo } from "./power-of-two.js";

/**
 * log x from additions, products and divisions alone, so that every engine gives the same bits, which
 * `Math.log` does not: the operations of assembly/simd/log.ts in the same order.
 *
 * After FreeBSD's e_log.c (Sun Microsystems, 1993): x = 2^k m, m in [sqrt(1/2), sqrt(2)), f = m - 1,
 * s = f / (2 + f), and log m = f - (f^2 / 2 - s (f^2 / 2 + R)), R = s^2 (L1 + s^2 (L2 + …)).
 */

/** The upper half of the bits of sqrt(1/2). */
const rootOfHalf = 0x3fe6a09e;
const number = /* @__PURE__ */ new Float64Array(1);
const words = /* @__PURE__ */ new Int32Array(number.buffer);

/** The natural logarithm: -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x < 0 ? NaN : x;
  const normal = madeNormal(x);
  const e = exponentOf(normal);
  const f = normal * powerOfTwo(0 - e) - 1;
  const k = x < normal ? e - 54 : e;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  let odd = 0.1818357216161805 + w * 0.14798198605116586;
  odd = 0.6666666666666735 + w * (0.2857142874366239 + w * odd);
  const r = z * odd + even;
  const halfSquare = 0.5 * (f * f);
  const small = s * (halfSquare + r) + k * ln2Low;
  return k * ln2High - (halfSquare - small - f);
}

/** x > 0, but times 2^54 where it is subnormal. */
export function madeNormal(x: number): number {
  return x < 2.2250738585072014e-308 ? x * 18014398509481984 : x;
}

/** k of a normal x = 2^k m. */
export function exponentOf(x: number): number {
  number[0] = x;
  return (words[1] - rootOfHalf) >> 20;
}

/** log(1 + x) for finite x > -1: with what rounding took from 1 + x, to first order. */
export function logOnePlus(x: number): number {
  const y = 1 + x;
  return log(y) + (x - (y - 1)) / y;
}

/** log(1 + x) for any x: -Infinity at -1, NaN below. */
export function log1p(x: number): number {
  if (x === 0 || x === Infinity) return x;
  return x > -1 ? logOnePlus(x) : log(1 + x);
}
