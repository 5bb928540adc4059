import { firstBytes, Part } from "../simd/part";
import { div, splat } from "../simd/vector";

/**
 * The mean over n elements of `Op.value(p, t)` to y[0], and `Op.slope(p, t) / n` to dp. The values are
 * added up in float64, one after another.
 */
export function elementLoss<Op>(
  p: usize,
  t: usize,
  y: usize,
  dp: usize,
  n: usize,
  parameter: f64,
): void {
  if (n == 0) return;
  const op = changetype<Op>(0);
  const low = splat(parameter);
  const derived = splat(op.derived(parameter));
  const count = splat(n);
  const bytes: usize = n * sizeof<real>();
  let total: f64 = 0;
  for (let at: usize = 0; at < bytes; at += 16) {
    const pi = v128.load(p + at);
    const ti = v128.load(t + at);
    const loss = op.value(pi, ti, low, derived);
    total = addLanes(total, v128.and(loss, firstBytes(min<usize>(bytes - at, 16))));
    if (dp) Part.put(dp + at, div(op.slope(pi, ti, low, derived), count), bytes - at);
  }
  store<real>(y, <real>(total / n));
}

/** total + the lanes, in their order. */
export function addLanes(total: f64, v: v128): f64 {
  total += v128.extract_lane<real>(v, 0);
  total += v128.extract_lane<real>(v, 1);
  if (sizeof<real>() == 4) {
    total += v128.extract_lane<f32>(v, 2);
    total += v128.extract_lane<f32>(v, 3);
  }
  return total;
}
