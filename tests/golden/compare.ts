import type { Entry, Tensor } from "./schema.js";

export type Precision = "float32" | "float64";

/** float64 results may differ by this much: exp, log and tanh are the library's own. */
const FLOAT64_TOLERANCE = 1e-9;

/**
 * A case's spread is how far one float32 implementation lands from the float64 value: a sample. What
 * adds in another order lands elsewhere, in long runs up to some times as far; and a spread may be
 * below half a unit in the last place, or zero by luck.
 */
const FLOAT32_SPREADS = 4;
const FLOAT32_SLACK = 4 * 2 ** -23;

/** The distance of a from b: absolute for small b, relative for large. */
function distance(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const d = Math.abs(a - b) / Math.max(1, Math.abs(b));
  return Number.isNaN(d) ? Infinity : d;
}

function numberOf(entry: Entry): number {
  return typeof entry === "number" ? entry : Number(entry);
}

/** What came out, in the form of a tensor of the files. */
export interface Result {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Collects, in words, where results differ from what was expected; none means all is well. */
export class Comparison {
  readonly mismatches: string[] = [];

  constructor(readonly precision: Precision) {}

  /**
   * `spread` is the float32 spread that the case states; null where a plain float32 run is not
   * finite: then float32 results have to be numbers all the same.
   */
  tensor(name: string, actual: Result, expected: Tensor, spread: number | null): void {
    if (actual.shape.join() !== expected.shape.join()) {
      this.mismatches.push(`${name} has shape (${actual.shape}), expected (${expected.shape})`);
      return;
    }
    this.numbers(name, actual.data, expected.data, spread);
  }

  numbers(
    name: string,
    actual: ArrayLike<number>,
    expected: readonly Entry[],
    spread: number | null,
  ): void {
    if (actual.length !== expected.length) {
      this.mismatches.push(`${name} has ${actual.length} entries, expected ${expected.length}`);
      return;
    }
    if (this.precision === "float32" && spread === null) this.#finite(name, actual);
    else this.#close(name, actual, expected.map(numberOf), this.#allowed(spread));
  }

  within(name: string, actual: number, low: number, high: number): void {
    if (!(actual >= low && actual <= high)) {
      this.mismatches.push(`${name} is ${actual}, expected ${low} to ${high}`);
    }
  }

  #allowed(spread: number | null): number {
    if (this.precision === "float64") return FLOAT64_TOLERANCE;
    return FLOAT32_SPREADS * (spread ?? 0) + FLOAT32_SLACK;
  }

  #finite(name: string, actual: ArrayLike<number>): void {
    const bad = Array.from(actual).findIndex((a) => !Number.isFinite(a));
    if (bad >= 0) this.mismatches.push(`${name}[${bad}] is ${actual[bad]}, expected a number`);
  }

  /** Reports the worst entry alone. */
  #close(name: string, actual: ArrayLike<number>, expected: number[], allowed: number): void {
    const distances = expected.map((b, i) => distance(actual[i], b));
    const worst = distances.indexOf(distances.reduce((a, b) => Math.max(a, b), 0));
    if (distances[worst] > allowed) {
      const [a, b, off] = [actual[worst], expected[worst], distances[worst]];
      this.mismatches.push(`${name}[${worst}] is ${a}, expected ${b}: off by ${off} > ${allowed}`);
    }
  }
}
