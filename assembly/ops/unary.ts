import { unary, unaryGrad, unaryInPairs } from "../loops/unary";
import { Exponential, exp as expOfAny } from "../simd/exp";
import { Logarithm, log as logOfAny } from "../simd/log";
import * as v from "../simd/vector";

@unmanaged
@final
class Neg {
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    return v.neg(x);
  }
  @inline
  gradient(dy: v128, _y: v128, _alpha: v128, _beta: v128): v128 {
    return v.neg(dy);
  }
}

export function neg(x: usize, y: usize, n: usize): void {
  unary<Neg>(x, y, n, 0, 0);
}

export function negGrad(y: usize, dy: usize, dx: usize, fresh: bool, n: usize): void {
  unaryGrad<Neg>(y, dy, dx, fresh, n, 0, 0);
}

@unmanaged
@final
class Abs {
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    return v.abs(x);
  }
  @inline
  gradient(dy: v128, x: v128, _alpha: v128, _beta: v128): v128 {
    return v.mul(dy, v.sign(x));
  }
}

export function abs(x: usize, y: usize, n: usize): void {
  unary<Abs>(x, y, n, 0, 0);
}

export function absGrad(x: usize, dy: usize, dx: usize, fresh: bool, n: usize): void {
  unaryGrad<Abs>(x, dy, dx, fresh, n, 0, 0);
}

@unmanaged
@final
class Exp {
  @inline
  isUsual(x: v128): bool {
    return changetype<Exponential>(0).isNormal(x);
  }
  @inline
  value(x: v128): v128 {
    return changetype<Exponential>(0).exp(x);
  }
  @inline
  any(x: v128): v128 {
    return expOfAny(x);
  }
  @inline
  gradient(dy: v128, y: v128, _alpha: v128, _beta: v128): v128 {
    return v.mul(dy, y);
  }
}

export function exp(x: usize, y: usize, n: usize): void {
  unaryInPairs<Exp>(x, y, n);
}

export function expGrad(y: usize, dy: usize, dx: usize, fresh: bool, n: usize): void {
  unaryGrad<Exp>(y, dy, dx, fresh, n, 0, 0);
}

@unmanaged
@final
class Log {
  @inline
  isUsual(x: v128): bool {
    return changetype<Logarithm>(0).isNormal(x);
  }
  @inline
  value(x: v128): v128 {
    return changetype<Logarithm>(0).log(x);
  }
  @inline
  any(x: v128): v128 {
    return logOfAny(x);
  }
  @inline
  gradient(dy: v128, x: v128, _alpha: v128, _beta: v128): v128 {
    return v.div(dy, x);
  }
}

export function log(x: usize, y: usize, n: usize): void {
  unaryInPairs<Log>(x, y, n);
}

export function logGrad(x: usize, dy: usize, dx: usize, fresh: bool, n: usize): void {
  unaryGrad<Log>(x, dy, dx, fresh, n, 0, 0);
}

@unmanaged
@final
class Sqrt {
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    return v.sqrt(x);
  }
  @inline
  gradient(dy: v128, y: v128, _alpha: v128, _beta: v128): v128 {
    return v.mul(dy, v.div(v.half(), y));
  }
}

export function sqrt(x: usize, y: usize, n: usize): void {
  unary<Sqrt>(x, y, n, 0, 0);
}

export function sqrtGrad(y: usize, dy: usize, dx: usize, fresh: bool, n: usize): void {
  unaryGrad<Sqrt>(y, dy, dx, fresh, n, 0, 0);
}

@unmanaged
@final
class Clip {
  @inline
  value(x: v128, low: v128, high: v128): v128 {
    return v.atMost(v.atLeast(x, low), high);
  }
  @inline
  gradient(dy: v128, x: v128, low: v128, high: v128): v128 {
    const isWithin = v128.and(v.greaterOrEqual(x, low), v.greaterOrEqual(high, x));
    return v128.and(dy, isWithin);
  }
}

export function clip(x: usize, y: usize, n: usize, low: f64, high: f64): void {
  unary<Clip>(x, y, n, low, high);
}

export function clipGrad(
  x: usize,
  dy: usize,
  dx: usize,
  fresh: bool,
  n: usize,
  low: f64,
  high: f64,
): void {
  unaryGrad<Clip>(x, dy, dx, fresh, n, low, high);
}
