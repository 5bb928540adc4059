import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import * as smolml from "smolml";
import { afterAll, beforeAll, expect, test } from "vitest";

/** The package as its users get it: packed, then installed into an empty project. */

const root = resolve(import.meta.dirname, "../..");
const project = mkdtempSync(join(tmpdir(), "smolml-package-"));
let packed: string[] = [];

function run(command: string, args: string[], cwd = project): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

beforeAll(() => {
  if (!existsSync(join(root, "dist"))) throw new Error("there is no dist: npm run build first");
  const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", project];
  const [{ filename, files }] = JSON.parse(run("npm", pack, root));
  packed = files.map(({ path }: { path: string }) => path);
  cpSync(join(import.meta.dirname, "project"), project, { recursive: true });
  writeFileSync(join(project, "package.json"), '{ "private": true }');
  run("npm", ["install", "--ignore-scripts", "--offline", `./${filename}`]);
}, 60_000);

afterAll(() => rmSync(project, { recursive: true }));

/** The list of files is part of what is published: a file that comes or goes is announced in files.txt. */
test("the tarball holds the files of files.txt, no dependencies and no scripts of installation", () => {
  const names = [...packed].sort();
  const announced = readFileSync(join(import.meta.dirname, "files.txt"), "utf8")
    .trim()
    .split("\n");
  expect(names).toEqual(announced.sort());
  const { dependencies, optionalDependencies, peerDependencies, scripts, sideEffects, engines } =
    JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect([dependencies, optionalDependencies, peerDependencies]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(Object.keys(scripts).filter((name) => /install|uninstall/.test(name))).toEqual([]);
  expect([sideEffects, engines.node]).toEqual([false, ">=20"]);
});

test("maps of sources come without the sources", () => {
  for (const map of packed.filter((path) => path.endsWith(".map"))) {
    const { sources, sourcesContent } = JSON.parse(readFileSync(join(root, map), "utf8"));
    expect(sources.length).toBeGreaterThan(0);
    expect(sourcesContent).toBeUndefined();
  }
});

test("maps lead from an error's line to the line that throws it", () => {
  const lines = readFileSync(join(root, "dist/index.js"), "utf8").split("\n");
  const map = new SourceMap(JSON.parse(readFileSync(join(root, "dist/index.js.map"), "utf8")));
  for (const text of ["call forward first", "inner sizes", "factor must be below 1"]) {
    const row = lines.findIndex((line) => line.includes(text));
    const found = map.findEntry(row, lines[row].indexOf(text));
    if (!("originalSource" in found)) throw new Error(`nothing is known of "${text}"`);
    const source = readFileSync(join(root, "dist", found.originalSource), "utf8").split("\n");
    expect(source[found.originalLine]).toContain(text);
  }
});

/** Errors, summaries and metrics print names, so shortening must spare them; a digit tells two of a name apart. */
test("classes and functions are called what they are exported as", () => {
  const namespaces = Object.values(smolml).filter((each) => typeof each === "object");
  for (const [name, each] of [smolml, ...namespaces].flatMap((all) => Object.entries(all))) {
    if (typeof each === "function")
      expect(each.name.replace(/\d+$/, "")).toBe(name.replace(/\d+$/, ""));
  }
});

test("both entries learn exclusive or, in one process and in both module systems", () => {
  const results = ["run.mjs", "run.cjs"].map((file) => JSON.parse(run("node", [file])));
  expect(results[1]).toEqual(results[0]);
  const [wasm, pure] = results[0];
  expect([wasm.core, pure.core]).toEqual(["wasm", "typescript"]);
  for (const { predictions } of [wasm, pure]) {
    expect(predictions.map(Math.round)).toEqual([0, 1, 1, 0]);
  }
}, 30_000);

test("entries that meet in one process are refused with both their names", () => {
  const results = ["meet.mjs", "meet.cjs"].map((file) => JSON.parse(run("node", [file])));
  const entries = ["smolml", "smolml/pure"];
  const names = entries.flatMap((entry) => [`${entry} (ES module)`, `${entry} (CommonJS)`]);
  for (const messages of results) {
    expect(Object.keys(messages).sort()).toEqual([...names].sort());
    for (const own of names) {
      for (const other of names) {
        const expected = own === other ? "none" : `(it is of ${other}, this is ${own})`;
        expect(messages[own][other]).toContain(expected);
      }
    }
  }
}, 30_000);

test.each([
  ["node16", "node16"],
  ["esnext", "bundler"],
])(
  "strict programs compile with module %s and %s resolution",
  (module, moduleResolution) => {
    const tsc = join(root, "node_modules/typescript/lib/tsc.js");
    const options = ["--strict", "--noEmit", "--target", "es2022"];
    const how = ["--module", module, "--moduleResolution", moduleResolution];
    // A bundler has no CommonJS to resolve in TypeScript's eyes: "export =" is for node16 alone.
    const programs = moduleResolution === "bundler" ? ["typed.mts"] : ["typed.mts", "typed.cts"];
    expect(run("node", [tsc, ...options, ...how, ...programs])).toBe("");
  },
  60_000,
);

test("the bundles ask for nothing that a page or a strict policy may refuse", () => {
  const text = (name: string) => readFileSync(join(root, "dist", name), "utf8");
  for (const name of ["index.js", "pure.js", "stateless.js", "core.cjs"]) {
    // A call of eval has an argument; a layer's method of that name has none.
    expect(text(name)).not.toMatch(/\bfetch\(|\beval\([^)]|\bFunction\(|["']node:/);
  }
  expect(text("pure.js") + text("stateless.js")).not.toContain("WebAssembly");
});

/** As bundlers for edge runtimes do; there only the platform compiles, here before the app says a word. */
test("where compiling is forbidden, an app gets the modules that the platform compiled", async () => {
  const app = `import { backendInfo, ones } from "smolml";
    const construct = () => { throw new Error("forbidden"); };
    WebAssembly.Module = new Proxy(WebAssembly.Module, { construct });
    console.log(ones([2, 3], { dtype: "float64" }).sum().item(), backendInfo().backend);`;
  const compileNow: Plugin = {
    name: "compile-now",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path.replace("?module", "")),
        namespace: "compiled",
      }));
      onLoad({ filter: /./, namespace: "compiled" }, ({ path }) => ({
        contents: `import { readFileSync } from "node:fs";
          export default new WebAssembly.Module(readFileSync(${JSON.stringify(path)}));`,
      }));
    },
  };
  await build({
    ...{ stdin: { contents: app, resolveDir: project }, outfile: join(project, "edge.mjs") },
    ...{ bundle: true, format: "esm", platform: "node", mainFields: ["module", "main"] },
    ...{ conditions: ["workerd"], plugins: [compileNow] },
  });
  expect(run("node", ["edge.mjs"])).toBe("6 wasm\n");
});

