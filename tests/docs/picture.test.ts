import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { drawCurves } from "../../scripts/draw-curves.js";

test("the picture that README shows is what the library draws", () => {
  const shown = readFileSync(new URL("../../docs/curves.svg", import.meta.url), "utf8");
  expect(shown).toBe(`${drawCurves()}\n`);
});
