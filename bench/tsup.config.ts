import { defineConfig } from "tsup";
import { shortNames } from "../scripts/bundle/short-names.js";

/** What is measured: both entries, shortened as the package's are, and the page for browsers. */
export default defineConfig({
  entry: { index: "src/index.ts", pure: "src/pure.ts", page: "bench/browser/page.ts" },
  outDir: "bench/build",
  format: "esm",
  target: "es2022",
  platform: "browser",
  // mitata asks for it under Bun alone.
  external: ["bun:jsc"],
  splitting: false,
  // Start-up is reading, above all.
  plugins: [shortNames],
  esbuildOptions(options) {
    options.minifyWhitespace = true;
    options.minifySyntax = true;
  },
  clean: true,
});
