/**
 * Writes the types of the small entries. Those of `smolml/node` name the ones of `smolml` beside them;
 * bundled together with the others they would pull the types that both need out of index into a third file.
 */
import { readFileSync, writeFileSync } from "node:fs";
import ts from "typescript";

const entries = { node: "src/node/model-files.ts", datasets: "src/datasets/real.ts" };

for (const [entry, path] of Object.entries(entries)) {
  const { outputText } = ts.transpileDeclaration(readFileSync(path, "utf8"), {});
  for (const [types, script] of [
    ["d.ts", "js"],
    ["d.cts", "cjs"],
  ]) {
    writeFileSync(`dist/${entry}.${types}`, outputText.replace("../index.js", `./index.${script}`));
  }
}
