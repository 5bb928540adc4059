import { createWasmBackend } from "../src/backends/wasm/index.js";

const m = 5;
const n = 8;
const k = 256;
/** So many that the measuring around them costs nothing. */
const calls = 64;

/**
 * The practical peak of this machine and engine: the one tile of the library's own float32 product,
 * over and over, on operands that stay in the first-level cache.
 */
export function probe(): { run: () => void; operations: number } {
  const { memory, kernels } = createWasmBackend();
  const a = memory.start;
  const b = a + 4 * m * k;
  const y = b + 4 * k * n;
  memory.grow(y + 4 * m * n + 64);
  memory.float32.fill(0.5, a / 4, y / 4);
  const { matmul } = kernels.float32;
  const run = (): void => {
    for (let i = 0; i < calls; i++) matmul(a, b, y, m, n, k, k, 1, n, 1, 0, 0, 0, 0);
  };
  return { run, operations: calls * 2 * m * n * k };
}
