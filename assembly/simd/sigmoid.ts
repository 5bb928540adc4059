import { exp, expMinusOne } from "./exp";
import {
  abs,
  add,
  div,
  greater,
  greaterOrEqual,
  half,
  neg,
  one,
  select,
  sub,
  two,
  zero,
} from "./vector";

/** 1 / (1 + e^-x), given e = e^-|x|: so the small values left of 0 keep all their digits. */
export function sigmoidFrom(x: v128, e: v128): v128 {
  return div(select(greaterOrEqual(x, zero()), one(), e), add(one(), e));
}

/**
 * tanh x, given t = e^(2 |x|) - 1: t / (t + 2), which is 1 - 2 / (t + 2); the second form errs less
 * from tanh x = 1/2 on.
 */
export function tanhFrom(x: v128, t: v128): v128 {
  const isLarge = greater(t, two());
  const quotient = div(select(isLarge, two(), t), add(t, two()));
  const size = select(isLarge, sub(one(), quotient), quotient);
  return v128.or(size, v128.and(x, v128.splat<real>(-0.0)));
}

export function sigmoid(x: v128): v128 {
  return sigmoidFrom(x, exp(neg(abs(x))));
}

export function tanh(x: v128): v128 {
  const size = abs(x);
  return tanhFrom(x, expMinusOne(add(size, size)));
}
