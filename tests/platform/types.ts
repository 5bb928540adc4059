/** The examples and the blocks of README and docs, in a project as `tsc --init` makes it. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { codeBlocks } from "../docs/blocks.js";
import { isInstalled } from "./apps.js";
import type { Check } from "./check.js";
import { project, run } from "./project.js";

const root = resolve(import.meta.dirname, "../..");
const engines = join(import.meta.dirname, "engines/node_modules");

/** The examples but for the one that runs them all from a clone. */
function writeExamples(folder: string): void {
  for (const name of readdirSync(join(root, "examples"))) {
    if (name !== "main.ts") cpSync(join(root, "examples", name), join(folder, name));
  }
}

function writeBlocks(folder: string): void {
  const docs = readdirSync(join(root, "docs")).map((name) => `docs/${name}`);
  for (const file of ["README.md", ...docs.filter((name) => name.endsWith(".md"))]) {
    for (const { where, language, code } of codeBlocks(
      file,
      readFileSync(join(root, file), "utf8"),
    )) {
      if (language !== "ts") continue;
      writeFileSync(join(folder, `${basename(where).replace(/\W+/g, "-")}.ts`), code);
    }
  }
}

/** What the compiler reports, one line each. Its own settings, and the types of Node, which some examples use. */
function compiled(name: string): string[] {
  const folder = join(project, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const tsc = join(engines, name, "bin/tsc");
  run(process.execPath, [tsc, "--init"], folder);
  const config = join(folder, "tsconfig.json");
  const settings = readFileSync(config, "utf8");
  if (!settings.includes('"types": []')) throw new Error(`no types in ${settings}`);
  writeFileSync(config, settings.replace('"types": []', '"types": ["node"]'));
  writeExamples(folder);
  writeBlocks(folder);
  try {
    run(process.execPath, [tsc, "--noEmit"], folder);
    return [];
  } catch (error) {
    return String(error).split("\n").slice(1);
  }
}

export const types: readonly Check[] = ["typescript5", "typescript7"].map((name) => ({
  name: `tsc --init of ${name}`,
  found: isInstalled(`${name}/package.json`),
  problems: async () => compiled(name),
}));
