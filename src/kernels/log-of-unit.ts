/**
 * The natural logarithm of a number in (0, 1), from additions, multiplications and divisions alone,
 * so that every engine and both cores give the same bits: the normal random numbers need that.
 *
 * x = m 2^e with m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(f), f = (m - 1) / (m + 1), by its
 * series f + f^3/3 + f^5/5 + … up to f^21/21 (|f| < 0.1716: the rest is below 2^-60).
 */
export function logOfUnit(x: number): number {
  let m = x;
  let e = 0;
  while (m < Math.SQRT1_2) {
    m *= 2;
    e -= 1;
  }
  const f = (m - 1) / (m + 1);
  const f2 = f * f;
  let series = 1 / 21;
  for (let odd = 19; odd >= 1; odd -= 2) series = series * f2 + 1 / odd;
  return 2 * f * series + e * Math.LN2;
}
