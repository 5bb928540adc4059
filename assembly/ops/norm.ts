import { addRow } from "../loops/row";
import { Product } from "../loops/softmax-row";
import { sumRow, sumTerms } from "../loops/sum";
import { Part } from "../simd/part";
import { add, div, keptBy, mul, one, splat, sqrt, sub, zero } from "../simd/vector";

/** The bits of `fresh` in src/kernels/layer-kernels.ts. */
const FRESH_GAIN = 1;
const FRESH_OFFSET = 2;
const FRESH_X = 4;

const unit = sizeof<real>();

@unmanaged
@final
class SquaredDistance {
  @inline
  term(x: v128, _x: v128, center: v128): v128 {
    const distance = sub(x, center);
    return mul(distance, distance);
  }
}

export function layerNorm(
  x: usize,
  gain: usize,
  offset: usize,
  y: usize,
  mean: usize,
  inverse: usize,
  rows: usize,
  columns: usize,
  epsilon: f64,
): void {
  const bytes: usize = columns * unit;
  const n = splat(columns);
  for (; rows > 0; rows--, x += bytes, y += bytes, mean += unit, inverse += unit) {
    const center = div(sumRow(x, bytes), n);
    const scale = inverseDeviation(x, bytes, center, n, epsilon);
    v128.store_lane<real>(mean, center, 0);
    v128.store_lane<real>(inverse, scale, 0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const h = mul(sub(v128.load(x + at), center), scale);
      Part.put(y + at, add(mul(h, v128.load(gain + at)), v128.load(offset + at)), bytes - at);
    }
  }
}

export function rmsNorm(
  x: usize,
  gain: usize,
  y: usize,
  inverse: usize,
  rows: usize,
  columns: usize,
  epsilon: f64,
): void {
  const bytes: usize = columns * unit;
  const n = splat(columns);
  for (; rows > 0; rows--, x += bytes, y += bytes, inverse += unit) {
    const scale = inverseDeviation(x, bytes, zero(), n, epsilon);
    v128.store_lane<real>(inverse, scale, 0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const h = mul(v128.load(x + at), scale);
      Part.put(y + at, mul(h, v128.load(gain + at)), bytes - at);
    }
  }
}

/** 1 / sqrt(the mean squared distance from the center + epsilon) */
function inverseDeviation(x: usize, bytes: usize, center: v128, n: v128, epsilon: f64): v128 {
  const variance = div(sumTerms<SquaredDistance>(x, x, bytes, center), n);
  return div(one(), sqrt(add(variance, splat(epsilon))));
}

export function layerNormGrad(
  x: usize,
  gain: usize,
  mean: usize,
  inverse: usize,
  dy: usize,
  dx: usize,
  dgain: usize,
  doffset: usize,
  rows: usize,
  columns: usize,
  scratch: usize,
  fresh: i32,
): void {
  const bytes: usize = columns * unit;
  const n = splat(columns);
  const g = scratch;
  const h = scratch + ((bytes + 63) & ~63);
  if (fresh & FRESH_GAIN) memory.fill(dgain, 0, bytes);
  if (fresh & FRESH_OFFSET) memory.fill(doffset, 0, bytes);
  for (let r: usize = 0; r < rows; r++) {
    const center = mean != 0 ? v128.load_splat<real>(mean + r * unit) : zero();
    const scale = v128.load_splat<real>(inverse + r * unit);
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(h + at, mul(sub(v128.load(x + at), center), scale));
      v128.store(g + at, mul(v128.load(dy + at), v128.load(gain + at)));
    }
    if (dgain != 0) addProducts(dy, h, dgain, bytes);
    if (doffset != 0) addRow(dy, doffset, bytes);
    if (dx != 0) {
      const meanOfG = mean != 0 ? div(sumRow(g, bytes), n) : zero();
      const meanOfGH = div(sumTerms<Product>(g, h, bytes, zero()), n);
      addInputGradient(g, h, dx, bytes, meanOfG, meanOfGH, scale, (fresh & FRESH_X) != 0);
      dx += bytes;
    }
    x += bytes;
    dy += bytes;
  }
}

export function rmsNormGrad(
  x: usize,
  gain: usize,
  inverse: usize,
  dy: usize,
  dx: usize,
  dgain: usize,
  rows: usize,
  columns: usize,
  scratch: usize,
  fresh: i32,
): void {
  layerNormGrad(x, gain, 0, inverse, dy, dx, dgain, 0, rows, columns, scratch, fresh);
}

/** y += a b */
function addProducts(a: usize, b: usize, y: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const product = mul(v128.load(a + at), v128.load(b + at));
    Part.put(y + at, add(v128.load(y + at), product), bytes - at);
  }
}

/** dx += scale ((g - meanOfG) - h meanOfGH), a fresh dx counting as zeros. */
function addInputGradient(
  g: usize,
  h: usize,
  dx: usize,
  bytes: usize,
  meanOfG: v128,
  meanOfGH: v128,
  scale: v128,
  fresh: bool,
): void {
  const kept = keptBy(fresh);
  for (let at: usize = 0; at < bytes; at += 16) {
    const along = mul(v128.load(h + at), meanOfGH);
    const step = mul(scale, sub(sub(v128.load(g + at), meanOfG), along));
    Part.put(dx + at, add(v128.and(v128.load(dx + at), kept), step), bytes - at);
  }
}
