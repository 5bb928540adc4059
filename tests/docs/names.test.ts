import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

/** Files and names that the documentation points to are there. */

const root = resolve(import.meta.dirname, "../..");
const texts = new Map(
  ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)].map((file) => [
    file,
    readFileSync(join(root, file), "utf8"),
  ]),
);

/** Rows of tables that begin with a file: the file, and the names in the next cell. */
const rows = [...texts].flatMap(([document, text]) =>
  [...text.matchAll(/^\| `([\w/.-]+\.ts)` \| ([^|]*) \|/gm)].map(([, file, names]) => ({
    document,
    file,
    names: [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  })),
);

test("each file in a table exists and holds the names beside it", () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const { document, file, names } of rows) {
    expect(existsSync(join(root, file)), `${document}: ${file}`).toBe(true);
    const words = new Set(readFileSync(join(root, file), "utf8").split(/\W+/));
    for (const name of names) expect(words, `${document}: ${file}`).toContain(name);
  }
});

test("each path that is named from the root exists", () => {
  for (const [document, text] of texts) {
    const paths = text.matchAll(/`((?:src|assembly|scripts|tests|docs|examples)\/[\w/.-]*)`/g);
    for (const [, path] of paths)
      expect(existsSync(join(root, path)), `${document}: ${path}`).toBe(true);
  }
});

test("each link leads to a file", () => {
  for (const [document, text] of texts) {
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
      const path = resolve(root, document, "..", target);
      expect(existsSync(path), `${document}: ${target}`).toBe(true);
    }
  }
});
