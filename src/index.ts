/** `smolml`: the WASM core, or the TypeScript core where WebAssembly may not be compiled. */
import { offerWasmFirst } from "./backends/select.js";
import { thisCopy } from "./errors/copy.js";

thisCopy.name = "smolml (ES module)";
offerWasmFirst();

export * from "./api.js";
