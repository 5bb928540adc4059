import { unary, unaryGrad } from "../loops/unary";
import { exp } from "../simd/exp";
import { bell, Gaussian } from "../simd/gaussian";
import { logOnePlus } from "../simd/log";
import { sigmoid } from "../simd/sigmoid";
import * as v from "../simd/vector";

/** x Φ(x), from the integral of the normal distribution. */
@unmanaged
@final
class Gelu {
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    return v.mul(x, changetype<Gaussian>(0).shareBelow(x, bell(x)));
  }
  @inline
  gradient(dy: v128, x: v128, _alpha: v128, _beta: v128): v128 {
    const e = bell(x);
    const normal = changetype<Gaussian>(0);
    return v.mul(dy, v.add(normal.shareBelow(x, e), v.mul(x, normal.density(e))));
  }
}

export function gelu(x: usize, y: usize, n: usize): void {
  unary<Gelu>(x, y, n, 0, 0);
}

export function geluGrad(x: usize, dy: usize, dx: usize, fresh: bool, n: usize): void {
  unaryGrad<Gelu>(x, dy, dx, fresh, n, 0, 0);
}

@unmanaged
@final
class Silu {
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    return v.mul(x, sigmoid(x));
  }
  @inline
  gradient(dy: v128, x: v128, _alpha: v128, _beta: v128): v128 {
    const s = sigmoid(x);
    return v.mul(dy, v.add(s, v.mul(x, slopeOfSigmoid(s))));
  }
}

export function silu(x: usize, y: usize, n: usize): void {
  unary<Silu>(x, y, n, 0, 0);
}

export function siluGrad(x: usize, dy: usize, dx: usize, fresh: bool, n: usize): void {
  unaryGrad<Silu>(x, dy, dx, fresh, n, 0, 0);
}

/**
 * 2 sqrt(2 / pi), that times 0.044715, and three times that; and where the slope is 0 or 1, but x^2 not yet too
 * large for the product of it and 0.
 */
const table: usize = memory.data<real>([
  1.5957691216057308, 0.07135481627260025, 0.21406444881780073, 40,
]);

/** x sigmoid(u), u = 2 sqrt(2 / pi) (x + 0.044715 x^3). */
@unmanaged
@final
class GeluTanh {
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    return v.mul(x, sigmoid(v.mul(x, cubic(v.mul(x, x), 1))));
  }
  @inline
  gradient(dy: v128, x: v128, _alpha: v128, _beta: v128): v128 {
    const bound = v.entry(table, 3);
    const near = v.atLeast(v.atMost(x, bound), v.neg(bound));
    const square = v.mul(near, near);
    const s = sigmoid(v.mul(near, cubic(square, 1)));
    return v.mul(dy, v.add(s, v.mul(v.mul(near, slopeOfSigmoid(s)), cubic(square, 2))));
  }
}

function cubic(square: v128, factor: usize): v128 {
  return v.add(v.entry(table, 0), v.mul(v.entry(table, factor), square));
}

function slopeOfSigmoid(s: v128): v128 {
  return v.mul(s, v.sub(v.one(), s));
}

export function geluTanh(x: usize, y: usize, n: usize): void {
  unary<GeluTanh>(x, y, n, 0, 0);
}

export function geluTanhGrad(x: usize, dy: usize, dx: usize, fresh: bool, n: usize): void {
  unaryGrad<GeluTanh>(x, dy, dx, fresh, n, 0, 0);
}

@unmanaged
@final
class Softplus {
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    return v.add(logOnePlus(exp(v.neg(v.abs(x)))), v.atLeast(x, v.zero()));
  }
  @inline
  gradient(dy: v128, x: v128, _alpha: v128, _beta: v128): v128 {
    return v.mul(dy, sigmoid(x));
  }
}

export function softplus(x: usize, y: usize, n: usize): void {
  unary<Softplus>(x, y, n, 0, 0);
}

export function softplusGrad(x: usize, dy: usize, dx: usize, fresh: bool, n: usize): void {
  unaryGrad<Softplus>(x, dy, dx, fresh, n, 0, 0);
}

/**
 * x tanh(log(1 + e^x)); that tanh is (1 + 2 e) / (1 + 2 e + 2 e^2) right of 0, (e^2 + 2 e) / (e^2 + 2 e + 2)
 * left of it, e = e^-|x|.
 */
@unmanaged
@final
class Mish {
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    const isRight = v.greaterOrEqual(x, v.zero());
    const e = exp(v.neg(v.abs(x)));
    const square = v.mul(e, e);
    const numerator = v.add(v.select(isRight, v.one(), square), v.add(e, e));
    const rest = v.select(isRight, v.add(square, square), v.two());
    return v.mul(x, v.div(numerator, v.add(numerator, rest)));
  }
  @inline
  gradient(dy: v128, x: v128, _alpha: v128, _beta: v128): v128 {
    const isRight = v.greaterOrEqual(x, v.zero());
    const e = exp(v.neg(v.abs(x)));
    const square = v.mul(e, e);
    const numerator = v.add(v.select(isRight, v.one(), square), v.add(e, e));
    const rest = v.select(isRight, v.add(square, square), v.two());
    const denominator = v.add(numerator, rest);
    const y = v.div(numerator, denominator);
    const slope = v.mul(v.div(rest, denominator), v.add(v.one(), y));
    const s = v.div(v.select(isRight, v.one(), e), v.add(v.one(), e));
    return v.mul(dy, v.add(y, v.mul(x, v.mul(slope, s))));
  }
}

export function mish(x: usize, y: usize, n: usize): void {
  unary<Mish>(x, y, n, 0, 0);
}

export function mishGrad(x: usize, dy: usize, dx: usize, fresh: bool, n: usize): void {
  unaryGrad<Mish>(x, dy, dx, fresh, n, 0, 0);
}
