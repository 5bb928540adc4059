import type { LinearMemory } from "../linear-memory.js";

const pageBytes = 65536;
/** All that 32-bit addresses reach. */
const maximumPages = 65536;
/** Growing takes microseconds, whatever the amount; a megabyte at a time keeps it rare. */
const stepPages = 16;

/** The linear memory of the WASM core. */
export class WasmMemory implements LinearMemory {
  readonly memory = new WebAssembly.Memory({ initial: stepPages, maximum: maximumPages });
  bytes = new Uint8Array(this.memory.buffer);
  int32 = new Int32Array(this.memory.buffer);
  float32 = new Float32Array(this.memory.buffer);
  float64 = new Float64Array(this.memory.buffer);

  constructor(readonly start: number) {}

  grow(size: number): void {
    const missing = Math.ceil((size - this.bytes.length) / pageBytes);
    if (missing <= 0) return;
    this.addPages(missing, size);
    const { buffer } = this.memory;
    this.bytes = new Uint8Array(buffer);
    this.int32 = new Int32Array(buffer);
    this.float32 = new Float32Array(buffer);
    this.float64 = new Float64Array(buffer);
  }

  private addPages(missing: number, size: number): void {
    const free = maximumPages - this.bytes.length / pageBytes;
    const pages = Math.ceil(missing / stepPages) * stepPages;
    try {
      this.memory.grow(pages <= free ? pages : missing);
    } catch (cause) {
      throw new RangeError(
        `linear memory: ${size} bytes were asked for and cannot be had (${String(cause)})`,
        { cause },
      );
    }
  }
}
