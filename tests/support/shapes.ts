import fc from "fast-check";
import { type Shape, sizeOf } from "../../src/shape/shape.js";
import type { Data } from "./data.js";

/** Shapes of rank 0 to `maxRank` with short axes. */
export function shapes(minRank = 0, maxRank = 4, maxLength = 3): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: 1, max: maxLength }), {
    minLength: minRank,
    maxLength: maxRank,
  });
}

/** Shapes that broadcast to one another: each is the common one with axes cut off or set to 1. */
export function broadcasting(count: number): fc.Arbitrary<number[][]> {
  return shapes().chain((common) =>
    fc.tuple(...Array.from({ length: count }, () => within(common))),
  );
}

function within(common: Shape): fc.Arbitrary<number[]> {
  return fc
    .tuple(fc.integer({ min: 0, max: common.length }), fc.array(fc.boolean(), length(common)))
    .map(([cut, ones]) => common.map((n, i) => (ones[i] ? 1 : n)).slice(cut));
}

function length(shape: Shape): { minLength: number; maxLength: number } {
  return { minLength: shape.length, maxLength: shape.length };
}

/** A seed for `Data`. */
export const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

/** Elements of `shape` in [low, high] no two of which are close, so that none is near a tie. */
export function distinct(data: Data, shape: Shape, low = -4, high = 4): Float64Array {
  const n = sizeOf(shape);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = data.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  const step = (high - low) / n;
  return Float64Array.from(order, (k) => low + (k + 0.25 + 0.5 * data.unit()) * step);
}
