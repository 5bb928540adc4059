import { elementLoss } from "../loops/loss";
import { exp, expMinusOne } from "../simd/exp";
import { log, logOnePlus } from "../simd/log";
import { Part } from "../simd/part";
import { sigmoid } from "../simd/sigmoid";
import { tanh } from "../simd/tanh";
import * as v from "../simd/vector";

const table: usize = memory.data<real>([0.6931471805599453]);

/** log cosh d: log(1 + 2 sinh^2(d / 2)) up to |d| = 1, beyond |d| + log(1 + e^(-2 |d|)) - log 2. */
@unmanaged
@final
class LogCosh {
  @inline
  derived(parameter: f64): f64 {
    return parameter;
  }
  @inline
  value(p: v128, t: v128, a: v128, b: v128): v128 {
    const d = v.abs(v.sub(p, t));
    const lost = expMinusOne(v.neg(d));
    const e = v.add(v.one(), lost);
    const isSmall = v.greaterOrEqual(v.one(), d);
    const near = v.div(v.mul(v.half(), v.mul(lost, lost)), e);
    const far = v.sub(d, v.entry(table, 0));
    const logarithm = logOnePlus(v.select(isSmall, near, v.mul(e, e)));
    return v.add(logarithm, v128.andnot(far, isSmall));
  }
  @inline
  slope(p: v128, t: v128, a: v128, b: v128): v128 {
    return tanh(v.sub(p, t));
  }
}

export function logCosh(
  p: usize,
  t: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  parameter: f64,
): void {
  elementLoss<LogCosh>(p, t, y, dp, rows * columns, parameter);
}

/** -(t log q + (1 - t) log(1 - q)), q = p clipped to [low, high]. */
function crossEntropy(p: v128, t: v128, low: v128, high: v128): v128 {
  const q = v.atMost(v.atLeast(p, low), high);
  const rest = v.mul(v.sub(v.one(), t), log(oneMinus(q, low)));
  return v.neg(v.add(v.mul(t, log(q)), rest));
}

/** 1 - q, but epsilon where float32 has no number between 1 - epsilon and 1. */
function oneMinus(q: v128, epsilon: v128): v128 {
  const rest = v.sub(v.one(), q);
  return v.select(v.equal(rest, v.zero()), epsilon, rest);
}

/** a is epsilon, b is 1 - epsilon. */
@unmanaged
@final
class BinaryCrossEntropy {
  @inline
  derived(parameter: f64): f64 {
    return 1 - parameter;
  }
  @inline
  value(p: v128, t: v128, a: v128, b: v128): v128 {
    return crossEntropy(p, t, a, b);
  }
  @inline
  slope(p: v128, t: v128, a: v128, b: v128): v128 {
    const isOutside = v128.or(v.greater(a, p), v.greater(p, b));
    const right = v.div(v.sub(v.one(), t), oneMinus(p, a));
    return v128.andnot(v.sub(right, v.div(t, p)), isOutside);
  }
}

export function binaryCrossEntropy(
  p: usize,
  t: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  parameter: f64,
): void {
  elementLoss<BinaryCrossEntropy>(p, t, y, dp, rows * columns, parameter);
}

/** The predictions come out of a sigmoid, and dp is by its input: (p - t) / n. */
export function binaryCrossEntropyOfSigmoid(
  p: usize,
  t: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  parameter: f64,
): void {
  const n = rows * columns;
  // The value first: dp may be p.
  elementLoss<BinaryCrossEntropy>(p, t, y, 0, n, parameter);
  if (dp == 0) return;
  const count = v.splat(n);
  const bytes: usize = n * sizeof<real>();
  for (let at: usize = 0; at < bytes; at += 16) {
    const slope = v.sub(v128.load(p + at), v128.load(t + at));
    Part.put(dp + at, v.div(slope, count), bytes - at);
  }
}

@unmanaged
@final
class SigmoidBinaryCrossEntropy {
  @inline
  derived(parameter: f64): f64 {
    return parameter;
  }
  @inline
  value(p: v128, t: v128, a: v128, b: v128): v128 {
    const linear = v.sub(v.atLeast(p, v.zero()), v.mul(p, t));
    return v.add(linear, logOnePlus(exp(v.neg(v.abs(p)))));
  }
  @inline
  slope(p: v128, t: v128, a: v128, b: v128): v128 {
    return v.sub(sigmoid(p), t);
  }
}

export function sigmoidBinaryCrossEntropy(
  p: usize,
  t: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  parameter: f64,
): void {
  elementLoss<SigmoidBinaryCrossEntropy>(p, t, y, dp, rows * columns, parameter);
}
