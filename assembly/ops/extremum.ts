import { largestOfColumns, largestOfRow, nanOfRow } from "../loops/extremum";
import { put } from "../simd/part";
import { add, neg, zero } from "../simd/vector";

export function max(x: usize, y: usize, outer: usize, axis: usize, inner: usize): void {
  extremum(x, y, outer, axis, inner, zero());
}

export function min(x: usize, y: usize, outer: usize, axis: usize, inner: usize): void {
  extremum(x, y, outer, axis, inner, neg(zero()));
}

/** The largest of all x with their signs turned, or not, turned back; 0 where it is -0. */
function extremum(x: usize, y: usize, outer: usize, axis: usize, inner: usize, signs: v128): void {
  if (axis == 0) return;
  const bytes: usize = inner * sizeof<real>();
  for (; outer > 0; outer--) {
    if (inner == 1) {
      const row: usize = axis * sizeof<real>();
      const found = add(v128.xor(largestOfRow(x, row, signs), signs), zero());
      v128.store_lane<real>(y, v128.or(found, nanOfRow(x, row)), 0);
    } else {
      for (let at: usize = 0; at < bytes; at += 16) {
        const found = largestOfColumns(x + at, axis, bytes, signs);
        put(y + at, add(v128.xor(found, signs), zero()), bytes - at);
      }
    }
    x += axis * bytes;
    y += bytes;
  }
}

export function extremumGrad(
  x: usize,
  y: usize,
  dy: usize,
  dx: usize,
  outer: usize,
  axis: usize,
  inner: usize,
): void {
  const stride = inner * sizeof<real>();
  for (; outer > 0; outer--) {
    for (let at: usize = 0; at < stride; at += sizeof<real>()) {
      shareAmongTies(x + at, dx + at, load<real>(y + at), load<real>(dy + at), axis, stride);
    }
    x += axis * stride;
    dx += axis * stride;
    y += stride;
    dy += stride;
  }
}

function shareAmongTies(
  x: usize,
  dx: usize,
  extremum: real,
  dy: real,
  axis: usize,
  stride: usize,
): void {
  const end = axis * stride;
  let ties: real = 0;
  for (let at: usize = 0; at < end; at += stride) {
    if (isTied(load<real>(x + at), extremum)) ties += 1;
  }
  const share = dy / ties;
  for (let at: usize = 0; at < end; at += stride) {
    if (!isTied(load<real>(x + at), extremum)) continue;
    store<real>(dx + at, load<real>(dx + at) + share);
  }
}

/** A NaN is tied with NaN. */
function isTied(x: real, extremum: real): bool {
  return x == extremum || (x != x && extremum != extremum);
}

export function argmax(x: usize, y: usize, outer: usize, axis: usize, inner: usize): void {
  firstExtremum(x, y, outer, axis, inner, 1);
}

export function argmin(x: usize, y: usize, outer: usize, axis: usize, inner: usize): void {
  firstExtremum(x, y, outer, axis, inner, -1);
}

/** The index of the largest of sign x; the first NaN passes for the largest. */
function firstExtremum(
  x: usize,
  y: usize,
  outer: usize,
  axis: usize,
  inner: usize,
  sign: real,
): void {
  if (axis == 0) return;
  const stride = inner * sizeof<real>();
  for (; outer > 0; outer--) {
    for (let at: usize = 0; at < stride; at += sizeof<real>()) {
      let best = sign * load<real>(x + at);
      let index: usize = 0;
      for (let i: usize = 1; i < axis && best == best; i++) {
        const v = sign * load<real>(x + at + i * stride);
        if (!(v <= best)) {
          best = v;
          index = i;
        }
      }
      store<real>(y + at, <real>index);
    }
    x += axis * stride;
    y += stride;
  }
}
