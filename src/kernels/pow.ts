import { expOfSum, ln2High, ln2Low } from "./exp.js";
import { exponentOf, madeNormal } from "./log.js";
import { powerOfTwo } from "./power-of-two.js";

const number = /* @__PURE__ */ new Float64Array(1);
const words = /* @__PURE__ */ new Int32Array(number.buffer);
/** 1 / 3, the lower half of its mantissa, and what rounding took from it. */
const third = 0.3333333333333333;
const thirdLow = 4.967053712778835e-9;
const thirdLost = 1.850371707708594e-17;

/**
 * x^y from additions, products and divisions alone, so that every engine gives the same bits, which
 * `**` does not: the operations of assembly/simd/pow.ts in the same order.
 *
 * x^y = e^(y log |x|), the logarithm held in two numbers, high + low, with twice the digits: the error
 * of y log |x| is that of the power, and y log |x| reaches 745. Products of two numbers are exact by
 * Dekker's splitting (1971).
 */
export function pow(x: number, y: number): number {
  const base = Math.abs(x);
  // IEEE 754 and NumPy, other than `**`: 1 to any power, and -1 to an infinite one, is 1.
  if (x === 1 || (base === 1 && Math.abs(y) === Infinity)) return 1;
  // ECMAScript fixes these to the bit, with signs.
  if (y === 0 || !(base > 0 && base < Infinity && Math.abs(y) < Infinity)) return x ** y;
  if (y === 1) return x;
  if (x < 0 && y % 1 !== 0) return NaN;
  // From 1e20 on every power of a number beside 1 is 0 or Infinity.
  const power = powerOfNormal(base, y > 1e20 ? 1e20 : y < -1e20 ? -1e20 : y);
  return x < 0 && y % 2 !== 0 ? -power : power;
}

/** x^exponent for an exponent that all elements share: the shortcuts of assembly/ops/power.ts. */
export function powerOf(x: number, exponent: number): number {
  if (exponent === 2) return x * x;
  // Unlike sqrt, x ** 0.5 takes -0 to 0 and -Infinity to Infinity.
  if (exponent === 0.5) return x === -Infinity ? Infinity : Math.sqrt(x + 0);
  return exponent === -1 ? 1 / x : pow(x, exponent);
}

/**
 * x = 2^k m, s = (m - 1) / (m + 1), log m = 2 (s + s u), u = z / 3 + z^2 (1 / 5 + z / 7 + …), z = s^2.
 * …Lost is what rounding took from a number; lowHalf has no part in those.
 */
function powerOfNormal(x: number, y: number): number {
  const normal = madeNormal(x);
  const e = exponentOf(normal);
  const m = normal * powerOfTwo(0 - e);
  const k = x < normal ? e - 54 : e;
  const f = m - 1;
  const d = m + 1;
  const dLost = m - (d - 1);
  const reciprocal = 1 / d;
  const s = f * reciprocal;
  const sLow = lowHalf(s);
  const sd = s * d;
  const sLost = (f - sd - lostIn(sd, s, sLow, d, lowHalf(d)) - s * dLost) * reciprocal;

  const z = s * s;
  const zLost = lostIn(z, s, sLow, s, sLow) + (s + s) * sLost;
  const u = z * third;
  const uRounding = lostIn(u, z, lowHalf(z), third, thirdLow);
  const uLost = z * thirdLost + zLost * third + (uRounding + z * z * seriesOf(z));

  const su = s * u;
  const half = s + su;
  const suLost = lostIn(su, s, sLow, u, lowHalf(u)) + (s * uLost + sLost * u);
  const halfLost = su - (half - s) + (sLost + suLost);

  const whole = k * ln2High;
  const part = half + half;
  const high = whole + part;
  const low = part - (high - whole) + (halfLost + halfLost + k * ln2Low);

  const yLog = y * high;
  return expOfSum(yLog, lostIn(yLog, y, lowHalf(y), high, lowHalf(high)) + y * low);
}

/** 1 / 5 + z / 7 + z^2 / 9 + … + z^9 / 23. */
function seriesOf(z: number): number {
  let series = 1 / 21 + z * (1 / 23);
  series = 1 / 17 + z * (1 / 19 + z * series);
  series = 1 / 13 + z * (1 / 15 + z * series);
  series = 1 / 9 + z * (1 / 11 + z * series);
  return 1 / 5 + z * (1 / 7 + z * series);
}

/** What rounding took from a b = product, given the lower halves of a and b. */
function lostIn(product: number, a: number, aLow: number, b: number, bLow: number): number {
  const aHigh = a - aLow;
  const bHigh = b - bLow;
  return aHigh * bHigh - product + (aHigh * bLow + aLow * bHigh) + aLow * bLow;
}

/** What the lower 27 bits of the mantissa are worth; 0 if x is subnormal. */
function lowHalf(x: number): number {
  number[0] = x;
  const unit = powerOfTwo(((words[1] >> 20) & 0x7ff) - 1075);
  return (words[0] & 0x7ffffff) * (x < 0 ? -unit : unit);
}
