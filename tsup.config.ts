import { defineConfig, type Options } from "tsup";
import { shortNames } from "./scripts/bundle/short-names.js";

type Plugin = NonNullable<Options["plugins"]>[number];

/** `smolml/node` imports the built index beside it, so that its networks are those of `smolml`. */
const shareIndex: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "share-index",
  setup(build) {
    const path = build.initialOptions.format === "cjs" ? "./index.cjs" : "./index.js";
    build.onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path, external: true }));
  },
};

/**
 * esbuild fills the object of an `export * as losses` by a call that bundlers cannot leave out, and with it
 * all that it names. Made by a call marked as pure, it costs nothing unless it is used.
 */
const pureNamespaces: Plugin = {
  name: "pure-namespaces",
  renderChunk(code, { map }) {
    const filled = /var (\w+)=\{\};(\s*)__export\(\1,(\{[^{}]*\})\);?/g;
    const made = "var $1=/* @__PURE__ */(()=>{let x={};$2return __export(x,$3),x})();";
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

const minify = [pureNamespaces, shortNames];

const common: Options = {
  target: "es2022",
  platform: "neutral",
  // Each entry stands alone, so both can live in one process, each with state of its own.
  splitting: false,
  plugins: minify,
  // The compiled modules for edge runtimes stay files of the package.
  external: [/\.wasm\?module$/],
  esbuildOptions(options, { format }) {
    options.minifyWhitespace = true;
    options.minifySyntax = true;
    // pureNamespaces leaves the map as it is, which then is wrong for the rest of the line.
    options.lineLimit = 120;
    // One map: bundlers use maps, and they take the ES module.
    options.sourcemap = format === "esm" && "index" in (options.entryPoints ?? {});
    options.sourcesContent = false;
  },
};

export default defineConfig([
  { ...common, entry: { index: "src/index.ts" }, format: "esm", clean: true },
  { ...common, entry: { pure: "src/pure.ts" }, format: "esm" },
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
    esbuildPlugins: [shareIndex],
  },
  { ...common, entry: { datasets: "src/datasets/real.ts" }, format: ["esm", "cjs"] },
  // Edge runtimes know ES modules alone.
  { ...common, entry: { edge: "src/edge.ts" }, format: "esm" },
]);
