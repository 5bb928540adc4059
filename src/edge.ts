/**
 * `smolml` where compiling at run time is forbidden (Cloudflare Workers, edge functions): the package
 * conditions `workerd` and `edge-light` lead here, and the platform compiles the modules beforehand.
 */
import float32 from "../build/float32.wasm?module";
import float64 from "../build/float64.wasm?module";
import { offerCompiledFirst } from "./backends/select.js";

offerCompiledFirst({ float32, float64 });

export * from "./api.js";
