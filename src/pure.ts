/** `smolml/pure`: the same on the TypeScript core alone. */
import { offerBackends } from "./backends/current.js";
import { createTypeScriptBackend } from "./backends/typescript/index.js";

offerBackends([["typescript", createTypeScriptBackend]]);

export * from "./api.js";
