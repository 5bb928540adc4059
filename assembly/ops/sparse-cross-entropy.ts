import { largestOfRow } from "../loops/extremum";
import { sumOfExp } from "../loops/softmax-row";
import { exp } from "../simd/exp";
import { log } from "../simd/log";
import { put } from "../simd/part";
import { atLeast, div, greater, neg, one, select, splat, sub, zero } from "../simd/vector";

/*
 * The target is a label: the probability of one class counts, whatever is predicted for the others.
 */

export function sparseCategoricalCrossEntropy(
  p: usize,
  labels: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  epsilon: f64,
): void {
  ofProbabilities(p, labels, y, dp, rows, columns, epsilon, zero());
}

/** The predictions come out of a softmax, and dp is by its input: (p - t) / rows. */
export function sparseCategoricalCrossEntropyOfSoftmax(
  p: usize,
  labels: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  epsilon: f64,
): void {
  ofProbabilities(p, labels, y, dp, rows, columns, epsilon, v128.splat<i32>(-1));
}

/** `isOfSoftmax` is a mask of all lanes. */
function ofProbabilities(
  p: usize,
  labels: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  parameter: f64,
  isOfSoftmax: v128,
): void {
  if (rows * columns == 0) return;
  const epsilon = splat(parameter);
  const count = splat(rows);
  const bytes: usize = columns * sizeof<real>();
  let total: f64 = 0;
  for (let r: usize = 0; r < rows; r++, p += bytes) {
    const label = bytesBefore(labels, r);
    const predicted = v128.load_splat<real>(p + label);
    total -= firstLane(log(atLeast(predicted, epsilon)));
    if (dp == 0) continue;
    const byInput = sub(predicted, one());
    const byProbability = v128.andnot(neg(div(one(), predicted)), greater(epsilon, predicted));
    const slope = div(select(isOfSoftmax, byInput, byProbability), count);
    for (let at: usize = 0; at < bytes; at += 16) {
      put(dp + at, div(v128.and(v128.load(p + at), isOfSoftmax), count), bytes - at);
    }
    v128.store_lane<real>(dp + label, slope, 0);
    dp += bytes;
  }
  store<real>(y, <real>(total / rows));
}

/** From logits z. */
export function sparseSoftmaxCrossEntropy(
  z: usize,
  labels: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  _parameter: f64,
): void {
  if (rows * columns == 0) return;
  const count = splat(rows);
  const bytes: usize = columns * sizeof<real>();
  let total: f64 = 0;
  for (let r: usize = 0; r < rows; r++, z += bytes) {
    const label = bytesBefore(labels, r);
    const max = largestOfRow(z, bytes, zero());
    const sum = sumOfExp(z, max, bytes);
    const shifted = sub(v128.load_splat<real>(z + label), max);
    total -= firstLane(sub(shifted, log(sum)));
    if (dp == 0) continue;
    const slope = div(sub(div(exp(shifted), sum), one()), count);
    for (let at: usize = 0; at < bytes; at += 16) {
      const p = div(exp(sub(v128.load(z + at), max)), sum);
      put(dp + at, div(p, count), bytes - at);
    }
    v128.store_lane<real>(dp + label, slope, 0);
    dp += bytes;
  }
  store<real>(y, <real>(total / rows));
}

/** Where in its row label r points to, in bytes. */
function bytesBefore(labels: usize, r: usize): usize {
  return <usize>load<real>(labels + r * sizeof<real>()) * sizeof<real>();
}

function firstLane(x: v128): f64 {
  return v128.extract_lane<real>(x, 0);
}
