import { modules } from "../../../build/wasm-modules.js";
import type { Backend } from "../backend.js";
import { wasmBackendOf } from "./core.js";
import { decodeHexadecimal } from "./hexadecimal.js";

/**
 * The core in WebAssembly SIMD. Compiles synchronously, here and not at import; throws where
 * WebAssembly or its SIMD is missing or compiling is refused.
 */
export function createWasmBackend(): Backend {
  return wasmBackendOf((dtype) => new WebAssembly.Module(decodeHexadecimal(modules[dtype])));
}
