import { defineConfig } from "tsup";

export default defineConfig({
  entry: { index: "src/index.ts", pure: "src/pure.ts" },
  format: ["esm", "cjs"],
  target: "es2022",
  platform: "neutral",
  dts: {
    compilerOptions: { stripInternal: true },
    // Types name Symbol.dispose, which a user's own "lib" setting may lack.
    banner: '/// <reference lib="esnext.disposable" />',
  },
  clean: true,
  // Each entry stands alone, so both can live in one process, each with state of its own.
  splitting: false,
  // Not minified: Node prints the line an error comes from, and bundlers minify by themselves.
  sourcemap: true,
  esbuildOptions(options) {
    options.sourcesContent = false;
  },
});
