import { subBits } from "./bits";
import {
  add,
  div,
  entry,
  equal,
  everyLane,
  greater,
  greaterOrEqual,
  half,
  infinity,
  mul,
  neg,
  one,
  select,
  sub,
  two,
  zero,
} from "./vector";

/**
 * log x after FreeBSD's e_log.c and e_logf.c (Sun Microsystems, 1993): x = 2^k m, m in
 * [sqrt(1/2), sqrt(2)), f = m - 1, s = f / (2 + f), and
 * log m = f - (f^2 / 2 - s (f^2 / 2 + R)), R = s^2 (L1 + s^2 (L2 + …)).
 */
const table: usize =
  sizeof<real>() == 4
    ? memory.data<f32>([
        6.9313812256e-1, 9.0580006145e-6, 1.17549435e-38, 33554432, 25, 0.66666662693,
        0.40000972152, 0.28498786688, 0.24279078841,
      ])
    : memory.data<f64>([
        6.9314718036912381649e-1, 1.90821492927058770002e-10, 2.2250738585072014e-308,
        18014398509481984, 54, 6.66666666666673513e-1, 3.999999999940941908e-1,
        2.857142874366239149e-1, 2.222219843214978396e-1, 1.818357216161805012e-1,
        1.531383769920937332e-1, 1.479819860511658591e-1,
      ]);

const ln2High: usize = 0;
const ln2Low: usize = 1;
const leastNormal: usize = 2;
/** What makes a subnormal number normal, and its logarithm to base 2. */
const lift: usize = 3;
const liftExponent: usize = 4;
const l: usize = 5;

/** The bits of sqrt(1/2), and those of sign and exponent. */
const bitTable: usize =
  sizeof<real>() == 4
    ? memory.data<u32>([0x3f3504f3, 0xff800000])
    : memory.data<u64>([0x3fe6a09e00000000, 0xfff0000000000000]);

/** The series as inline methods, for loops in which they are hot; `log` below for all others. */
@unmanaged
@final
export class Logarithm {
  /** If every x is positive, normal and finite. */
  @inline
  isNormal(x: v128): bool {
    const isLarge = greaterOrEqual(x, entry(table, leastNormal));
    return everyLane(v128.and(isLarge, greater(infinity(), x)));
  }

  /** log x, given that x is positive, normal and finite. */
  @inline
  log(x: v128): v128 {
    const split = subBits(x, entry(bitTable, 0));
    return this.ofParts(this.exponent(split), sub(this.mantissa(x, split), one()));
  }

  /** log x of any x. */
  @inline
  logOfAny(x: v128): v128 {
    const isSubnormal = greater(entry(table, leastNormal), x);
    const normal = select(isSubnormal, mul(x, entry(table, lift)), x);
    const split = subBits(normal, entry(bitTable, 0));
    const k = sub(this.exponent(split), v128.and(isSubnormal, entry(table, liftExponent)));
    const y = this.ofParts(k, sub(this.mantissa(normal, split), one()));
    const finite = v128.or(select(greater(infinity(), x), y, x), greater(zero(), x));
    return select(equal(x, zero()), neg(infinity()), finite);
  }

  /**
   * k of x = 2^k m, m within [sqrt(1/2), sqrt(2)), given the bits of x less those of sqrt(1/2): their
   * exponent is k.
   */
  @inline
  exponent(split: v128): v128 {
    if (sizeof<real>() == 4) return v128.convert<i32>(v128.shr<i32>(split, 23));
    const k = v128.shr<i32>(split, 20);
    return v128.convert_low<i32>(v128.shuffle<i32>(k, k, 1, 3, 1, 3));
  }

  /** m of x = 2^k m. */
  @inline
  mantissa(x: v128, split: v128): v128 {
    return subBits(x, v128.and(split, entry(bitTable, 1)));
  }

  /** log(2^k (1 + f)) */
  @inline
  ofParts(k: v128, f: v128): v128 {
    const s = div(f, add(f, two()));
    const z = mul(s, s);
    const w = mul(z, z);
    // The even and the odd terms apart, which shortens the chain of dependent steps.
    let even = entry(table, l + 3);
    let odd = add(entry(table, l), mul(w, entry(table, l + 2)));
    if (sizeof<real>() == 8) {
      even = add(even, mul(w, entry(table, l + 5)));
      odd = add(entry(table, l + 4), mul(w, entry(table, l + 6)));
      odd = add(entry(table, l), mul(w, add(entry(table, l + 2), mul(w, odd))));
    }
    even = mul(w, add(entry(table, l + 1), mul(w, even)));
    const r = add(mul(z, odd), even);
    const halfSquare = mul(half(), mul(f, f));
    const small = add(mul(s, add(halfSquare, r)), mul(k, entry(table, ln2Low)));
    return sub(mul(k, entry(table, ln2High)), sub(sub(halfSquare, small), f));
  }
}

/** x > 0, but times 2^25 or 2^54 where it is subnormal. */
export function madeNormal(x: v128): v128 {
  return select(isSubnormal(x), mul(x, entry(table, lift)), x);
}

/** k of x = 2^k m, given the normal x. */
export function exponentOf(x: v128, normal: v128): v128 {
  const k = changetype<Logarithm>(0).exponent(subBits(normal, entry(bitTable, 0)));
  return sub(k, v128.and(isSubnormal(x), entry(table, liftExponent)));
}

/** m of a normal x = 2^k m. */
export function mantissaOf(normal: v128): v128 {
  return changetype<Logarithm>(0).mantissa(normal, subBits(normal, entry(bitTable, 0)));
}

function isSubnormal(x: v128): v128 {
  return greater(entry(table, leastNormal), x);
}

export function log(x: v128): v128 {
  return changetype<Logarithm>(0).logOfAny(x);
}

/** log(1 + x) for 0 <= x <= 1: with what rounding took from 1 + x, to first order. */
export function logOnePlus(x: v128): v128 {
  const y = add(one(), x);
  return add(log(y), div(sub(x, sub(y, one())), y));
}
