import type { DType } from "../../src/shape/dtype.js";

/** Test data from a seed: the same in every run. */
export class Data {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** Uniform in [0, 1): mulberry32 (Tommy Ettinger). */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  integer(below: number): number {
    return Math.floor(this.unit() * below);
  }

  /** Numbers with all their digits. */
  rough(n: number, low = -4, high = 4): number[] {
    return Array.from({ length: n }, () => low + (high - low) * this.unit());
  }

  /** Eighths between -2 and 2: exact in sums and products, and often equal to one another. */
  eighths(n: number): number[] {
    return Array.from({ length: n }, () => (this.integer(33) - 16) / 8);
  }

  /** Rough numbers among which every special value of the dtype appears, if there is room. */
  withSpecials(n: number, dtype: DType): number[] {
    const values = this.rough(n);
    const specials = specialsOf(dtype);
    for (let i = 0; i < n; i++) if (this.integer(2)) values[i] = specials[i % specials.length];
    return values;
  }
}

/** What often goes wrong: not a number, signed zeros, infinities, the ends of the range. */
export function specialsOf(dtype: DType): number[] {
  const [smallest, normal, largest] =
    dtype === "float32"
      ? [2 ** -149, 2 ** -126, (2 - 2 ** -23) * 2 ** 127]
      : [2 ** -1074, 2 ** -1022, Number.MAX_VALUE];
  const positive = [0, 1, smallest, 5 * smallest, normal, largest, Infinity];
  return [...positive, ...positive.map((x) => -x), NaN];
}
