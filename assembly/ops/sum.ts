import { sumOfColumns } from "../loops/columns";
import { addToRow } from "../loops/row";
import { sumRow } from "../loops/sum";
import { put } from "../simd/part";
import { add, div, splat } from "../simd/vector";

export function sum(
  x: usize,
  y: usize,
  outer: usize,
  axis: usize,
  inner: usize,
  divisor: f64,
): void {
  const d = splat(divisor);
  const bytes: usize = inner * sizeof<real>();
  for (; outer > 0; outer--) {
    if (inner == 1) {
      v128.store_lane<real>(y, div(sumRow(x, axis * sizeof<real>()), d), 0);
    } else {
      for (let at: usize = 0; at < bytes; at += 16) {
        put(y + at, div(sumOfColumns(x + at, axis, bytes), d), bytes - at);
      }
    }
    x += axis * bytes;
    y += bytes;
  }
}

export function sumGrad(
  dy: usize,
  dx: usize,
  outer: usize,
  axis: usize,
  inner: usize,
  divisor: f64,
): void {
  const d = splat(divisor);
  const bytes: usize = inner * sizeof<real>();
  for (; outer > 0; outer--) {
    if (inner == 1) {
      addToRow(dx, div(v128.load_splat<real>(dy), d), axis * sizeof<real>());
      dx += axis * sizeof<real>();
    } else {
      for (let i: usize = 0; i < axis; i++, dx += bytes) {
        for (let at: usize = 0; at < bytes; at += 16) {
          const share = div(v128.load(dy + at), d);
          put(dx + at, add(v128.load(dx + at), share), bytes - at);
        }
      }
    }
    dy += bytes;
  }
}
