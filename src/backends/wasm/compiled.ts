import type { DType } from "../../shape/dtype.js";

/**
 * The modules of the WASM core where the platform compiles them beforehand and compiling at run time is
 * forbidden (Cloudflare Workers, edge functions). The package's entry for such places puts them here.
 */
export const compiled: Partial<Record<DType, WebAssembly.Module>> = {};
