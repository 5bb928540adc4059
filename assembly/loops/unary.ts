import { add, lanes, mul, splat } from "../simd/vector";

/**
 * y[i] = f(x[i]) in whole vectors, into y's padding. `Op` is a class with an inline method
 * `value(x, alpha, beta)`: handed over as a type it costs no call.
 */
export function unary<Op>(x: usize, y: usize, n: usize, alpha: f64, beta: f64): void {
  const a = splat(alpha);
  const b = splat(beta);
  for (let i: usize = 0; i < n; i += lanes, x += 16, y += 16) {
    v128.store(y, changetype<Op>(0).value(v128.load(x), a, b));
  }
}

/**
 * The same for series. `Op` has `isUsual(x)`, `value(x)` for such x, and `any(x)`, a function with the
 * same results that takes all x. Two vectors at a time share the constants that they load (exp: 0.76
 * instead of 0.93 ns an element, Node 20), and the call stands outside of the inner loop, which it
 * would cost its registers.
 */
export function unaryInPairs<Op>(x: usize, y: usize, n: usize): void {
  const op = changetype<Op>(0);
  const toY = y - x;
  const end = x + n * sizeof<real>();
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

/** dx[i] += dy[i] f'(s[i]); `Op` has an inline method `gradient(s, alpha, beta)`. */
export function unaryGrad<Op>(
  s: usize,
  dy: usize,
  dx: usize,
  n: usize,
  alpha: f64,
  beta: f64,
): void {
  const a = splat(alpha);
  const b = splat(beta);
  for (let i: usize = 0; i < n; i += lanes, s += 16, dy += 16, dx += 16) {
    const slope = changetype<Op>(0).gradient(v128.load(s), a, b);
    v128.store(dx, add(v128.load(dx), mul(v128.load(dy), slope)));
  }
}
