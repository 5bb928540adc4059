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
