/**
 * sin and cos from additions and products alone, so that every engine gives the same bits, which
 * `Math.sin` and `Math.cos` do not. After FreeBSD's e_rem_pio2.c, k_sin.c and k_cos.c (Sun Microsystems,
 * 1993): x = n pi / 2 + r + low, |r| at most pi / 4, and a polynomial of r. For |x| up to 10^6; beyond, the
 * same bits everywhere too, but further and further from the truth.
 */

/** 1.5 times 2^52: adding it rounds to an integer. */
const rounder = 6755399441055744;

/** sin x. */
export function sin(x: number): number {
  return sinOfQuarters(x, 0);
}

/** cos x = sin(x + pi / 2). */
export function cos(x: number): number {
  return sinOfQuarters(x, 1);
}

/** sin(x + quarters pi / 2). */
function sinOfQuarters(x: number, quarters: number): number {
  const n = x * 0.6366197723675814 + rounder - rounder;
  // pi / 2 in three numbers: n times the first two is exact.
  const first = x - n * 1.5707963267341256;
  const second = n * 6.077100506303966e-11;
  const high = first - second;
  const rest = n * 2.0222662487959506e-21 - (first - high - second);
  const r = high - rest;
  const low = high - r - rest;
  const quadrant = (n + quarters) & 3;
  const y = quadrant & 1 ? cosNear(r, low) : sinNear(r, low);
  return quadrant & 2 ? -y : y;
}

/** sin(r + low). */
function sinNear(r: number, low: number): number {
  const z = r * r;
  const cube = z * r;
  let series = -2.5050760253406863e-8 + z * 1.58969099521155e-10;
  series = 0.0000027557313707070068 + z * series;
  series = 0.00833333333332249 + z * (-0.0001984126982985795 + z * series);
  return r - (z * (0.5 * low - cube * series) - low - cube * -0.16666666666666632);
}

/** cos(r + low). */
function cosNear(r: number, low: number): number {
  const z = r * r;
  let series = 2.087572321298175e-9 + z * -1.1359647557788195e-11;
  series = 0.00002480158728947673 + z * (-2.7557314351390663e-7 + z * series);
  series = z * (0.0416666666666666 + z * (-0.001388888888887411 + z * series));
  const half = 0.5 * z;
  const most = 1 - half;
  return most + (1 - most - half + (z * series - r * low));
}
