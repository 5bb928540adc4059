import { addBits, mantissaBits, shiftLeft } from "./bits";
import { Exponential } from "./exp";
import { abs, add, div, greaterOrEqual, neg, select, sub, two, zero } from "./vector";

/**
 * 1 / (1 + e^-x), of e^-|x| = s n / d without dividing twice: d / (d + s n), and s n / (d + s n) left
 * of 0, where so the small values keep all their digits.
 */
@unmanaged
@final
export class Sigmoid {
  /** Given that e^-|x| is a normal number. */
  @inline
  sigmoid(x: v128): v128 {
    const series = changetype<Exponential>(0);
    const size = neg(abs(x));
    const rounded = series.roundedQuotient(size);
    const r = this.rest(size, rounded);
    const d = this.denominator(r);
    return this.ofParts(x, d, addBits(this.numerator(r, d), shiftLeft(rounded, mantissaBits)));
  }

  @inline
  rest(x: v128, rounded: v128): v128 {
    const series = changetype<Exponential>(0);
    const n = series.quotient(rounded);
    return sub(series.restHigh(x, n), series.restLow(n));
  }

  @inline
  denominator(r: v128): v128 {
    return sub(two(), changetype<Exponential>(0).correction(r));
  }

  @inline
  numerator(r: v128, d: v128): v128 {
    return add(d, add(r, r));
  }

  @inline
  ofParts(x: v128, d: v128, sn: v128): v128 {
    return div(select(greaterOrEqual(x, zero()), d, sn), add(d, sn));
  }
}

/** The same of any x. */
export function sigmoid(x: v128): v128 {
  const series = changetype<Exponential>(0);
  const parts = changetype<Sigmoid>(0);
  const size = series.bounded(neg(abs(x)));
  const rounded = series.roundedQuotient(size);
  const r = parts.rest(size, rounded);
  const d = parts.denominator(r);
  return parts.ofParts(x, d, series.scale(parts.numerator(r, d), rounded));
}