test("a bundle has a layer and its kernels where the program names it, and then its files can be loaded", async () => {
  /** What a program prints that was bundled with the package. */
  const bundled = async (contents: string): Promise<[printed: string, bytes: number]> => {
    const outfile = join(project, "app.mjs");
    const stdin = { contents, resolveDir: project };
    await build({ stdin, outfile, bundle: true, minify: true, format: "esm", logLevel: "error" });
    return [run("node", ["app.mjs"]), readFileSync(outfile).length];
  };
  const layer = new smolml.RMSNorm({ inputSize: 2 });
  const model = new smolml.NeuralNetwork({ layers: [layer], lossFunction: smolml.mseLoss });
  const load = `
    const model = Uint8Array.of(${model.save()});
    try { console.log(NeuralNetwork.load(model).predict([[3, 4]]).shape.join()); }
    catch ({ message }) { console.log(message); }`;
  const [refused, without] = await bundled(`import { NeuralNetwork } from "smolml";${load}`);
  expect(refused).toMatch(
    /there is no layer "RMSNorm".*a bundler leaves out what the program does/,
  );
  const [loaded, within] = await bundled(
    `import { NeuralNetwork, register, RMSNorm } from "smolml"; register("RMSNorm", RMSNorm);${load}`,
  );
  expect(loaded).toBe("1,2\n");
  expect(within).toBeGreaterThan(without);
});
