/**
 * Writes the types of `smolml/node`, which name those of `smolml` beside them. Bundled together with the
 * others they would pull the types that both need out of index into a third file.
 */
import { readFileSync, writeFileSync } from "node:fs";
import ts from "typescript";

const source = readFileSync("src/node/model-files.ts", "utf8");
const { outputText } = ts.transpileDeclaration(source, {});
for (const [types, script] of [
  ["d.ts", "js"],
  ["d.cts", "cjs"],
]) {
  writeFileSync(`dist/node.${types}`, outputText.replace("../index.js", `./index.${script}`));
}
