import { exp } from "./exp.js";

/**
 * The normal distribution's integral Φ and what is made of it: erf, and GELU of Hendrycks and Gimpel, 2016. The
 * operations of assembly/simd/gaussian.ts in the same order.
 *
 * Φ(-t) = e^(-t^2 / 2) r p(v) for t >= 0, with r = 1 / (t + 5), v = 1 - 10 r, p being the polynomial that
 * interpolates the rest at Chebyshev's points: the form of Shepherd and Laframboise, 1981. GELU errs by up to 8
 * ulps, and left of -3 by x^2 / 2 more, from the rounding of x^2.
 */
const tail = [
  2.224938767716443e-9, 7.630410417873182e-9, -1.0618274174239376e-8, -6.667529339227571e-8,
  4.375841598285575e-8, 4.3443907263764586e-7, -3.374965203524632e-7, -2.7703209441469523e-6,
  3.981182741532577e-6, 1.668170360977268e-5, -4.9762853165030135e-5, -5.937586616736071e-5,
  0.000544899062695852, -0.0007978693748911934, -0.002993376769094473, 0.020795066797569855,
  -0.06911863870647982, 0.1650203661705007, -0.3135331566712971, 0.49530561596997413,
  -0.6653825028900567, 0.769193049750063,
];

/** erf x / x in powers of x^2, for |x| up to 1. */
const middle = [
  5.957176147748911e-11, -1.1372848856791674e-9, 1.4659775274047436e-8, -1.6350312701054695e-7,
  1.6461000484121368e-6, -1.4925595266831182e-5, 0.0001205533111164271, -0.000854832698083379,
  0.0052239776248180145, -0.026866170645076792, 0.11283791670954879, -0.3761263890318375,
  1.1283791670955126,
];

/** 1 / sqrt(2 pi) */
const densityAtZero = 0.3989422804014327;

/** 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x, within 2 ulps. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size <= 1) return x * polynomial(middle, x * x);
  const y = 1 - 2 * below(size * Math.SQRT2);
  return x < 0 ? -y : y;
}

/** 2 / sqrt(pi) e^(-x^2) */
export function erfSlope(x: number): number {
  return 1.1283791670955126 * exp(-(x * x));
}

/** x Φ(x). */
export function gelu(x: number): number {
  return x * shareBelow(x, below(Math.abs(x)));
}

/** Φ(x) + x φ(x). */
export function geluSlope(x: number): number {
  const density = densityAtZero * bell(x);
  return shareBelow(x, below(Math.abs(x))) + x * density;
}

/** Φ(x), given Φ(-|x|). */
function shareBelow(x: number, tail: number): number {
  return x >= 0 ? 1 - tail : tail;
}

/** Φ(-t) for t >= 0. */
function below(t: number): number {
  const r = 1 / (t + 5);
  return bell(t) * (r * polynomial(tail, 1 - 10 * r));
}

/** e^(-x^2 / 2) */
function bell(x: number): number {
  return exp(-(0.5 * (x * x)));
}

/** Horner's rule, the highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = coefficients[0];
  for (let i = 1; i < coefficients.length; i++) sum = sum * x + coefficients[i];
  return sum;
}
