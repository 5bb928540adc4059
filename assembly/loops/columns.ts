import { add, zero } from "../simd/vector";

/** The sum in each lane of `axis` vectors, `stride` bytes apart, one after another. */
export function sumOfColumns(x: usize, axis: usize, stride: usize): v128 {
  let v = zero();
  for (; axis > 0; axis--, x += stride) v = add(v, v128.load(x));
  return v;
}
