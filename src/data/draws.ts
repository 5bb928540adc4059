import { generator, RandomGenerator } from "../array/random.js";
import { described } from "../errors/described.js";

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
