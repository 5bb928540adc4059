import { defineConfig, type Options } from "tsup";
import { pureInitializers } from "./scripts/bundle/pure-initializers.js";
import { shortNames } from "./scripts/bundle/short-names.js";

type Plugin = NonNullable<Options["plugins"]>[number];

/** Imports of `file` stay, as imports of the built file `name` beside. */
function beside(file: RegExp, name: string): NonNullable<Options["esbuildPlugins"]>[number] {
  return {
    name: `beside-${name}`,
    setup({ initialOptions, onResolve }) {
      const path = `./${name}.${initialOptions.format === "cjs" ? "cjs" : "js"}`;
      onResolve({ filter: file }, () => ({ path, external: true }));
    },
  };
}

/** Imports of what src/stateless.ts exports. */
const stateless = beside(
  /\/(typescript\/(index|binary|conv|elementwise|norm|pool|reals|recurrent|update)|kernels\/elementwise)\.js$/,
  "stateless",
);

/** Where there is no WASM core, packs have no modules for it. */
const withoutModules: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "without-modules",
  setup({ onLoad }) {
    onLoad({ filter: /\/build\/wasm-[^/]*\.ts$/ }, () => ({
      contents: "export const modules = {};",
    }));
  },
};

/**
 * esbuild fills the object of an `export * as losses` by a call that bundlers cannot leave out, and with it
 * all that it names. Made by a call marked as pure, it costs nothing unless it is used.
 */
const pureNamespaces: Plugin = {
  name: "pure-namespaces",
  renderChunk(code, { map }) {
    const filled = /var (\w+) = \{\};(\s*)__export\(\1, (\{[^{}]*\})\);/g;
    const made = "var $1 = /* @__PURE__ */ (() => { let x = {};$2return __export(x, $3), x; })();";
    return { code: code.replace(filled, made), map };
  },
};

/** In parentheses, by which V8 compiles a function at once; else it would read all of it twice. */
const functionOfEntry: Plugin = {
  name: "function-of-entry",
  renderChunk: (code) => ({
    code: `"use strict";module.exports=(function(entry){let module={};${code}return module.exports});`,
  }),
};

const minify = [pureInitializers, pureNamespaces, shortNames];

const common: Options = {
  target: "es2022",
  platform: "neutral",
  // Both entries can live in one process, each with a state of its own.
  splitting: false,
  plugins: minify,
  esbuildOptions(options, { format }) {
    // White space goes last, in shortNames: esbuild takes the marks of pure calls for such.
    options.minifySyntax = true;
    // One map: bundlers use maps, and they take the ES module.
    options.sourcemap = format === "esm" && "index" in (options.entryPoints ?? {});
    options.sourcesContent = false;
  },
};

export default defineConfig([
  {
    ...common,
    entry: { index: "src/index.ts" },
    format: "esm",
    clean: true,
    // Where edge.js puts the modules that it imports.
    esbuildPlugins: [beside(/^\.\/compiled\.js$/, "compiled"), stateless],
  },
  { ...common, entry: { stateless: "src/stateless.ts" }, format: "esm" },
  { ...common, entry: { compiled: "src/backends/wasm/compiled.ts" }, format: "esm" },
  {
    ...common,
    entry: { pure: "src/pure.ts" },
    format: "esm",
    esbuildPlugins: [stateless, withoutModules],
  },
  {
    ...common,
    entry: { core: "src/commonjs.ts" },
    format: "cjs",
    plugins: [...minify, functionOfEntry],
    dts: {
      entry: { index: "src/index.ts" },
      compilerOptions: { stripInternal: true },
      // Types name Symbol.dispose, which a user's own "lib" setting may lack.
      banner: '/// <reference lib="esnext.disposable" />',
    },
  },
  {
    ...common,
    entry: { node: "src/node/index.ts" },
    format: ["esm", "cjs"],
    platform: "node",
    removeNodeProtocol: false,
    // So that its networks are those of `smolml`.
    esbuildPlugins: [beside(/^\.\.\/index\.js$/, "index")],
  },
  { ...common, entry: { datasets: "src/datasets/real.ts" }, format: ["esm", "cjs"] },
]);
