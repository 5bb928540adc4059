import { add, keptBy, splat } from "../simd/vector";

/**
 * y[i] = f(x[i]) in whole vectors, into y's padding. `Op` is a class with an inline method
 * `value(x, alpha, beta)`: handed over as a type it costs no call. The loop is
 * tested at its end, as otherwise V8 (Node 20, 22) spreads the scalars again for each vector.
 */
export function unary<Op>(x: usize, y: usize, n: usize, alpha: f64, beta: f64): void {
  if (n == 0) return;
  const a = splat(alpha);
  const b = splat(beta);
  const bytes = n * sizeof<real>();
  let at: usize = 0;
  do {
    v128.store(y + at, changetype<Op>(0).value(v128.load(x + at), a, b));
    at += 16;
  } while (at < bytes);
}

/**
 * The same for series. `Op` has `isUsual(x)`, `value(x)` for such x, and `any(x)`, a function with the
 * same results that takes all x. Two vectors at a time share the constants that they load (exp: 0.83
 * instead of 0.91 ns an element, Node 20), and the call stands outside of the inner loop, which it
 * would cost its registers.
 */
export function unaryInPairs<Op>(x: usize, y: usize, n: usize): void {
  const op = changetype<Op>(0);
  const toY = y - x;
  const end = x + n * sizeof<real>();
  if (sizeof<real>() == 8) {
    // Half as many numbers in a vector: not worth the size.
    for (; x < end; x += 16) v128.store(x + toY, op.any(v128.load(x)));
    return;
  }
  while (x < end) {
    for (; x + 16 < end; x += 32) {
      const first = v128.load(x);
      const second = v128.load(x, 16);
      if (!op.isUsual(first) || !op.isUsual(second)) break;
      const y1 = op.value(first);
      const y2 = op.value(second);
      v128.store(x + toY, y1);
      v128.store(x + toY, y2, 16);
    }
    if (x < end) {
      v128.store(x + toY, op.any(v128.load(x)));
      x += 16;
    }
  }
}

/**
 * dx[i] += dy[i] f'(s[i]), or = where dx is fresh; `Op` has an inline method `gradient(dy, s, alpha, beta)`
 * for that product.
 */
export function unaryGrad<Op>(
  s: usize,
  dy: usize,
  dx: usize,
  fresh: bool,
  n: usize,
  alpha: f64,
  beta: f64,
): void {
  if (n == 0) return;
  const a = splat(alpha);
  const b = splat(beta);
  const kept = keptBy(fresh);
  const bytes = n * sizeof<real>();
  let at: usize = 0;
  do {
    const step = changetype<Op>(0).gradient(v128.load(dy + at), v128.load(s + at), a, b);
    v128.store(dx + at, add(v128.and(v128.load(dx + at), kept), step));
    at += 16;
  } while (at < bytes);
}
