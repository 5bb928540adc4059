/**
 * Writes the entries that stand on others, and their types. The types of `smolml` are those that tsup
 * bundles for CommonJS; modules name them, and so does `smolml/pure`, which exports the same. Those of the
 * small entries are written by themselves: in one bundle with `smolml` they would pull types into a
 * third file.
 */
import { readFileSync, writeFileSync } from "node:fs";
import ts from "typescript";

for (const entry of ["index", "pure"]) {
  writeFileSync(`dist/${entry}.cjs`, `module.exports = require("./core.cjs")("${entry}");\n`);
}

const asSmolml = 'export * from "./index.cjs";\n';
for (const file of ["index.d.ts", "pure.d.ts", "pure.d.cts"]) {
  writeFileSync(`dist/${file}`, asSmolml);
}

const entries = { node: "src/node/model-files.ts", datasets: "src/datasets/real.ts" };
for (const [entry, path] of Object.entries(entries)) {
  const { outputText } = ts.transpileDeclaration(readFileSync(path, "utf8"), {});
  const types = outputText.replace("../index.js", "./index.cjs");
  for (const extension of ["d.ts", "d.cts"]) writeFileSync(`dist/${entry}.${extension}`, types);
}
