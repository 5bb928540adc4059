import { addLanes } from "../loops/loss";
import { sumRow } from "../loops/sum";
import { Logarithm } from "../simd/log";
import { firstBytes, Part } from "../simd/part";
import { atLeast, div, equal, greater, mul, neg, splat, sub, zero } from "../simd/vector";

/** The mean over rows of -(t log max(p, epsilon)), summed over a row. */
function meanCrossEntropy(p: usize, t: usize, rows: usize, columns: usize, parameter: f64): real {
  const epsilon = splat(parameter);
  const bytes: usize = columns * sizeof<real>();
  let total: f64 = 0;
  for (let r: usize = 0; r < rows; r++, p += bytes, t += bytes) {
    let loss: f64 = 0;
    for (let at: usize = 0; at < bytes; at += 16) {
      const log = changetype<Logarithm>(0).logOfAny(atLeast(v128.load(p + at), epsilon));
      const term = neg(mul(v128.load(t + at), log));
      loss = addLanes(loss, v128.and(term, firstBytes(min<usize>(bytes - at, 16))));
    }
    total += loss;
  }
  return <real>(total / rows);
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
  if (rows * columns == 0) return;
  const loss = meanCrossEntropy(p, t, rows, columns, epsilon);
  if (dp) slopes(p, t, dp, rows, columns, epsilon);
  store<real>(y, loss);
}

/** dp = -t / p / rows, 0 where p is under epsilon. */
function slopes(p: usize, t: usize, dp: usize, rows: usize, columns: usize, parameter: f64): void {
  const epsilon = splat(parameter);
  const count = splat(rows);
  const bytes: usize = rows * columns * sizeof<real>();
  for (let at: usize = 0; at < bytes; at += 16) {
    const pi = v128.load(p + at);
    const ti = v128.load(t + at);
    const isFlat = v128.or(greater(epsilon, pi), equal(ti, zero()));
    const slope = v128.andnot(div(neg(ti), pi), isFlat);
    Part.put(dp + at, div(slope, count), bytes - at);
  }
}

/** The predictions come out of a softmax, and dp is by its input. */
export function categoricalCrossEntropyOfSoftmax(
  p: usize,
  t: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  epsilon: f64,
): void {
  if (rows * columns == 0) return;
  const loss = meanCrossEntropy(p, t, rows, columns, epsilon);
  if (dp) slopesOfSoftmax(p, t, dp, rows, columns);
  store<real>(y, loss);
}

/** dp = (p sum(t) - t) / rows, the sum over a row. */
function slopesOfSoftmax(p: usize, t: usize, dp: usize, rows: usize, columns: usize): void {
  const count = splat(rows);
  const bytes: usize = columns * sizeof<real>();
  for (let r: usize = 0; r < rows; r++) {
    const sum = sumRow(t, bytes);
    for (let at: usize = 0; at < bytes; at += 16) {
      const slope = sub(mul(v128.load(p + at), sum), v128.load(t + at));
      Part.put(dp + at, div(slope, count), bytes - at);
    }
    p += bytes;
    t += bytes;
    dp += bytes;
  }
}
