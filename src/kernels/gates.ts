import { exp } from "./exp.js";
import { logOnePlus } from "./log.js";
import { sigmoid } from "./sigmoid.js";

/**
 * Smooth activations made of e^x, and their slopes. The operations of assembly/simd/gates.ts in the same order.
 */

/** 2 sqrt(2 / pi), and that times 0.044715 and three times that. */
const linear = 1.5957691216057308;
const cubic = 0.07135481627260025;
const threeCubic = 0.21406444881780073;

/** x sigmoid(x): Elfwing, Uchibe and Doya, 2017. */
export function silu(x: number): number {
  return x * sigmoid(x);
}

export function siluSlope(x: number): number {
  const s = sigmoid(x);
  return s + x * (s * (1 - s));
}

/**
 * x (1 + tanh(u / 2)) / 2 = x sigmoid(u), u = 2 sqrt(2 / pi) (x + 0.044715 x^3): Hendrycks and Gimpel's
 * approximation of GELU.
 */
export function geluTanh(x: number): number {
  return x * sigmoid(x * (linear + cubic * (x * x)));
}

export function geluTanhSlope(x: number): number {
  // Beyond, the slope is 0 or 1, but x^2 may be too large for the product of it and 0.
  const v = x > 40 ? 40 : x < -40 ? -40 : x;
  const square = v * v;
  const s = sigmoid(v * (linear + cubic * square));
  return s + v * (s * (1 - s)) * (linear + threeCubic * square);
}

/** log(1 + e^x), whose slope is sigmoid(x). */
export function softplus(x: number): number {
  return logOnePlus(exp(-Math.abs(x))) + (x > 0 ? x : 0);
}

/** x tanh(softplus(x)): Misra, 2019. */
export function mish(x: number): number {
  const { numerator, denominator } = tanhOfSoftplus(x);
  return x * (numerator / denominator);
}

export function mishSlope(x: number): number {
  const { e, numerator, rest, denominator } = tanhOfSoftplus(x);
  const y = numerator / denominator;
  // 1 - y^2
  const slope = (rest / denominator) * (1 + y);
  return y + x * (slope * ((x >= 0 ? 1 : e) / (1 + e)));
}

/**
 * tanh(log(1 + e^x)) = numerator / denominator, in e = e^-|x|: (1 + 2 e) / (1 + 2 e + 2 e^2) right of 0,
 * (e^2 + 2 e) / (e^2 + 2 e + 2) left of it.
 */
function tanhOfSoftplus(x: number) {
  const e = exp(-Math.abs(x));
  const square = e * e;
  const twice = e + e;
  const numerator = (x >= 0 ? 1 : square) + twice;
  const rest = x >= 0 ? square + square : 2;
  return { e, numerator, rest, denominator: numerator + rest };
}
