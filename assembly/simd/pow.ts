import { expOfSum } from "./exp";
import { exponentOf, madeNormal, mantissaOf } from "./log";
import {
  abs,
  add,
  atLeast,
  atMost,
  div,
  entry,
  equal,
  greater,
  half,
  infinity,
  mul,
  neg,
  one,
  select,
  sub,
  unequal,
  zero,
} from "./vector";

/**
 * x^y = e^(y log |x|), the logarithm held in two numbers, high + low, with twice the digits: the
 * error of y log |x| is that of the power, and y log |x| reaches 745 (float32: 104).
 *
 * |x| = 2^k m, s = (m - 1) / (m + 1), log m = 2 (s + s (z / 3 + z^2 (1 / 5 + z / 7 + …))), z = s^2.
 * Products of two numbers are exact by Dekker's splitting (1971).
 */
const table: usize =
  sizeof<real>() == 4
    ? memory.data<f32>([
        1e10, 6.9314575195e-1, 1.4286067653e-6, 0.333333343, -9.934107e-9, 0.2, 0.142857149,
        0.111111112, 0.0909090936,
      ])
    : memory.data<f64>([
        1e20, 6.9314718036912381649e-1, 1.90821492927058770002e-10,
        0.333333333333333314829616256247390992939472198486328125, 1.850371707708594e-17, 0.2,
        0.14285714285714285, 0.1111111111111111, 0.09090909090909091, 0.07692307692307693,
        0.06666666666666667, 0.058823529411764705, 0.05263157894736842, 0.047619047619047616,
        0.043478260869565216,
      ]);

/** From here on every power of a number beside 1 is 0 or Infinity. */
const greatestExponent: usize = 0;
const ln2High: usize = 1;
const ln2Low: usize = 2;
const thirdHigh: usize = 3;
const thirdLow: usize = 4;
const tail: usize = 5;
const tailLength: usize = sizeof<real>() == 4 ? 4 : 10;

/** The mask that leaves half of a mantissa. */
const highHalf: usize =
  sizeof<real>() == 4 ? memory.data<u32>([0xfffff000]) : memory.data<u64>([0xfffffffff8000000]);

/** x^y, as IEEE 754 treats signs, zeros, infinities and NaN: 1 to any power, and -1 to an infinite one, is 1. */
export function pow(x: v128, y: v128): v128 {
  const base = abs(x);
  const exponent = atLeast(
    atMost(y, entry(table, greatestExponent)),
    neg(entry(table, greatestExponent)),
  );
  return powerOfExtremes(x, y, powerOfNormal(base, exponent));
}

/** x^y for 0 < x < Infinity. */
function powerOfNormal(x: v128, y: v128): v128 {
  const normal = madeNormal(x);
  const k = exponentOf(x, normal);
  const m = mantissaOf(normal);

  // s = sHigh + sLow
  const f = sub(m, one());
  const d = add(m, one());
  const dLow = sub(m, sub(d, one()));
  const reciprocal = div(one(), d);
  const sHigh = mul(f, reciprocal);
  const product = mul(sHigh, d);
  const rest = sub(sub(sub(f, product), lostIn(product, sHigh, d)), mul(sHigh, dLow));
  const sLow = mul(rest, reciprocal);

  // u = uHigh + uLow = z / 3 + z^2 (1 / 5 + …)
  const z = mul(sHigh, sHigh);
  const zLow = add(lostIn(z, sHigh, sHigh), mul(add(sHigh, sHigh), sLow));
  const uHigh = mul(z, entry(table, thirdHigh));
  let uLow = add(mul(z, entry(table, thirdLow)), mul(zLow, entry(table, thirdHigh)));
  uLow = add(uLow, add(lostIn(uHigh, z, entry(table, thirdHigh)), mul(mul(z, z), seriesOf(z))));

  // log m / 2 = s + s u
  const su = mul(sHigh, uHigh);
  const halfLog = add(sHigh, su);
  let low = add(lostIn(su, sHigh, uHigh), add(mul(sHigh, uLow), mul(sLow, uHigh)));
  low = add(sub(su, sub(halfLog, sHigh)), add(sLow, low));

  // log x = k log 2 + log m
  const whole = mul(k, entry(table, ln2High));
  const part = add(halfLog, halfLog);
  const high = add(whole, part);
  low = add(add(low, low), mul(k, entry(table, ln2Low)));
  low = add(sub(part, sub(high, whole)), low);

  const yLog = mul(y, high);
  return expOfSum(yLog, add(lostIn(yLog, y, high), mul(y, low)));
}

/** 1 / 5 + z / 7 + z^2 / 9 + … */
function seriesOf(z: v128): v128 {
  let series = entry(table, tail + tailLength - 1);
  for (let i = tail + tailLength - 2; i >= tail; i--) series = add(mul(z, series), entry(table, i));
  return series;
}

/** What rounding took from a b = product. */
function lostIn(product: v128, a: v128, b: v128): v128 {
  const mask = entry(highHalf, 0);
  const aHigh = v128.and(a, mask);
  const bHigh = v128.and(b, mask);
  const aLow = sub(a, aHigh);
  const bLow = sub(b, bHigh);
  const crossed = add(mul(aHigh, bLow), mul(aLow, bHigh));
  return add(add(sub(mul(aHigh, bHigh), product), crossed), mul(aLow, bLow));
}

/** power = |x|^y, put right where x or y is 0, negative, Infinity or NaN. */
function powerOfExtremes(x: v128, y: v128, power: v128): v128 {
  const base = abs(x);
  const isExtreme = v128.or(equal(base, zero()), equal(base, infinity()));
  const isSmall = v128.xor(greater(base, one()), greater(y, zero()));
  let v = select(isExtreme, v128.andnot(infinity(), isSmall), power);

  const isInteger = equal(v128.nearest<real>(y), y);
  const halved = mul(y, half());
  const isOdd = v128.and(isInteger, unequal(v128.nearest<real>(halved), halved));
  const sign = v128.xor(x, base);
  v = v128.or(v, v128.and(isOdd, sign));

  const isUndefined = v128.andnot(greater(zero(), x), v128.or(isInteger, isExtreme));
  const isNaN = v128.or(unequal(x, x), unequal(y, y));
  v = v128.or(v, v128.or(isUndefined, isNaN));
  const isOneToInfinity = v128.and(equal(base, one()), equal(abs(y), infinity()));
  const isOne = v128.or(v128.or(equal(x, one()), equal(y, zero())), isOneToInfinity);
  return select(isOne, one(), v);
}
