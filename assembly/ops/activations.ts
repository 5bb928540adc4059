import { unary, unaryGrad, unaryInPairs } from "../loops/unary";
import { Exponential, exp as expOfAny } from "../simd/exp";
import { Sigmoid as SigmoidSeries, sigmoid as sigmoidOfAny } from "../simd/sigmoid";
import { Tangent, tanh as tanhOfAny } from "../simd/tanh";
import * as v from "../simd/vector";

@unmanaged
@final
export class Relu {
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    return v128.andnot(x, v.greaterOrEqual(v.zero(), x));
  }
  @inline
  gradient(dy: v128, y: v128, _alpha: v128, _beta: v128): v128 {
    return v128.andnot(dy, v.greaterOrEqual(v.zero(), y));
  }
}

export function relu(x: usize, y: usize, n: usize): void {
  unary<Relu>(x, y, n, 0, 0);
}

export function reluGrad(y: usize, dy: usize, dx: usize, fresh: bool, n: usize): void {
  unaryGrad<Relu>(y, dy, dx, fresh, n, 0, 0);
}

@unmanaged
@final
export class LeakyRelu {
  @inline
  value(x: v128, alpha: v128, _beta: v128): v128 {
    return v.select(v.greater(x, v.zero()), x, v.mul(alpha, x));
  }
  @inline
  gradient(dy: v128, y: v128, alpha: v128, _beta: v128): v128 {
    return v.select(v.greater(y, v.zero()), dy, v.mul(dy, alpha));
  }
}

export function leakyRelu(x: usize, y: usize, n: usize, alpha: f64): void {
  unary<LeakyRelu>(x, y, n, alpha, 0);
}

export function leakyReluGrad(
  y: usize,
  dy: usize,
  dx: usize,
  fresh: bool,
  n: usize,
  alpha: f64,
): void {
  unaryGrad<LeakyRelu>(y, dy, dx, fresh, n, alpha, 0);
}

@unmanaged
@final
class Elu {
  @inline
  value(x: v128, alpha: v128, _beta: v128): v128 {
    const left = v.mul(alpha, changetype<Exponential>(0).expMinusOne(x));
    return v.select(v.greater(x, v.zero()), x, left);
  }
  @inline
  gradient(dy: v128, x: v128, alpha: v128, _beta: v128): v128 {
    const left = v.mul(dy, v.mul(alpha, expOfAny(x)));
    return v.select(v.greater(x, v.zero()), dy, left);
  }
}

export function elu(x: usize, y: usize, n: usize, alpha: f64): void {
  unary<Elu>(x, y, n, alpha, 0);
}

export function eluGrad(x: usize, dy: usize, dx: usize, fresh: bool, n: usize, alpha: f64): void {
  unaryGrad<Elu>(x, dy, dx, fresh, n, alpha, 0);
}

@unmanaged
@final
export class Sigmoid {
  @inline
  isUsual(x: v128): bool {
    return changetype<Exponential>(0).isNormal(x);
  }
  @inline
  value(x: v128): v128 {
    return changetype<SigmoidSeries>(0).sigmoid(x);
  }
  @inline
  any(x: v128): v128 {
    return sigmoidOfAny(x);
  }
  @inline
  gradient(dy: v128, y: v128, _alpha: v128, _beta: v128): v128 {
    return v.mul(dy, v.mul(y, v.sub(v.one(), y)));
  }
}

export function sigmoid(x: usize, y: usize, n: usize): void {
  unaryInPairs<Sigmoid>(x, y, n);
}

export function sigmoidGrad(y: usize, dy: usize, dx: usize, fresh: bool, n: usize): void {
  unaryGrad<Sigmoid>(y, dy, dx, fresh, n, 0, 0);
}

@unmanaged
@final
export class Tanh {
  @inline
  isUsual(_x: v128): bool {
    return true;
  }
  @inline
  value(x: v128): v128 {
    return changetype<Tangent>(0).tanh(x);
  }
  @inline
  any(x: v128): v128 {
    return tanhOfAny(x);
  }
  @inline
  gradient(dy: v128, y: v128, _alpha: v128, _beta: v128): v128 {
    return v.mul(dy, v.sub(v.one(), v.mul(y, y)));
  }
}

export function tanh(x: usize, y: usize, n: usize): void {
  unaryInPairs<Tanh>(x, y, n);
}

export function tanhGrad(y: usize, dy: usize, dx: usize, fresh: bool, n: usize): void {
  unaryGrad<Tanh>(y, dy, dx, fresh, n, 0, 0);
}
