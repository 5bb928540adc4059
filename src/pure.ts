/** `smolml/pure`: the same on the TypeScript core alone. */
import { offerBackends } from "./backends/current.js";
import { createTypeScriptBackend } from "./backends/typescript/index.js";
import { thisCopy } from "./errors/copy.js";

thisCopy.name = "smolml/pure (ES module)";
offerBackends([["typescript", createTypeScriptBackend]]);

export * from "./api.js";
