import { Largest, peakOfRow } from "../loops/extremum";
import { sumOfExp } from "../loops/softmax-row";
import { exp } from "../simd/exp";
import { log } from "../simd/log";
import { put } from "../simd/part";
import { atLeast, div, greater, neg, one, splat, sub, zero } from "../simd/vector";

/*
 * The target is a label: one class, whatever is predicted for the others. A class gives for a row of
 * predictions, its maximum and the sum of e^(prediction - maximum) where it needs them, the
 * logarithm of a probability and, by prediction, the slope of an absent class.
 */

@unmanaged
@final
class Probabilities {
  @inline
  max(_p: usize, _bytes: isize): v128 {
    return zero();
  }
  @inline
  sum(_p: usize, _bytes: isize, _max: v128): v128 {
    return zero();
  }
  @inline
  logarithm(p: v128, epsilon: v128, _max: v128, _sum: v128): v128 {
    return log(atLeast(p, epsilon));
  }
  @inline
  absent(_p: v128, _max: v128, _sum: v128): v128 {
    return zero();
  }
  @inline
  present(p: v128, epsilon: v128, _max: v128, _sum: v128): v128 {
    return v128.andnot(neg(div(one(), p)), greater(epsilon, p));
  }
}

@unmanaged
@final
class ProbabilitiesOfSoftmax {
  @inline
  max(_p: usize, _bytes: isize): v128 {
    return zero();
  }
  @inline
  sum(_p: usize, _bytes: isize, _max: v128): v128 {
    return zero();
  }
  @inline
  logarithm(p: v128, epsilon: v128, _max: v128, _sum: v128): v128 {
    return log(atLeast(p, epsilon));
  }
  @inline
  absent(p: v128, _max: v128, _sum: v128): v128 {
    return p;
  }
  @inline
  present(p: v128, _epsilon: v128, _max: v128, _sum: v128): v128 {
    return sub(p, one());
  }
}

@unmanaged
@final
class Logits {
  @inline
  max(z: usize, bytes: isize): v128 {
    return peakOfRow<Largest>(z, bytes);
  }
  @inline
  sum(z: usize, bytes: isize, max: v128): v128 {
    return sumOfExp(z, max, bytes);
  }
  @inline
  logarithm(z: v128, _epsilon: v128, max: v128, sum: v128): v128 {
    return sub(sub(z, max), log(sum));
  }
  @inline
  absent(z: v128, max: v128, sum: v128): v128 {
    return div(exp(sub(z, max)), sum);
  }
  @inline
  present(z: v128, _epsilon: v128, max: v128, sum: v128): v128 {
    return sub(this.absent(z, max, sum), one());
  }
}

function sparse<Op>(
  p: usize,
  labels: usize,
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
  for (let r: usize = 0; r < rows; r++, p += bytes) {
    const label = <usize>load<real>(labels + r * sizeof<real>()) * sizeof<real>();
    const max = op.max(p, bytes);
    const sum = op.sum(p, bytes, max);
    const labelled = v128.load_splat<real>(p + label);
    total -= v128.extract_lane<real>(op.logarithm(labelled, epsilon, max, sum), 0);
    if (dp == 0) continue;
    const slope = div(op.present(labelled, epsilon, max, sum), count);
    for (let at: isize = 0; at < bytes; at += 16) {
      put(dp + at, div(op.absent(v128.load(p + at), max, sum), count), bytes - at);
    }
    v128.store_lane<real>(dp + label, slope, 0);
    dp += bytes;
  }
  store<real>(y, <real>(total / rows));
}

export function sparseCategoricalCrossEntropy(
  p: usize,
  labels: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  epsilon: f64,
): void {
  sparse<Probabilities>(p, labels, y, dp, rows, columns, epsilon);
}

export function sparseCategoricalCrossEntropyOfSoftmax(
  p: usize,
  labels: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  epsilon: f64,
): void {
  sparse<ProbabilitiesOfSoftmax>(p, labels, y, dp, rows, columns, epsilon);
}

export function sparseSoftmaxCrossEntropy(
  z: usize,
  labels: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  parameter: f64,
): void {
  sparse<Logits>(z, labels, y, dp, rows, columns, parameter);
}
