import { largestOfRow } from "../loops/extremum";
import { addLanes } from "../loops/loss";
import { sumOfExp } from "../loops/softmax-row";
import { sumRow } from "../loops/sum";
import { exp } from "../simd/exp";
import { log } from "../simd/log";
import { firstBytes, put } from "../simd/part";
import { div, mul, neg, splat, sub, zero } from "../simd/vector";

/** From logits z: -(t logSoftmax(z)) over a row, the mean over rows; dp = (softmax(z) sum(t) - t) / rows. */
export function softmaxCrossEntropy(
  z: usize,
  t: usize,
  y: usize,
  dp: usize,
  rows: usize,
  columns: usize,
  _parameter: f64,
): void {
  if (rows * columns == 0) return;
  const count = splat(rows);
  const bytes: isize = columns * sizeof<real>();
  let total: f64 = 0;
  for (let r: usize = 0; r < rows; r++, z += bytes, t += bytes) {
    const max = largestOfRow(z, bytes, zero());
    const sumOfRow = sumOfExp(z, max, bytes);
    const logSum = log(sumOfRow);
    const targets = sumRow(t, bytes);
    let loss: f64 = 0;
    for (let at: isize = 0; at < bytes; at += 16) {
      const shifted = sub(v128.load(z + at), max);
      const ti = v128.load(t + at);
      const term = neg(mul(ti, sub(shifted, logSum)));
      loss = addLanes(loss, v128.and(term, firstBytes(min<isize>(bytes - at, 16))));
      if (dp) {
        const p = div(exp(shifted), sumOfRow);
        put(dp + at, div(sub(mul(p, targets), ti), count), bytes - at);
      }
    }
    if (dp) dp += bytes;
    total += loss;
  }
  store<real>(y, <real>(total / rows));
}
