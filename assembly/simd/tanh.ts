import { addBits, mantissaBits, shiftLeft } from "./bits";
import { Exponential } from "./exp";
import { abs, add, atMost, div, entry, greater, half, mul, one, select, sub, two } from "./vector";

/**
 * tanh |x| up to 1/2 is |x| - |x| w / (1 + w), 1 + w = x coth x; beyond, 1 - 2 / (e^(2 |x|) + 1). With
 * r = 2 |x| there, and what exceeds a multiple of ln 2 here, both need only the series of
 * r coth(r / 2) = 2 + r^2 (1 / 6 - r^2 / 360 + …), whose terms are 2 B(2 k) r^(2 k) / (2 k)!, and one
 * division: e^r = (d + 2 r) / d, d = r coth(r / 2) - r.
 */
const table: usize =
  sizeof<real>() == 4
    ? memory.data<f32>([
        40, 1.09861229, 0.166666667, -0.00277777778, 6.61375661e-5, -1.65343915e-6, 4.1753514e-8,
      ])
    : memory.data<f64>([
        40, 1.0986122886681098, 0.166666666666666667, -0.00277777777777777778,
        0.0000661375661375661376, -1.65343915343915344e-6, 4.1753513975736198e-8,
        -1.05683802773749864e-9, 2.67650730613693577e-11, -6.77936059264516573e-13,
        1.71721241125556891e-14, -4.34973739711612375e-16, 1.1018005656720459e-17,
      ]);

/** From here on tanh(r / 2) is 1. */
const highest: usize = 0;
/** Where tanh(r / 2) is 1/2. */
const middle: usize = 1;
const first: usize = 2;
const last: usize = sizeof<real>() == 4 ? 6 : 12;

@unmanaged
@final
export class Tangent {
  @inline
  tanh(x: v128): v128 {
    const series = changetype<Exponential>(0);
    const size = abs(x);
    const double = atMost(add(size, size), entry(table, highest));
    const isLarge = greater(double, entry(table, middle));
    const rounded = series.roundedQuotient(double);
    const n = v128.and(series.quotient(rounded), isLarge);
    const r = sub(series.restHigh(double, n), series.restLow(n));

    const u = this.cothMinusTwo(r);
    const d = sub(two(), sub(r, u));
    const scaled = addBits(add(d, add(r, r)), shiftLeft(rounded, mantissaBits));
    const w = mul(half(), u);
    const numerator = select(isLarge, add(d, d), mul(size, w));
    const denominator = select(isLarge, add(scaled, d), add(one(), w));
    const y = sub(select(isLarge, one(), size), div(numerator, denominator));
    return v128.or(y, v128.xor(x, size));
  }

  /** r coth(r / 2) - 2 */
  @inline
  cothMinusTwo(r: v128): v128 {
    const r2 = mul(r, r);
    let sum = entry(table, last);
    if (sizeof<real>() == 4) {
      // In two halves, which shortens the chain of dependent steps.
      const low = add(entry(table, first), mul(r2, entry(table, first + 1)));
      const high = add(entry(table, first + 2), mul(r2, entry(table, first + 3)));
      const r4 = mul(r2, r2);
      sum = add(low, mul(r4, add(high, mul(r4, sum))));
    } else {
      for (let i = last - 1; i >= first; i--) sum = add(mul(sum, r2), entry(table, i));
    }
    return mul(r2, sum);
  }
}

export function tanh(x: v128): v128 {
  return changetype<Tangent>(0).tanh(x);
}
