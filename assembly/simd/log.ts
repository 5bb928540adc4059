import { addBits, mantissaBits, shiftRight } from "./bits";
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
        6.9313812256e-1, 9.0580006145e-6, 1.17549435e-38, 33554432, 25, 8388735, 0.66666662693,
        0.40000972152, 0.28498786688, 0.24279078841,
      ])
    : memory.data<f64>([
        6.9314718036912381649e-1, 1.90821492927058770002e-10, 2.2250738585072014e-308,
        18014398509481984, 54, 4503599627371519, 6.66666666666673513e-1, 3.999999999940941908e-1,
        2.857142874366239149e-1, 2.222219843214978396e-1, 1.818357216161805012e-1,
        1.531383769920937332e-1, 1.479819860511658591e-1,
      ]);

const ln2High: usize = 0;
const ln2Low: usize = 1;
const leastNormal: usize = 2;
/** What makes a subnormal number normal, and its logarithm to base 2. */
const lift: usize = 3;
const liftExponent: usize = 4;
/** 2 to the bits of the mantissa, and the exponent's bias: turns the exponent into a number. */
const exponentOffset: usize = 5;
const l: usize = 6;

/** Bits: 1 less sqrt(1/2), sqrt(1/2), the mantissa, the number 2^(mantissa bits). */
const bitTable: usize =
  sizeof<real>() == 4
    ? memory.data<u32>([0x4afb0d, 0x3f3504f3, 0x7fffff, 0x4b000000])
    : memory.data<u64>([0x95f6200000000, 0x3fe6a09e00000000, 0xfffffffffffff, 0x4330000000000000]);

/** The series as inline methods, for loops in which they are hot; `log` below for all others. */
@unmanaged
@final
export class Logarithm {
  @inline
  log(x: v128): v128 {
    const isNormal = greaterOrEqual(x, entry(table, leastNormal));
    if (!everyLane(v128.and(isNormal, greater(infinity(), x)))) return log(x);
    const split = addBits(x, entry(bitTable, 0));
    return this.ofParts(this.exponent(split), sub(this.mantissa(split), one()));
  }

  /**
   * k of x = 2^k m, m within [sqrt(1/2), sqrt(2)), given the bits of x plus those of 1 less those of
   * sqrt(1/2): that moves m to [1, 2), so that the exponent's bits are those of k.
   */
  @inline
  exponent(split: v128): v128 {
    const biased = v128.or(shiftRight(split, mantissaBits), entry(bitTable, 3));
    return sub(biased, entry(table, exponentOffset));
  }

  /** m of x = 2^k m. */
  @inline
  mantissa(split: v128): v128 {
    return addBits(v128.and(split, entry(bitTable, 2)), entry(bitTable, 1));
  }

  /** log(2^k (1 + f)) */
  @inline
  ofParts(k: v128, f: v128): v128 {
    const s = div(f, add(two(), f));
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

/** As above, of x > 0 that may be subnormal: such are made normal first. */
export function splitBits(x: v128): v128 {
  const normal = select(isSubnormal(x), mul(x, entry(table, lift)), x);
  return addBits(normal, entry(bitTable, 0));
}

export function exponentOf(x: v128, split: v128): v128 {
  const lifted = v128.and(isSubnormal(x), entry(table, liftExponent));
  return sub(changetype<Logarithm>(0).exponent(split), lifted);
}

export function mantissaOf(split: v128): v128 {
  return changetype<Logarithm>(0).mantissa(split);
}

function isSubnormal(x: v128): v128 {
  return greater(entry(table, leastNormal), x);
}

export function log(x: v128): v128 {
  const split = splitBits(x);
  const f = sub(mantissaOf(split), one());
  const y = changetype<Logarithm>(0).ofParts(exponentOf(x, split), f);
  const finite = v128.or(select(greater(infinity(), x), y, x), greater(zero(), x));
  return select(equal(x, zero()), neg(infinity()), finite);
}

/** log(1 + x) for 0 <= x <= 1: with what rounding took from 1 + x, to first order. */
export function logOnePlus(x: v128): v128 {
  const y = add(one(), x);
  return add(log(y), div(sub(x, sub(y, one())), y));
}
