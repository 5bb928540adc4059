import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NeuralNetwork } from "../../src/index.js";
import { loadFile, saveFile } from "../../src/node/index.js";
import { killedWhileSaving } from "./killed.js";
import { numbersOf, statefulModel } from "./models.js";

const folder = mkdtempSync(join(tmpdir(), "smolml-files-"));
const file = join(folder, "model.safetensors");
const model = statefulModel();
beforeAll(() => {
  model.predict([[1, 2, 3, 4]]);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a model comes back from a file, given by path or URL", () => {
  for (const path of [file, pathToFileURL(file)]) {
    saveFile(model, path);
    const copy = loadFile(path);
    expect(copy).toBeInstanceOf(NeuralNetwork);
    expect(numbersOf(copy)).toEqual(numbersOf(model));
  }
  expect(new Uint8Array(readFileSync(file))).toEqual(model.save());
});

test("where saving fails, the old file stays whole and nothing is left beside it", () => {
  const own = join(folder, "failing");
  mkdirSync(join(own, "taken"), { recursive: true });
  writeFileSync(join(own, "old"), "old");
  const broken = {
    save(): Uint8Array {
      throw new RangeError("no");
    },
  };
  expect(() => saveFile(broken, join(own, "old"))).toThrow("no");
  expect(() => saveFile(model, join(own, "taken"))).toThrow("EISDIR");
  expect(() => saveFile(model, join(own, "missing", "model"))).toThrow("ENOENT");
  expect(readFileSync(join(own, "old"), "utf8")).toBe("old");
  expect(readdirSync(own).sort()).toEqual(["old", "taken"]);
});

test("loading says what is wrong with a file", () => {
  const cut = join(folder, "cut");
  writeFileSync(cut, model.save().subarray(0, 500));
  expect(() => loadFile(cut)).toThrow("load: the file says that its header has");
  expect(() => loadFile(join(folder, "none"))).toThrow("ENOENT");
});

test("a process killed while it saves leaves a whole file", { timeout: 60_000 }, async () => {
  for (const milliseconds of [1, 7, 20, 43]) {
    expect(await killedWhileSaving(milliseconds)).toBe(null);
  }
});
