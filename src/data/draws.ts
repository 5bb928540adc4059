import { addressOf, allocate, begin, inScope, linearMemory } from "../memory/memory.js";
import { randomOrder } from "../nn/training/batches.js";
import { described } from "../ops/check.js";
import { generator, RandomGenerator } from "../random.js";

/** A generator of its own for a `seed`, the common one without. */
export function generatorFor(operation: string, seed: number | undefined): RandomGenerator {
  requireSeed(operation, seed);
  return seed === undefined ? generator : new RandomGenerator(seed);
}

/** Throws unless `seed` is an integer, or left out. */
export function requireSeed(operation: string, seed: number | undefined): void {
  if (seed === undefined || Number.isSafeInteger(seed)) return;
  throw new RangeError(`${operation}: seed must be an integer, got ${described(seed)}`);
}

/** n numbers from the standard normal distribution. */
export function normals(random: RandomGenerator, n: number): Float64Array {
  return draw(n, (y) => random.normal("float64", y, n, 0, 1));
}

/** n numbers, uniform in [low, high). */
export function uniforms(random: RandomGenerator, n: number, low = 0, high = 1): Float64Array {
  return draw(n, (y) => random.uniform("float64", y, n, low, high));
}

/** A random order of 0 … n - 1. */
export function permutation(random: RandomGenerator, n: number): Int32Array {
  return inScope(
    () => randomOrder(n, random),
    () => [],
  );
}

function draw(n: number, fill: (y: number) => void): Float64Array {
  return inScope(
    () => {
      begin("random");
      const y = addressOf(allocate(n * Float64Array.BYTES_PER_ELEMENT));
      fill(y);
      const first = y / Float64Array.BYTES_PER_ELEMENT;
      return linearMemory().float64.slice(first, first + n);
    },
    () => [],
  );
}
