import { generator, type RandomGenerator } from "../array/random.js";
import { addressOf, allocate, begin, linearMemory, release } from "../memory/memory.js";

/** Random numbers as plain typed arrays. */

/** n numbers from the standard normal distribution. */
export function normals(random: RandomGenerator, n: number): Float64Array {
  return reals(n, (y) => random.normal("float64", y, n, 0, 1));
}

/** n numbers, uniform in [low, high). */
export function uniforms(random: RandomGenerator, n: number, low = 0, high = 1): Float64Array {
  return reals(n, (y) => random.uniform("float64", y, n, low, high));
}

/** A random order of 0 … n - 1, by default from the common generator. */
export function permutation(n: number, random: RandomGenerator = generator): Int32Array {
  begin("permutation");
  const order = allocate(n * Int32Array.BYTES_PER_ELEMENT);
  const start = addressOf(order);
  random.permutation(start, n);
  const first = start / Int32Array.BYTES_PER_ELEMENT;
  const drawn = linearMemory().int32.slice(first, first + n);
  release(order);
  return drawn;
}

function reals(n: number, fill: (y: number) => void): Float64Array {
  begin("random");
  const numbers = allocate(n * Float64Array.BYTES_PER_ELEMENT);
  const start = addressOf(numbers);
  fill(start);
  const first = start / Float64Array.BYTES_PER_ELEMENT;
  const drawn = linearMemory().float64.slice(first, first + n);
  release(numbers);
  return drawn;
}
