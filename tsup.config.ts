import { defineConfig, type Options } from "tsup";
import { shortNames } from "./scripts/bundle/short-names.js";

const index = { index: "src/index.ts" };
const pure = { pure: "src/pure.ts" };
const node = { node: "src/node/index.ts" };

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
const pureNamespaces: NonNullable<Options["plugins"]>[number] = {
  name: "pure-namespaces",
  renderChunk(code, { map }) {
    const filled = /var (\w+)=\{\};(\s*)__export\(\1,(\{[^{}]*\})\);?/g;
    const made = "var $1=/* @__PURE__ */(()=>{let x={};$2return __export(x,$3),x})();";
    return { code: code.replace(filled, made), map };
  },
};

const common: Options = {
  target: "es2022",
  platform: "neutral",
  // Each entry stands alone, so both can live in one process, each with state of its own.
  splitting: false,
  // The compiled modules for edge runtimes stay files of the package.
  plugins: [pureNamespaces, shortNames],
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
  {
    ...common,
    entry: index,
    format: ["esm", "cjs"],
    dts: {
      compilerOptions: { stripInternal: true },
      // Types name Symbol.dispose, which a user's own "lib" setting may lack.
      banner: '/// <reference lib="esnext.disposable" />',
    },
    clean: true,
  },
  { ...common, entry: pure, format: ["esm", "cjs"] },
  {
    ...common,
    entry: node,
    format: ["esm", "cjs"],
    platform: "node",
    removeNodeProtocol: false,
    esbuildPlugins: [shareIndex],
  },
  {
    ...common,
    entry: { datasets: "src/datasets/real.ts" },
    format: ["esm", "cjs"],
  },
  // Edge runtimes know ES modules alone; the types are those of index.
  { ...common, entry: { edge: "src/edge.ts" }, format: "esm" },
]);
