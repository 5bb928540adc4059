import { spawnSync } from "node:child_process";
import type fs from "node:fs";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

/** What a system may refuse or do in parts, by the names of the calls. */
const calls = vi.hoisted(() => ({
  writeSync: null as null | ((...args: unknown[]) => number),
  openSync: null as null | ((...args: unknown[]) => number),
}));

vi.mock("node:fs", async (original) => {
  const actual = await original<typeof fs>();
  return {
    ...actual,
    writeSync: (...args: Parameters<typeof actual.writeSync>) =>
      calls.writeSync?.(...args) ?? actual.writeSync(...args),
    openSync: (...args: Parameters<typeof actual.openSync>) =>
      calls.openSync?.(...args) ?? actual.openSync(...args),
  };
});

const { loadFile, saveFile } = await import("../../src/node/index.js");
const { DenseLayer, mseLoss, NeuralNetwork } = await import("../../src/index.js");
const actual = await vi.importActual<typeof fs>("node:fs");

const layers = [new DenseLayer({ inputSize: 20, outputSize: 20 })];
const model = new NeuralNetwork({ layers, lossFunction: mseLoss });
const bytes = Buffer.from(model.save());

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "smolml-saving-")));
});
afterEach(() => {
  calls.writeSync = null;
  calls.openSync = null;
  rmSync(folder, { recursive: true });
});

const isUnix = process.platform !== "win32";

describe.runIf(isUnix)("what was there stays", () => {
  test.each([0o600, 0o640, 0o444, 0o755])("a file's permissions, %o", (mode) => {
    const file = join(folder, "model");
    writeFileSync(file, "old");
    chmodSync(file, mode);
    saveFile(model, file);
    expect(statSync(file).mode & 0o7777).toBe(mode);
    expect(readFileSync(file)).toEqual(bytes);
  });

  test("a new file has those that new files get", () => {
    const [file, other] = [join(folder, "model"), join(folder, "other")];
    saveFile(model, file);
    writeFileSync(other, "");
    expect(statSync(file).mode).toBe(statSync(other).mode);
  });

  test("a link, to a file in another folder, and a link to that", () => {
    mkdirSync(join(folder, "real"));
    const file = join(folder, "real", "model");
    writeFileSync(file, "old");
    symlinkSync(join("real", "model"), join(folder, "link"));
    symlinkSync("link", join(folder, "second"));
    saveFile(model, join(folder, "second"));
    expect(lstatSync(join(folder, "second")).isSymbolicLink()).toBe(true);
    expect(lstatSync(join(folder, "link")).isSymbolicLink()).toBe(true);
    expect(readFileSync(file)).toEqual(bytes);
    expect(readdirSync(folder).sort()).toEqual(["link", "real", "second"]);
    expect(readdirSync(join(folder, "real"))).toEqual(["model"]);
  });

  test("a link to where nothing is yet, and one in a circle is an error", () => {
    mkdirSync(join(folder, "real"));
    symlinkSync(join("real", "model"), join(folder, "link"));
    saveFile(model, join(folder, "link"));
    expect(readFileSync(join(folder, "real", "model"))).toEqual(bytes);
    symlinkSync("circle", join(folder, "circle"));
    expect(() => saveFile(model, join(folder, "circle"))).toThrow("ELOOP");
  });

  test("a device", () => {
    saveFile(model, "/dev/null");
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });
});

test("names may be as long as names can be", () => {
  const file = join(folder, "m".repeat(255));
  saveFile(model, file);
  saveFile(model, file);
  expect(loadFile(file).toJSON().tensors).toEqual(model.toJSON().tensors);
  expect(readdirSync(folder).length).toBe(1);
});

describe("a folder that cannot be listed", () => {
  test("cannot be opened either, which saving does without", () => {
    calls.openSync = (path, ...rest) => {
      if (path === folder) throw Object.assign(new Error("EACCES"), { code: "EACCES" });
      return actual.openSync(path as string, ...(rest as ["r"]));
    };
    const file = join(folder, "model");
    writeFileSync(file, "old");
    saveFile(model, file);
    expect(readFileSync(file)).toEqual(bytes);
  });

  test.runIf(isUnix)("in earnest, by one who is not root", () => {
    const file = join(folder, "model");
    const code = `
      import { closeSync, openSync, readdirSync } from "node:fs";
      process.umask(0);
      if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
      let listed = true;
      try { readdirSync(${JSON.stringify(folder)}); } catch { listed = false; }
      const { replaceFile } = await import(${JSON.stringify(new URL("../../src/node/replace-file.ts", import.meta.url).href)});
      replaceFile(${JSON.stringify(file)}, Uint8Array.of(1, 2, 3));
      console.log(listed);`;
    chmodSync(folder, 0o333);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "-e", code],
      { encoding: "utf8", cwd: join(import.meta.dirname, "../..") },
    );
    chmodSync(folder, 0o700);
    expect(stderr).toBe("");
    expect(stdout.trim()).toBe("false");
    expect([...readFileSync(file)]).toEqual([1, 2, 3]);
  });
});

describe("where a system writes in parts", () => {
  test("all of them are written", () => {
    let count = 0;
    calls.writeSync = (file, data, at, length) => {
      count++;
      const some = Math.min(length as number, 100);
      return actual.writeSync(file as number, data as Uint8Array, at as number, some);
    };
    const file = join(folder, "model");
    saveFile(model, file);
    expect(count).toBe(Math.ceil(bytes.length / 100));
    expect(readFileSync(file)).toEqual(bytes);
  });

  test("a disk that is full leaves the old file, and nothing beside it", () => {
    const file = join(folder, "model");
    writeFileSync(file, "old");
    let left = 150;
    calls.writeSync = (target, data, at, length) => {
      if (left === 0) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
      const some = Math.min(length as number, left);
      left -= some;
      return actual.writeSync(target as number, data as Uint8Array, at as number, some);
    };
    expect(() => saveFile(model, file)).toThrow("ENOSPC");
    expect(readFileSync(file, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["model"]);
    expect(existsSync(file)).toBe(true);
  });

  test("no part is as long as Node refuses", () => {
    const lengths: number[] = [];
    calls.writeSync = (_file, _data, _at, length) => {
      lengths.push(length as number);
      return length as number;
    };
    const large = { length: 2 ** 32 + 5 } as Uint8Array;
    saveFile({ save: () => large }, join(folder, "model"));
    expect(Math.max(...lengths)).toBeLessThan(2 ** 31);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(2 ** 32 + 5);
  });
});
