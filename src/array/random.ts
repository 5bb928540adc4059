import { described } from "../errors/described.js";
import type { Address } from "../kernels/kernels.js";
import { addressOf, allocate, linearMemory, release } from "../memory/memory.js";
import { bytesPerElement, type DType } from "../shape/dtype.js";
import { kernelsFor } from "./node.js";

/**
 * A random generator: xoshiro128** (Blackman and Vigna), four words of state. The kernels advance a
 * copy of it in linear memory, so the stream is the same on both cores and carries over from one to
 * the other.
 */
export class RandomGenerator {
  private state = new Int32Array(4);

  /** `seed` is any integer; the state is spread from it by splitmix32. */
  constructor(seed: number) {
    this.seed(seed);
  }

  seed(seed: number): void {
    let z = seed | 0;
    // Integers beyond 32 bits differ in their upper half, which is mixed in.
    z ^= Math.floor(seed / 2 ** 32) * 0x9e3779b1;
    this.state = new Int32Array(4);
    for (let i = 0; i < 4; i++) {
      z = (z + 0x9e3779b9) | 0;
      let word = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
      this.state[i] = word ^ (word >>> 15);
    }
  }

  /** The state as four unsigned words, to be kept and put back. */
  getState(): number[] {
    return Array.from(this.state, (word) => word >>> 0);
  }

  setState(words: readonly number[]): void {
    this.state = Int32Array.from(words);
  }

  /**
   * Goes on from four words, which it keeps and writes to; returns those it wrote to before: the same array
   * as long as nobody calls `seed` or `setState`.
   */
  exchange(state: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
    const before = this.state;
    this.state = state;
    return before;
  }

  /** Fills n elements of `dtype` at y, uniform in [low, high). */
  uniform(dtype: DType, y: Address, n: number, low: number, high: number): void {
    this.advance((state) => kernelsFor(dtype).uniform(state, y, n, low, high));
  }

  /** Fills n elements of `dtype` at y from a normal distribution. */
  normal(dtype: DType, y: Address, n: number, mean: number, deviation: number): void {
    this.advance((state) => kernelsFor(dtype).normal(state, y, n, mean, deviation));
  }

  /** Fills n elements of `dtype` at y: 0 with probability `rate`, else 1 / (1 - rate). */
  dropoutMask(dtype: DType, y: Address, n: number, rate: number): void {
    this.advance((state) => kernelsFor(dtype).dropoutMask(state, y, n, rate));
  }

  /** Writes a random order of 0 … n - 1 as int32 at y. */
  permutation(y: Address, n: number): void {
    this.advance((state) => kernelsFor("float32").permutation(state, y, n));
  }

  private advance(kernel: (state: Address) => void): void {
    const storage = allocate(4 * bytesPerElement.float32);
    const address = addressOf(storage);
    const first = address / Int32Array.BYTES_PER_ELEMENT;
    linearMemory().int32.set(this.state, first);
    kernel(address);
    this.state.set(linearMemory().int32.subarray(first, first + 4));
    release(storage);
  }
}

/** The generator behind initializers, `randn`, `uniform`, shuffling and dropout. */
export const generator = new RandomGenerator(Math.floor(Math.random() * 2 ** 32));

/** Makes everything random from here on repeat: same seed, same numbers, on either core. */
export function manualSeed(seed: number): void {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`manualSeed: expected an integer, got ${described(seed)}`);
  }
  generator.seed(seed);
}
