import { cases } from "./bit-model.js";
import type { CodeBit } from "./table.js";

/** Numbers have five digits of six bits. */
const largest = 2 ** 30 - 1;
const digitBits = 6;
/** The bits behind the first digit. */
const rest = 24;

/**
 * Arithmetic coding: all bits together are one long number. Each bit cuts the interval in which it lies as the
 * chances stand, and says which part holds it (I. Witten, R. Neal, J. Cleary, "Arithmetic coding for data
 * compression", Communications of the ACM 30, 1987). Digits on which both ends agree are certain and done with.
 */
export class Interval {
  low = 0;
  private high = largest;

  constructor(private readonly onDigit: (digit: number) => void) {}

  /** The last number of the part for a 1. */
  cut(chance: number): number {
    return this.low + Math.floor(((this.high - this.low) * chance) / cases);
  }

  /** Goes on with the part that `bit` says. */
  narrow(cut: number, bit: number): void {
    if (bit === 1) this.high = cut;
    else this.low = cut + 1;
    while (this.low >>> rest === this.high >>> rest) {
      this.onDigit(this.low >>> rest);
      this.low = (this.low << digitBits) & largest;
      this.high = ((this.high << digitBits) & largest) | 63;
    }
  }
}

/** Reads bits from `text`, whose characters are digits: those from # on, but for the backslash. */
export function bitReader(text: string): CodeBit {
  let at = 0;
  let number = 0;
  const shift = (): void => {
    const code = text.charCodeAt(at++);
    number = ((number << digitBits) & largest) | (code - (code > 92 ? 36 : 35));
  };
  for (let i = 0; i < 5; i++) shift();
  const interval = new Interval(shift);
  return (chance) => {
    const cut = interval.cut(chance);
    const bit = number <= cut ? 1 : 0;
    interval.narrow(cut, bit);
    return bit;
  };
}
