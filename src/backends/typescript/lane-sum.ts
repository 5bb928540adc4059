import type { DType, RealArray } from "../../shape/dtype.js";

/**
 * A sum along one lane, in the order of additions that the contract fixes: neighbours (inner = 1) go
 * to 16 partial sums in turn, elements that lie apart form one chain. Storing a partial rounds it.
 */
export class LaneSum {
  readonly #partials: RealArray;
  #mask = 0;
  #count = 0;

  constructor(dtype: DType) {
    this.#partials = dtype === "float32" ? new Float32Array(16) : new Float64Array(16);
  }

  start(inner: number): void {
    this.#partials.fill(0);
    this.#mask = inner === 1 ? 15 : 0;
    this.#count = 0;
  }

  add(term: number): void {
    this.#partials[this.#count++ & this.#mask] += term;
  }

  total(): number {
    const p = this.#partials;
    if (this.#mask === 0) return p[0];
    for (let half = 8; half > 0; half >>= 1) {
      for (let i = 0; i < half; i++) p[i] += p[i + half];
    }
    return p[0];
  }
}
