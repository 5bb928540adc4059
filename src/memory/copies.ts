import type { LinearMemory } from "../backends/linear-memory.js";
import type { Address } from "../kernels/kernels.js";

/**
 * Where spilled bytes go: plain arrays on the JavaScript heap, which is what makes them garbage that
 * any engine collects. Words are int32, since moving arbitrary bits as floats may change NaNs.
 */
export type Words = Int32Array<ArrayBuffer>;

const bytesPerWord = Int32Array.BYTES_PER_ELEMENT;

/** The words that the bytes from `address` on lie in. */
export function copyOut(memory: LinearMemory, address: Address, byteLength: number): Words {
  const first = address / bytesPerWord;
  return memory.int32.slice(first, first + wordsIn(byteLength)) as Words;
}

/** Puts back what lies from word `start` of a copy on. */
export function copyIn(
  memory: LinearMemory,
  address: Address,
  byteLength: number,
  copy: Words,
  start: number,
): void {
  memory.int32.set(copy.subarray(start, start + wordsIn(byteLength)), address / bytesPerWord);
}

/** How many words lie between two addresses. */
export function wordsIn(bytes: number): number {
  return Math.ceil(bytes / bytesPerWord);
}
