import { add, zero } from "../simd/vector";

/**
 * Folds `axis` vectors, `stride` bytes apart, one after another in each lane. `Op` has inline methods
 * `start()` and `combine(a, b)`.
 */
export function foldColumns<Op>(x: usize, axis: usize, stride: usize): v128 {
  const op = changetype<Op>(0);
  let v = op.start();
  for (; axis > 0; axis--, x += stride) v = op.combine(v, v128.load(x));
  return v;
}

@unmanaged
@final
export class Sum {
  @inline
  start(): v128 {
    return zero();
  }
  @inline
  combine(a: v128, b: v128): v128 {
    return add(a, b);
  }
}
