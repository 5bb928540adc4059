import { elementLoss } from "../loops/loss";
import * as v from "../simd/vector";

/*
 * Losses of single elements. A class gives the value and the slope by p; `parameter` comes rounded as
 * `a`, and what the class derives from it in float64, rounded, as `b`.
 */

@unmanaged
@final
class SquaredError {
  @inline
  derived(parameter: f64): f64 {
    return parameter;
  }
  @inline
  value(p: v128, t: v128, a: v128, b: v128): v128 {
    const d = v.sub(p, t);
    return v.mul(d, d);
  }
  @inline
  slope(p: v128, t: v128, a: v128, b: v128): v128 {
    const d = v.sub(p, t);
    return v.add(d, d);
  }
}

export function mse(
  p: usize,
  t: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  parameter: f64,
): void {
  elementLoss<SquaredError>(p, t, y, dp, rows * columns, parameter);
}

@unmanaged
@final
class AbsoluteError {
  @inline
  derived(parameter: f64): f64 {
    return parameter;
  }
  @inline
  value(p: v128, t: v128, a: v128, b: v128): v128 {
    return v.abs(v.sub(p, t));
  }
  @inline
  slope(p: v128, t: v128, a: v128, b: v128): v128 {
    const d = v.sub(p, t);
    // A NaN has no sign, but is to be seen in the gradient.
    return v128.or(v.sign(d), v.unequal(d, d));
  }
}

export function mae(
  p: usize,
  t: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  parameter: f64,
): void {
  elementLoss<AbsoluteError>(p, t, y, dp, rows * columns, parameter);
}

/** a is delta, b is delta^2 / 2. */
@unmanaged
@final
class Huber {
  @inline
  derived(parameter: f64): f64 {
    return parameter * parameter * 0.5;
  }
  @inline
  value(p: v128, t: v128, a: v128, b: v128): v128 {
    const d = v.abs(v.sub(p, t));
    const square = v.mul(v.half(), v.mul(d, d));
    return v.select(v.greater(d, a), v.sub(v.mul(a, d), b), square);
  }
  @inline
  slope(p: v128, t: v128, a: v128, b: v128): v128 {
    return v.atMost(v.atLeast(v.sub(p, t), v.neg(a)), a);
  }
}

export function huber(
  p: usize,
  t: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  parameter: f64,
): void {
  elementLoss<Huber>(p, t, y, dp, rows * columns, parameter);
}
