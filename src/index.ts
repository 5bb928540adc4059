/** `smolml`: the WASM core, or the TypeScript core where WebAssembly may not be compiled. */
import { offerWasmFirst } from "./backends/select.js";

offerWasmFirst();

export * from "./api.js";
