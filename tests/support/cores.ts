import { describe } from "vitest";
import type { Backend } from "../../src/backends/backend.js";
import { createTypeScriptBackend } from "../../src/backends/typescript/index.js";
import { createWasmBackend } from "../../src/backends/wasm/index.js";
import { type DType, dtypes } from "../../src/shape/dtype.js";

const backends: readonly Backend[] = [createTypeScriptBackend(), createWasmBackend()];

/** Declares the same tests for both cores and both dtypes. */
export function forEachCore(body: (backend: Backend, dtype: DType) => void): void {
  for (const backend of backends) {
    for (const dtype of dtypes) describe(`${backend.name} ${dtype}`, () => body(backend, dtype));
  }
}
