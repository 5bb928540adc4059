/**
 * The angle of a point from sums, products and quotients alone, so that every engine gives the same bits, which
 * `Math.atan2` does not. After FreeBSD's s_atan.c and e_atan2.c (Sun Microsystems, 1993).
 */

/** atan of 1/2, 1, 3/2 and Infinity, in two numbers. */
const high = [0.4636476090008061, 0.7853981633974483, 0.982793723247329, 1.5707963267948966];
const low = [
  2.2698777452961687e-17, 3.061616997868383e-17, 1.3903311031230998e-17, 6.123233995736766e-17,
];
/** What pi as a number lacks. */
const piLow = 1.2246467991473532e-16;

const series = [
  0.016285820115365782, -0.036531572744216916, 0.049768779946159324, -0.058335701337905735,
  0.06661073137387531, -0.0769187620504483, 0.09090887133436507, -0.11111110405462356,
  0.14285714272503466, -0.19999999999876483, 0.3333333333333293,
];

/** The angle of (x, y) from the x axis, in [-pi, pi], with the signs of zeros and infinities as IEEE 754 says. */
export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const quotient = x === y || x === -y ? (x === 0 ? 0 : 1) : Math.abs(y) / Math.abs(x);
  const angle = atanOfPositive(quotient);
  // Upright, the angle is that of Infinity on either side.
  const isLeft = (x < 0 || Object.is(x, -0)) && quotient < 2 ** 60;
  const size = isLeft ? Math.PI - (angle - piLow) : angle;
  return y < 0 || Object.is(y, -0) ? -size : size;
}

/** atan x for x >= 0. */
function atanOfPositive(x: number): number {
  if (x < 0.4375) return x - x * rest(x);
  if (x < 0.6875) return around(0, (x + x - 1) / (2 + x));
  if (x < 1.1875) return around(1, (x - 1) / (x + 1));
  if (x < 2.4375) return around(2, (x - 1.5) / (1 + 1.5 * x));
  return around(3, -1 / x);
}

/** atan of a number of the lists above, plus atan x. */
function around(place: number, x: number): number {
  return high[place] - (x * rest(x) - low[place] - x);
}

/** 1 - atan x / x = x^2 / 3 - x^4 / 5 + … */
function rest(x: number): number {
  const z = x * x;
  let sum = series[0];
  for (let i = 1; i < series.length; i++) sum = sum * z + series[i];
  return z * sum;
}
