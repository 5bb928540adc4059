import { offerBackends } from "./current.js";
import { createTypeScriptBackend } from "./typescript/index.js";
import { createWasmBackend } from "./wasm/index.js";

/** WebAssembly where it may be had, plain TypeScript elsewhere. */
export function offerWasmFirst(): void {
  offerBackends([
    ["wasm", createWasmBackend],
    ["typescript", createTypeScriptBackend],
  ]);
}
