import { addBits, mantissaBits, shiftLeft } from "./bits";
import {
  abs,
  add,
  atLeast,
  atMost,
  div,
  entry,
  equal,
  everyLane,
  greater,
  mul,
  neg,
  one,
  sub,
  two,
} from "./vector";

/**
 * e^x after FreeBSD's e_exp.c and e_expf.c (Sun Microsystems, 1993): x = n ln 2 + r with |r| at most
 * ln 2 / 2, and e^r - 1 = r + r c / (2 - c), c = r - r^2 (P1 + r^2 P2 + …).
 */
const table: usize =
  sizeof<real>() == 4
    ? memory.data<f32>([
        1.4426950216, 12582912, 6.9314575195e-1, 1.4286067653e-6, -104, 89, 87, 40, 1.666662544e-1,
        -2.7667332906e-3,
      ])
    : memory.data<f64>([
        1.442695040888963387, 6755399441055744, 6.9314718036912381649e-1,
        1.90821492927058770002e-10, -746, 710, 708, 40, 1.66666666666666019037e-1,
        -2.77777777770155933842e-3, 6.61375632143793436117e-5, -1.6533902205465251539e-6,
        4.13813679705723846039e-8,
      ]);

const log2OfE: usize = 0;
/** 1.5 times 2 to the bits of the mantissa: adding it rounds to an integer, left in the lowest bits. */
const rounder: usize = 1;
const ln2High: usize = 2;
const ln2Low: usize = 3;
/** Beyond these the result is 0 or Infinity. */
const lowest: usize = 4;
const highest: usize = 5;
/** Up to this size of x the result is normal, and 2^n too. */
const normalBound: usize = 6;
/** Beyond this size of x, e^x - 1 is -1 and tanh(x / 2) is 1. */
const minusOneBound: usize = 7;
const p: usize = 8;

/** The series as inline methods, for loops in which they are hot; `exp` below for all others. */
@unmanaged
@final
export class Exponential {
  /** If every e^x is a normal number. */
  @inline
  isNormal(x: v128): bool {
    return everyLane(greater(entry(table, normalBound), abs(x)));
  }

  /** e^x, given that it is a normal number. */
  @inline
  exp(x: v128): v128 {
    const rounded = this.roundedQuotient(x);
    const y = add(this.restMinusOne(x, rounded), one());
    return addBits(y, shiftLeft(rounded, mantissaBits));
  }

  /** e^x of any x. */
  @inline
  expOfAny(x: v128): v128 {
    const v = this.bounded(x);
    const rounded = this.roundedQuotient(v);
    return this.scale(add(this.restMinusOne(v, rounded), one()), rounded);
  }

  /** e^x - 1 within [-40, 40]; beyond, its value at the bound. */
  @inline
  expMinusOne(x: v128): v128 {
    const bound = entry(table, minusOneBound);
    const v = atLeast(atMost(x, bound), neg(bound));
    const rounded = this.roundedQuotient(v);
    const scale = powerOfTwo(rounded);
    // 1 - scale and not scale - 1: so e^-0 - 1 is -0.
    return sub(mul(this.restMinusOne(v, rounded), scale), sub(one(), scale));
  }

  /** n + rounder, n = x / ln 2 rounded. */
  @inline
  roundedQuotient(x: v128): v128 {
    return add(mul(x, entry(table, log2OfE)), entry(table, rounder));
  }

  /** e^(x - n ln 2) - 1 */
  @inline
  restMinusOne(x: v128, rounded: v128): v128 {
    const n = this.quotient(rounded);
    return this.minusOne(this.restHigh(x, n), this.restLow(n));
  }

  /** x - n ln 2 = restHigh - restLow. */
  @inline
  restHigh(x: v128, n: v128): v128 {
    return sub(x, mul(n, entry(table, ln2High)));
  }

  @inline
  restLow(n: v128): v128 {
    return mul(n, entry(table, ln2Low));
  }

  /** n of n + rounder. */
  @inline
  quotient(rounded: v128): v128 {
    return sub(rounded, entry(table, rounder));
  }

  /** e^(high - low) - 1 */
  @inline
  minusOne(high: v128, low: v128): v128 {
    const r = sub(high, low);
    const c = this.correction(r);
    return sub(high, sub(low, div(mul(r, c), sub(two(), c))));
  }

  /** c: e^r = (2 - c + 2 r) / (2 - c). */
  @inline
  correction(r: v128): v128 {
    const r2 = mul(r, r);
    let series: v128;
    if (sizeof<real>() == 4) {
      series = add(entry(table, p), mul(r2, entry(table, p + 1)));
    } else {
      series = add(entry(table, p + 3), mul(r2, entry(table, p + 4)));
      series = add(entry(table, p + 2), mul(r2, series));
      series = add(entry(table, p + 1), mul(r2, series));
      series = add(entry(table, p), mul(r2, series));
    }
    return sub(r, mul(r2, series));
  }

  /** y 2^n in two steps, since 2^n itself may be too large or too small; the second one rounds. */
  @inline
  scale(y: v128, rounded: v128): v128 {
    const half = v128.shr<i32>(rounded, 1);
    return mul(mul(y, powerOfTwo(half)), powerOfTwo(v128.sub<i32>(rounded, half)));
  }

  /** x within the bounds beyond which e^x is 0 or Infinity. */
  @inline
  bounded(x: v128): v128 {
    return atLeast(atMost(x, entry(table, highest)), entry(table, lowest));
  }
}

/** 2^n from the bits of n + rounder: the shift leaves n in the place of the exponent. */
function powerOfTwo(rounded: v128): v128 {
  return addBits(shiftLeft(rounded, mantissaBits), one());
}

export function exp(x: v128): v128 {
  return changetype<Exponential>(0).expOfAny(x);
}

/** e^(x + low), low being small against x. */
export function expOfSum(x: v128, low: v128): v128 {
  const series = changetype<Exponential>(0);
  const v = series.bounded(x);
  const rounded = series.roundedQuotient(v);
  const n = series.quotient(rounded);
  // Where x is bounded, low is beside the point and may be large.
  const lost = sub(series.restLow(n), v128.and(low, equal(v, x)));
  const y = add(series.minusOne(series.restHigh(v, n), lost), one());
  return series.scale(y, rounded);
}

/** e^x - 1 within [-40, 40]; beyond, its value at the bound. */
export function expMinusOne(x: v128): v128 {
  return changetype<Exponential>(0).expMinusOne(x);
}
