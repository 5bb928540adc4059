import type { Backend } from "../src/backends/backend.js";
import type { Address } from "../src/kernels/kernels.js";
import { type Windows, windowFields } from "../src/kernels/windows.js";

/** Lays out float32 buffers in the memory of a core that nothing else uses, one behind the other. */
export class LaidOut {
  #end: number;

  constructor(readonly backend: Backend) {
    this.#end = backend.memory.start;
  }

  /** A buffer of n numbers that differ, in [-0.5, 0.5). */
  numbers(n: number): Address {
    const { memory } = this.backend;
    const at = Math.ceil(this.#end / 64) * 64;
    this.#end = at + 4 * n + 128;
    memory.grow(this.#end);
    for (let i = 0; i < n; i++) memory.float32[at / 4 + i] = ((i * 0.618034) % 1) - 0.5;
    return at;
  }

  windows(windows: Windows): Address {
    const at = this.numbers(windowFields.length);
    this.backend.memory.int32.set(
      windowFields.map((name) => windows[name]),
      at / 4,
    );
    return at;
  }
}
