import { exp } from "../simd/exp";
import { log } from "../simd/log";
import { put } from "../simd/part";
import { add, div, mul, sub, zero } from "../simd/vector";
import { largestOfColumns } from "./extremum";

/*
 * Softmax down columns, one vector of them: `axis` vectors that lie `stride` bytes apart; `left`
 * bytes of the rows are left, so perhaps only a part of each vector is to be written.
 */

export function softmaxColumns(x: usize, y: usize, axis: usize, stride: usize, left: usize): void {
  const max = largestOfColumns(x, axis, stride, zero());
  const end = axis * stride;
  let total = zero();
  for (let at: usize = 0; at < end; at += stride) {
    const e = exp(sub(v128.load(x + at), max));
    total = add(total, e);
    put(y + at, e, left);
  }
  for (let at: usize = 0; at < end; at += stride) {
    put(y + at, div(v128.load(y + at), total), left);
  }
}

export function logSoftmaxColumns(
  x: usize,
  y: usize,
  axis: usize,
  stride: usize,
  left: usize,
): void {
  const max = largestOfColumns(x, axis, stride, zero());
  const end = axis * stride;
  let total = zero();
  for (let at: usize = 0; at < end; at += stride) {
    total = add(total, exp(sub(v128.load(x + at), max)));
  }
  const logTotal = log(total);
  for (let at: usize = 0; at < end; at += stride) {
    put(y + at, sub(sub(v128.load(x + at), max), logTotal), left);
  }
}

export function softmaxColumnsGrad(
  y: usize,
  dy: usize,
  dx: usize,
  axis: usize,
  stride: usize,
  left: usize,
): void {
  const end = axis * stride;
  let mean = zero();
  for (let at: usize = 0; at < end; at += stride) {
    mean = add(mean, mul(v128.load(dy + at), v128.load(y + at)));
  }
  for (let at: usize = 0; at < end; at += stride) {
    const step = mul(v128.load(y + at), sub(v128.load(dy + at), mean));
    put(dx + at, add(v128.load(dx + at), step), left);
  }
}

export function logSoftmaxColumnsGrad(
  y: usize,
  dy: usize,
  dx: usize,
  axis: usize,
  stride: usize,
  left: usize,
): void {
  const end = axis * stride;
  let total = zero();
  for (let at: usize = 0; at < end; at += stride) total = add(total, v128.load(dy + at));
  for (let at: usize = 0; at < end; at += stride) {
    const step = sub(v128.load(dy + at), mul(exp(v128.load(y + at)), total));
    put(dx + at, add(v128.load(dx + at), step), left);
  }
}
