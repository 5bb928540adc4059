import { modules, words } from "../../../build/wasm-modules.js";
import type { Backend } from "../backend.js";
import { wasmBackendOf } from "./core.js";
import { decodeDenseText } from "./dense-text.js";

/**
 * The core in WebAssembly SIMD. Compiles synchronously, here and not at import; throws where
 * WebAssembly or its SIMD is missing or compiling is refused.
 */
export function createWasmBackend(): Backend {
  return wasmBackendOf((dtype) => new WebAssembly.Module(decodeDenseText(modules[dtype], words)));
}
