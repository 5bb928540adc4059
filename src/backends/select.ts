import type { DType } from "../array/dtype.js";
import type { Backend } from "./backend.js";
import { offerBackends } from "./current.js";
import { createTypeScriptBackend } from "./typescript/index.js";
import { wasmBackendOf } from "./wasm/core.js";
import { createWasmBackend } from "./wasm/index.js";

/** WebAssembly where it may be compiled, plain TypeScript elsewhere. */
export function offerWasmFirst(): void {
  offerFirst(createWasmBackend);
}

/** The same from modules that the platform compiled when the program was deployed. */
export function offerCompiledFirst(modules: Readonly<Record<DType, WebAssembly.Module>>): void {
  offerFirst(() => wasmBackendOf((dtype) => modules[dtype]));
}

function offerFirst(createWasm: () => Backend): void {
  offerBackends([
    ["wasm", createWasm],
    ["typescript", createTypeScriptBackend],
  ]);
}
