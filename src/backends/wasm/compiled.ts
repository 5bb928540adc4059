/**
 * The modules of the WASM core where the platform compiles them beforehand and compiling at run time is
 * forbidden (Cloudflare Workers, edge functions), by the names of their files. The package's entry for such places puts them here.
 */
export const compiled: Partial<Record<string, WebAssembly.Module>> = {};
