import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { type Block, codeBlocks, statedOutput } from "./blocks.js";

/** Every block of code in README and docs compiles, runs on the built package, and prints what it says. */

const root = resolve(import.meta.dirname, "../..");
/** Inside the package, so that "smolml" is this package. */
const folder = join(root, "build/docs");

const files = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)];
const blocks = files
  .filter((file) => file.endsWith(".md"))
  .flatMap((file) => codeBlocks(file, readFileSync(join(root, file), "utf8")));

/** A file for each block: modules of TypeScript, and what a block with `require` is: CommonJS. */
function fileOf({ where, code }: Block): string {
  const extension = code.includes("require(") ? "cts" : "mts";
  return join(folder, `${basename(where).replace(/\W+/g, "-")}.${extension}`);
}

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const block of blocks) writeFileSync(fileOf(block), block.code);
});

test("there are blocks to test", () => {
  expect(blocks.length).toBeGreaterThan(5);
});

test("all compile in strict TypeScript", () => {
  const program = ts.createProgram(blocks.filter(({ language }) => language === "ts").map(fileOf), {
    strict: true,
    // As strict as the projects that they are copied into may be.
    noUncheckedIndexedAccess: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    types: ["node"],
  });
  const found = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
    const text = ts.flattenDiagnosticMessageText(messageText, "\n");
    return `${basename(file?.fileName ?? "")}:${line + 1}: ${text}`;
  });
  expect(found).toEqual([]);
}, 60_000);

test.each(blocks.map((block) => [block.where, block] as const))(
  "%s prints what it says",
  (_, block) => {
    const file = fileOf(block);
    const script = file.replace(/ts$/, "js");
    const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
    writeFileSync(script, ts.transpile(block.code, options));
    const { stdout, stderr, status } = spawnSync(process.execPath, [script], { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    expect(stdout).toBe(
      statedOutput(block.code)
        .map((line) => `${line}\n`)
        .join(""),
    );
  },
  30_000,
);

describe("what a block says it prints", () => {
  const code = [
    "console.log(1); // 1",
    "// a remark",
    "const x = 1; // another",
    "console.log(x);",
    "// [[1]",
    "//  [2]]",
    "// and",
    "",
    "// a remark",
  ].join("\n");

  test("stands behind or below the printing line", () => {
    expect(statedOutput(code)).toEqual(["1", "[[1]", " [2]]", "and"]);
  });

  test("is taken from blocks of code alone", () => {
    const text = `Text\n\n\`\`\`ts\n${code}\n\`\`\`\n\n\`\`\`sh\nnpm start\n\`\`\`\n`;
    expect(codeBlocks("a.md", text)).toEqual([
      { where: "a.md:3", language: "ts", code: `${code}\n` },
    ]);
  });
});
