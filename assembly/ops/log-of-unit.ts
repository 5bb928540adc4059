/**
 * The natural logarithm of a number in (0, 1): the operations of src/kernels/log-of-unit.ts in the
 * same order, so that both cores draw the same normal numbers.
 */
export function logOfUnit(x: f64): f64 {
  let m = x;
  let e = 0.0;
  while (m < Math.SQRT1_2) {
    m *= 2;
    e -= 1;
  }
  const f = (m - 1) / (m + 1);
  const f2 = f * f;
  let series = 1.0 / 21;
  for (let odd = 19.0; odd >= 1; odd -= 2) series = series * f2 + 1 / odd;
  return 2 * f * series + e * Math.LN2;
}
