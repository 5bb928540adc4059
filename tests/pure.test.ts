import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";

const source = join(import.meta.dirname, "../src");

/** Imports and re-exports, but those of types alone. */
const loading = /^(?:import|export)\s+(?!type\b)(?:[^;"]*?\sfrom\s+)?"([^"]+)"/gm;

/** All that an import of `entry` loads: paths below src, and names of modules from elsewhere. */
function loadedBy(entry: string): Set<string> {
  const reached = new Set([entry]);
  for (const file of reached) {
    if (!file.endsWith(".ts")) continue;
    const text = readFileSync(join(source, file), "utf8");
    for (const [, name] of text.matchAll(loading)) {
      const path = posix.join(posix.dirname(file), name).replace(/\.js$/, ".ts");
      reached.add(name.startsWith(".") ? path : name);
    }
  }
  return reached;
}

describe("smolml/pure", () => {
  test("loads nothing of the WASM core and nothing from elsewhere", () => {
    const loaded = [...loadedBy("pure.ts")];
    expect(loaded).toContain("backends/typescript/index.ts");
    const texts = /^\.\.\/build\/wasm-/;
    // What packs bring for the WASM core is left out when the package is built.
    const others = loaded.filter((path) => !texts.test(path));
    expect(others.filter((path) => /wasm/.test(path) || !path.endsWith(".ts"))).toEqual([]);
    const whole = [...loadedBy("index.ts")];
    expect(whole).toContain("backends/wasm/index.ts");
  });

  test("exports what smolml does", async () => {
    const [pure, main] = [await import("../src/pure.js"), await import("../src/index.js")];
    expect(Object.keys(pure)).toEqual(Object.keys(main));
  });

  test("has the TypeScript core alone", async () => {
    vi.resetModules();
    const { backendInfo, setBackend } = await import("../src/pure.js");
    expect(() => setBackend("wasm")).toThrow(
      'setBackend: no core "wasm" here; expected "typescript"',
    );
    expect(backendInfo()).toEqual({
      backend: "typescript",
      reason: "the first choice of this entry",
    });
  });
});

describe("where WebAssembly is missing or refused", () => {
  const original = globalThis.WebAssembly;

  afterEach(() => {
    globalThis.WebAssembly = original;
    vi.resetModules();
  });

  /** Imports the library anew with another WebAssembly, and trains. */
  async function trainWith(replacement: unknown): Promise<{ backend: string; reason: string }> {
    vi.resetModules();
    if (replacement === undefined) Reflect.deleteProperty(globalThis, "WebAssembly");
    else Object.assign(globalThis, { WebAssembly: replacement });
    const { DenseLayer, NeuralNetwork, backendInfo, mseLoss } = await import("../src/index.js");
    const layers = [new DenseLayer({ inputSize: 1, outputSize: 1 })];
    const network = new NeuralNetwork({ layers, lossFunction: mseLoss });
    const history = network.train([[1], [2]], [[3], [5]], { epochs: 50, verbose: false });
    expect(history[49]).toBeLessThan(history[0]);
    return backendInfo();
  }

  test("with it, the WASM core runs", async () => {
    expect(await trainWith(original)).toEqual({
      backend: "wasm",
      reason: "the first choice of this entry",
    });
  });

  test("without it, the TypeScript core trains and says why", async () => {
    const { backend, reason } = await trainWith(undefined);
    expect(backend).toBe("typescript");
    expect(reason).toBe("wasm did not start: WebAssembly is not defined");
  });

  test("where compiling is refused, as by a content security policy", async () => {
    const refuse = function Module(): never {
      throw new original.CompileError("refused by the policy of this page");
    };
    const { backend, reason } = await trainWith({
      ...members(original),
      Module: refuse,
    });
    expect([backend, reason]).toEqual([
      "typescript",
      "wasm did not start: refused by the policy of this page",
    ]);
  });

  test("where memory is refused", async () => {
    const Memory = function Memory(): never {
      throw new RangeError("could not allocate memory");
    };
    const { backend, reason } = await trainWith({ ...members(original), Memory });
    expect([backend, reason]).toEqual([
      "typescript",
      "wasm did not start: could not allocate memory",
    ]);
  });

  test("choosing the WASM core says why not, and leaves the one in use", async () => {
    await trainWith(undefined);
    const { getBackend, setBackend } = await import("../src/index.js");
    expect(() => setBackend("wasm")).toThrow("WebAssembly is not defined");
    expect(getBackend()).toBe("typescript");
  });
});

/** The members of a namespace, which are not enumerable. */
function members(namespace: object): Record<string, unknown> {
  const names = Object.getOwnPropertyNames(namespace);
  return Object.fromEntries(names.map((name) => [name, Reflect.get(namespace, name)]));
}
