/**
 * `smolml` and `smolml/pure` for CommonJS, in one file: the build makes a function of this one, which
 * index.cjs and pure.cjs call with the name of their entry, so that each has state of its own.
 */
import { offerBackends } from "./backends/current.js";
import { offerWasmFirst } from "./backends/select.js";
import { createTypeScriptBackend } from "./backends/typescript/index.js";
import { thisCopy } from "./errors/copy.js";

declare const entry: "index" | "pure";

thisCopy.name = entry === "index" ? "smolml (CommonJS)" : "smolml/pure (CommonJS)";
if (entry === "index") offerWasmFirst();
else offerBackends([["typescript", createTypeScriptBackend]]);

export * from "./api.js";
