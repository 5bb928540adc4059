import { beforeEach, expect, test, vi } from "vitest";
import type { Backend } from "../../src/backends/backend.js";
import { offerBackends } from "../../src/backends/current.js";
import { createTypeScriptBackend } from "../../src/backends/typescript/index.js";
import { createWasmBackend } from "../../src/backends/wasm/index.js";
import { arange, concat, full, memory, setBackend, setMemoryBudget } from "../../src/index.js";

const limit = 2 ** 22;

/** A core whose memory ends at `limit`, as that of every core ends at 4 GiB. */
function limited(backend: Backend): Backend {
  const grow = backend.memory.grow.bind(backend.memory);
  vi.spyOn(backend.memory, "grow").mockImplementation((size) => {
    if (size > limit) throw new RangeError(`linear memory: ${size} bytes cannot be had`);
    grow(size);
  });
  return backend;
}

beforeEach(() => {
  offerBackends([
    ["wasm", () => limited(createWasmBackend())],
    ["typescript", () => limited(createTypeScriptBackend())],
  ]);
  setMemoryBudget(Number.POSITIVE_INFINITY);
});

for (const core of ["wasm", "typescript"] as const) {
  test(`${core}: memory that cannot grow is an error with numbers, and all that was made still reads`, () => {
    setBackend(core);
    // A sixteenth each, with room to be laid out.
    const n = (limit / 16 - 8192) / Float32Array.BYTES_PER_ELEMENT;
    const spillsBefore = memory().spills;
    const arrays = Array.from({ length: 14 }, (_, i) => full([n], i));
    // Growing ahead by a half would pass the limit; what is needed does not.
    expect(memory().spills).toBe(spillsBefore);

    const w = arange(n);
    const y = w.mul(w).sum();
    expect(() => concat([...arrays, ...arrays, w])).toThrow(
      /^concat: no room for \d+ bytes: linear memory holds [1-9]\d+ bytes in \d+ arrays, \d+ bytes more are kept outside, and it cannot grow further\. Use smaller batches or arrays, or dispose/,
    );
    expect(memory().spills).toBeGreaterThan(spillsBefore);
    arrays.forEach((array, i) => {
      expect([array.min().item(), array.max().item()]).toEqual([i, i]);
    });
    y.backward();
    expect(w.grad().get(100).item()).toBe(200);
    // What fits once the rest has made room.
    expect(concat(arrays.slice(8)).size()).toBe(6 * n);
  });
}
