import type { LinearMemory } from "../backends/backend.js";
import type { Address } from "../kernels/kernels.js";

/**
 * Where spilled bytes go: plain arrays on the JavaScript heap, which is what makes them garbage that
 * any engine collects. Words are int32, since moving arbitrary bits as floats may change NaNs.
 */
export interface Copy {
  readonly words: Int32Array;
  /** The first word. */
  readonly start: number;
}

const bytesPerWord = 4;
/** Small copies share an array: making one for each takes ten times as long as the copying. */
const smallWords = 32;
const chunkWords = 1024;

let chunk = new Int32Array(0);
let chunkUsed = 0;

export function copyOut(memory: LinearMemory, address: Address, byteLength: number): Copy {
  const n = Math.ceil(byteLength / bytesPerWord);
  const first = address / bytesPerWord;
  const { int32 } = memory;
  if (n > smallWords) return { words: int32.slice(first, first + n), start: 0 };
  if (chunkUsed + n > chunk.length) {
    chunk = new Int32Array(chunkWords);
    chunkUsed = 0;
  }
  const start = chunkUsed;
  chunkUsed += n;
  for (let i = 0; i < n; i++) chunk[start + i] = int32[first + i];
  return { words: chunk, start };
}

export function copyIn(
  memory: LinearMemory,
  address: Address,
  byteLength: number,
  { words, start }: Copy,
): void {
  const n = Math.ceil(byteLength / bytesPerWord);
  const first = address / bytesPerWord;
  const { int32 } = memory;
  if (n > smallWords) {
    int32.set(words, first);
    return;
  }
  for (let i = 0; i < n; i++) int32[first + i] = words[start + i];
}
