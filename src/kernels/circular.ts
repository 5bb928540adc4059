import { reduceHuge } from "./huge-angle.js";

/**
 * sin and cos from sums, products and quotients alone, so that every engine gives the same bits, which
 * `Math.sin` and `Math.cos` do not: x = n pi / 2 + r + low, |r| at most pi / 4, and the series of r. pi / 2
 * comes in three numbers, as in FreeBSD's e_rem_pio2.c (Sun Microsystems, 1993). They do for |x| up to 2^20;
 * beyond, n and r are found by integers.
 */

/** 1.5 times 2^52: adding it rounds to an integer. */
const rounder = 6755399441055744;

/** sin x; keeps -0. */
export function sin(x: number): number {
  return x === 0 ? x : sinOfQuarters(x, 0);
}

/** cos x = sin(x + pi / 2). */
export function cos(x: number): number {
  return sinOfQuarters(x, 1);
}

/** sin(x + quarters pi / 2). */
function sinOfQuarters(x: number, quarters: number): number {
  if (Math.abs(x) >= 2 ** 20 && Number.isFinite(x)) {
    const [n, r] = reduceHuge(x);
    return sinOf(r, 0, n + quarters);
  }
  const n = x * 0.6366197723675814 + rounder - rounder;
  // n times the first two is exact.
  const first = x - n * 1.5707963267341256;
  const second = n * 6.077100506303966e-11;
  const high = first - second;
  const rest = n * 2.0222662487959506e-21 - (first - high - second);
  const r = high - rest;
  const low = high - r - rest;
  return sinOf(r, low, n + quarters);
}

/** sin(r + low + quarters pi / 2), |r| at most pi / 4. */
function sinOf(r: number, low: number, quarters: number): number {
  const quadrant = quarters & 3;
  const y =
    quadrant & 1 ? 1 + (seriesMinusOne(r, 18) - r * low) : r + (r * seriesMinusOne(r, 19) + low);
  return quadrant & 2 ? -y : y;
}

/** -r^2 / (k (k - 1)) + … up to r^last / last!, k = 2 (cos r - 1) or 3 (sin r / r - 1). */
function seriesMinusOne(r: number, last: number): number {
  let sum = 0;
  for (let k = last; k > 1; k -= 2) sum = (-r * r * (1 + sum)) / (k * (k - 1));
  return sum;
}
