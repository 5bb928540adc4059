import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { modules, words } from "../../build/wasm-core.js";
import { encode, wordsFor } from "../../scripts/dense-text.js";
import { decodeDenseText } from "../../src/backends/wasm/dense-text.js";

const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);

test("bytes come back from their text, whichever are frequent", () => {
  for (const frequent of [0, 64, 165, 255]) {
    const bytes = Uint8Array.from([...new Uint8Array(300).fill(frequent), ...everyByte]);
    const wordOf = wordsFor(bytes);
    const text = encode(bytes, wordOf);
    expect(decodeDenseText(text, wordOf.join(""))).toEqual(bytes);
    expect(text).toHaveLength(300 + 91 + 2 * 165);
  }
});

test("the text needs no escapes in a string", () => {
  const wordOf = wordsFor(everyByte);
  expect(new Set(wordOf).size).toBe(256);
  expect(JSON.stringify(wordOf.join(""))).toHaveLength(wordOf.join("").length + 2);
});

test.each(["float32", "float64"] as const)("the text of %s is that of its file", (dtype) => {
  expect(decodeDenseText(modules[dtype], words)).toEqual(
    new Uint8Array(readFileSync(`build/${dtype}.wasm`)),
  );
});
