import { addLanes } from "../loops/loss";
import { sumRow } from "../loops/sum";
import { log } from "../simd/log";
import { firstBytes, put } from "../simd/part";
import { add, atLeast, div, equal, greater, mul, neg, one, splat, sub, zero } from "../simd/vector";

/** Predictions are probabilities, the slope is by them. */
@unmanaged
@final
class Probabilities {
  @inline
  sumOfTargets(_t: usize, _bytes: isize): v128 {
    return zero();
  }
  @inline
  slope(p: v128, t: v128, _sum: v128, epsilon: v128): v128 {
    const isFlat = v128.or(greater(epsilon, p), equal(t, zero()));
    return v128.andnot(div(neg(t), p), isFlat);
  }
}

/** Predictions are probabilities, the slope is by the input of the softmax that they come from. */
@unmanaged
@final
class ProbabilitiesOfSoftmax {
  @inline
  sumOfTargets(t: usize, bytes: isize): v128 {
    return sumRow(t, bytes);
  }
  @inline
  slope(p: v128, t: v128, sum: v128, _epsilon: v128): v128 {
    return sub(mul(p, sum), t);
  }
}

function crossEntropy<Op>(
  p: usize,
  t: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  parameter: f64,
): void {
  if (rows * columns == 0) return;
  const op = changetype<Op>(0);
  const epsilon = splat(parameter);
  const count = splat(rows);
  const bytes: isize = columns * sizeof<real>();
  let total: f64 = 0;
  for (let r: usize = 0; r < rows; r++, p += bytes, t += bytes) {
    const sum = op.sumOfTargets(t, bytes);
    let loss: f64 = 0;
    for (let at: isize = 0; at < bytes; at += 16) {
      const pi = v128.load(p + at);
      const ti = v128.load(t + at);
      const term = neg(mul(ti, log(atLeast(pi, epsilon))));
      loss = addLanes(loss, v128.and(term, firstBytes(min<isize>(bytes - at, 16))));
      if (dp) put(dp + at, div(op.slope(pi, ti, sum, epsilon), count), bytes - at);
    }
    if (dp) dp += bytes;
    total += loss;
  }
  store<real>(y, <real>(total / rows));
}

export function categoricalCrossEntropy(
  p: usize,
  t: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  epsilon: f64,
): void {
  crossEntropy<Probabilities>(p, t, y, dp, rows, columns, epsilon);
}

export function categoricalCrossEntropyOfSoftmax(
  p: usize,
  t: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  epsilon: f64,
): void {
  crossEntropy<ProbabilitiesOfSoftmax>(p, t, y, dp, rows, columns, epsilon);
}
