/** Reports imports that break the layer rule (see import-rules.ts); fails if there are any. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { importViolations } from "./import-rules.js";

const root = resolve(import.meta.dirname, "..");

function sourcesBelow(folder: string): [path: string, text: string][] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => [
      `${folder}/${name.replaceAll("\\", "/")}`,
      readFileSync(join(root, folder, name), "utf8"),
    ]);
}

const violations = importViolations(new Map(["src", "assembly"].flatMap(sourcesBelow)));
for (const violation of violations) console.error(violation);
if (violations.length > 0) process.exitCode = 1;
