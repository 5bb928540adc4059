import { sumLanes } from "../simd/horizontal";
import { firstBytes } from "../simd/part";
import { add, zero } from "../simd/vector";

/** The sum of a row of so many bytes, in every lane, in the contract's order. */
export function sumRow(x: usize, bytes: usize): v128 {
  return sumTerms<Itself>(x, x, bytes, zero());
}

@unmanaged
@final
class Itself {
  @inline
  term(x: v128, _y: v128, _shift: v128): v128 {
    return x;
  }
}

/**
 * The sum over a row of `Op.term(x, y, parameter)`, in every lane. Order of additions: element i
 * belongs to partial sum i mod 16, and then halves are added up. The 16 are 4 vectors of float32 or 8
 * of float64, which move up with each vector added: which of them is first changes nothing, since
 * those added up are half a turn apart.
 */
export function sumTerms<Op>(x: usize, y: usize, bytes: usize, parameter: v128): v128 {
  const op = changetype<Op>(0);
  let p0 = zero();
  let p1 = zero();
  let p2 = zero();
  let p3 = zero();
  let p4 = zero();
  let p5 = zero();
  let p6 = zero();
  let p7 = zero();
  for (; bytes >= 64; bytes -= 64, x += 64, y += 64) {
    const q0 = add(p0, op.term(v128.load(x), v128.load(y), parameter));
    const q1 = add(p1, op.term(v128.load(x, 16), v128.load(y, 16), parameter));
    const q2 = add(p2, op.term(v128.load(x, 32), v128.load(y, 32), parameter));
    const q3 = add(p3, op.term(v128.load(x, 48), v128.load(y, 48), parameter));
    p0 = sizeof<real>() == 4 ? q0 : p4;
    p1 = sizeof<real>() == 4 ? q1 : p5;
    p2 = sizeof<real>() == 4 ? q2 : p6;
    p3 = sizeof<real>() == 4 ? q3 : p7;
    p4 = q0;
    p5 = q1;
    p6 = q2;
    p7 = q3;
  }
  for (let left: isize = bytes; left > 0; left -= 16, x += 16, y += 16) {
    const term = op.term(v128.load(x), v128.load(y), parameter);
    const next = add(p0, v128.and(term, firstBytes(min<isize>(left, 16))));
    p0 = p1;
    p1 = p2;
    p2 = p3;
    if (sizeof<real>() == 4) {
      p3 = next;
    } else {
      p3 = p4;
      p4 = p5;
      p5 = p6;
      p6 = p7;
      p7 = next;
    }
  }
  if (sizeof<real>() == 8) {
    p0 = add(p0, p4);
    p1 = add(p1, p5);
    p2 = add(p2, p6);
    p3 = add(p3, p7);
  }
  return sumLanes(add(add(p0, p2), add(p1, p3)));
}
