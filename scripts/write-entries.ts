/**
 * Writes the entries that stand on others, and their types. The types of `smolml` are those that tsup
 * bundles for CommonJS; modules name them, and so does `smolml/pure`, which exports the same. Those of the
 * small entries are written by themselves: in one bundle with `smolml` they would pull types into a
 * third file.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";

for (const entry of ["index", "pure"]) {
  writeFileSync(`dist/${entry}.cjs`, `module.exports = require("./core.cjs")("${entry}");\n`);
}

// `smolml` with modules that the platform compiles. Its names are its own, because bundlers go straight past a
// module that passes names on and is said to have no side effects.
const names = Object.keys(await import(pathToFileURL("dist/index.js").href));
const modules = readdirSync("build").filter((file) => file.endsWith(".wasm"));
const edge = [
  ...modules.map((file, i) => `import module${i} from "../build/${file}?module";`),
  'import { compiled } from "./compiled.js";',
  'import * as smolml from "./index.js";',
  ...modules.map((file, i) => `compiled["${basename(file, ".wasm")}"] = module${i};`),
  ...names.map((name) => `export const ${name} = smolml.${name};`),
];
writeFileSync("dist/edge.js", `${edge.join("\n")}\n`);

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
