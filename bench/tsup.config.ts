import { defineConfig } from "tsup";

/** What is measured: both entries as bundles that stand alone, and the page for browsers. */
export default defineConfig({
  entry: { index: "src/index.ts", pure: "src/pure.ts", page: "bench/browser/page.ts" },
  outDir: "bench/build",
  format: "esm",
  target: "es2022",
  platform: "browser",
  // mitata asks for it under Bun alone.
  external: ["bun:jsc"],
  splitting: false,
  clean: true,
});
