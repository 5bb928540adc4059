/**
 * exp, log, sin, cos and erf to 160 bits behind the point, as integers: the reference for float64, which `Math`
 * cannot be for its own kind.
 */

const bits = 160n;
export const one = 1n << bits;
const ln2 = logOfRatio(2n * one, one);

/** x as a multiple of 2^-160, exact for |x| from 2^-107 on. */
export function fixed(x: number): bigint {
  return multipleOf(x, -bits);
}

/** e^x as [m, n]: m 2^n. */
export function exactExp(x: bigint): [m: bigint, n: bigint] {
  const n = x / ln2;
  const r = x - n * ln2;
  let term = one;
  let sum = one;
  for (let i = 1n; term !== 0n; i++) {
    term = (term * r) / (i * one);
    sum += term;
  }
  return [sum, n];
}

/** log x for x > 0. */
export function exactLog(x: bigint): bigint {
  const shift = BigInt(x.toString(2).length) - 1n - bits;
  const m = shift >= 0n ? x >> shift : x << -shift;
  return logOfRatio(m, one) + shift * ln2;
}

/** log(a / b) = 2 atanh((a - b) / (a + b)), by its series. */
function logOfRatio(a: bigint, b: bigint): bigint {
  const f = ((a - b) * one) / (a + b);
  const f2 = (f * f) / one;
  let power = f;
  let sum = 0n;
  for (let odd = 1n; power !== 0n; odd += 2n) {
    sum += power / odd;
    power = (power * f2) / one;
  }
  return 2n * sum;
}

/** pi, by Machin's formula. */
const pi = 4n * (4n * arcTangentOfPart(5n) - arcTangentOfPart(239n));

/** arctan(1 / n), by its series. */
function arcTangentOfPart(n: bigint): bigint {
  let power = one / n;
  let sum = 0n;
  for (let odd = 1n; power !== 0n; odd += 2n) {
    sum += odd % 4n === 1n ? power / odd : -power / odd;
    power /= n * n;
  }
  return sum;
}

/** sin x, by its series for what x exceeds a turn. */
export function exactSin(x: bigint): bigint {
  const r = x % (2n * pi);
  let term = r;
  let sum = 0n;
  for (let i = 2n; term !== 0n; i += 2n) {
    sum += term;
    term = (-term * r * r) / (one * one * i * (i + 1n));
  }
  return sum;
}

/** cos x. */
export function exactCos(x: bigint): bigint {
  return exactSin(x + pi / 2n);
}

/** erf x, by its series: for |x| up to 6, beyond which its terms grow too large. */
export function exactErf(x: bigint): bigint {
  const square = (x * x) / one;
  let power = x;
  let sum = 0n;
  for (let n = 1n; power !== 0n; n++) {
    sum += power / (2n * n - 1n);
    power = (-power * square) / (one * n);
  }
  return (2n * sum * one) / squareRoot(pi * one);
}

/** The square root of an integer, by Newton's steps from above. */
export function squareRoot(x: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(x.toString(2).length / 2));
  for (;;) {
    const next = (root + x / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}

/** How far a float64 y is from x 2^n, in units of the last place of a float64 there. */
export function ulpsFrom(y: number, x: bigint, n = 0n): number {
  const size = x < 0n ? -x : x;
  const exponent = BigInt(size.toString(2).length) - 1n - bits + n;
  const unit = exponent - 52n < -1074n ? -1074n : exponent - 52n;
  // Both as multiples of a millionth of that unit.
  const fine = unit - 20n;
  const shift = n - bits - fine;
  const exact = shift >= 0n ? x << shift : x >> -shift;
  return Math.abs(Number(multipleOf(y, fine) - exact)) / 2 ** 20;
}

/** x as a multiple of 2^unit. */
function multipleOf(x: number, unit: bigint): bigint {
  const word = new BigUint64Array(new Float64Array([x]).buffer)[0];
  const biased = (word >> 52n) & 0x7ffn;
  const fraction = word & ((1n << 52n) - 1n);
  const mantissa = biased > 0n ? fraction + (1n << 52n) : fraction;
  const shift = (biased > 0n ? biased : 1n) - 1075n - unit;
  const size = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return word >> 63n ? -size : size;
}
