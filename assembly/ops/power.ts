import { unary, unaryGrad } from "../loops/unary";
import { pow } from "../simd/pow";
import * as v from "../simd/vector";

@unmanaged
@final
class Power {
  @inline
  value(x: v128, exponent: v128, _beta: v128): v128 {
    return pow(x, exponent);
  }
  @inline
  gradient(dy: v128, x: v128, exponent: v128, lessOne: v128): v128 {
    const slope = v.mul(exponent, pow(x, lessOne));
    return v128.and(v.mul(dy, slope), v.unequal(exponent, v.zero()));
  }
}

@unmanaged
@final
class Square {
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    return v.mul(x, x);
  }
  @inline
  gradient(dy: v128, x: v128, _alpha: v128, _beta: v128): v128 {
    return v.mul(dy, v.add(x, x));
  }
}

@unmanaged
@final
class SquareRoot {
  // Unlike sqrt, x ** 0.5 takes -0 to 0 and -Infinity to Infinity.
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    const root = v.sqrt(v.add(x, v.zero()));
    return v.select(v.equal(x, v.neg(v.infinity())), v.infinity(), root);
  }
}

@unmanaged
@final
class Reciprocal {
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    return v.div(v.one(), x);
  }
}

export function power(x: usize, y: usize, n: usize, exponent: f64): void {
  if (exponent == 2) unary<Square>(x, y, n, 0, 0);
  else if (exponent == 0.5) unary<SquareRoot>(x, y, n, 0, 0);
  else if (exponent == -1) unary<Reciprocal>(x, y, n, 0, 0);
  else unary<Power>(x, y, n, exponent, 0);
}

export function powerGrad(
  x: usize,
  dy: usize,
  dx: usize,
  fresh: bool,
  n: usize,
  exponent: f64,
): void {
  if (exponent == 2) unaryGrad<Square>(x, dy, dx, fresh, n, 0, 0);
  else unaryGrad<Power>(x, dy, dx, fresh, n, exponent, exponent - 1);
}
