import type { LinearMemory } from "../linear-memory.js";

/** Addresses are 32 bits wide, as in WebAssembly. */
const limit = 2 ** 32;
const firstBytes = 2 ** 16;

/** Linear memory for the TypeScript core: an ArrayBuffer that is replaced by a larger copy to grow. */
export class GrowingMemory implements LinearMemory {
  // Address 0 means "none", and blocks are 64-byte aligned.
  readonly start = 64;
  bytes = new Uint8Array(firstBytes);
  int32 = new Int32Array(this.bytes.buffer);
  float32 = new Float32Array(this.bytes.buffer);
  float64 = new Float64Array(this.bytes.buffer);

  grow(size: number): void {
    if (size <= this.bytes.length) return;
    const grown = allocate(size, Math.min(limit, 2 * this.bytes.length));
    grown.set(this.bytes);
    this.bytes = grown;
    this.int32 = new Int32Array(grown.buffer);
    this.float32 = new Float32Array(grown.buffer);
    this.float64 = new Float64Array(grown.buffer);
  }
}

/** At least `size` bytes; doubling keeps the cost of many small steps in proportion. */
function allocate(size: number, doubled: number): Uint8Array<ArrayBuffer> {
  if (!(size <= limit)) throw outOfMemory(size, `the limit is ${limit}`);
  try {
    return new Uint8Array(Math.max(Math.ceil(size / 64) * 64, doubled));
  } catch (cause) {
    throw outOfMemory(size, String(cause));
  }
}

function outOfMemory(size: number, reason: string): RangeError {
  return new RangeError(
    `linear memory: ${size} bytes were asked for and cannot be had (${reason})`,
  );
}
