import { unary } from "../loops/unary";

@unmanaged
@final
class Floor {
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    return v128.floor<real>(x);
  }
}

export function floor(x: usize, y: usize, n: usize): void {
  unary<Floor>(x, y, n, 0, 0);
}

@unmanaged
@final
class Ceil {
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    return v128.ceil<real>(x);
  }
}

export function ceil(x: usize, y: usize, n: usize): void {
  unary<Ceil>(x, y, n, 0, 0);
}

/** Of two integers as near, the even one. */
@unmanaged
@final
class Round {
  @inline
  value(x: v128, _alpha: v128, _beta: v128): v128 {
    return v128.nearest<real>(x);
  }
}

export function round(x: usize, y: usize, n: usize): void {
  unary<Round>(x, y, n, 0, 0);
}
