import { defineConfig } from "tsup";

export default defineConfig({
  entry: { index: "src/index.ts", pure: "src/pure.ts" },
  format: ["esm", "cjs"],
  target: "es2022",
  platform: "neutral",
  dts: { compilerOptions: { stripInternal: true } },
  clean: true,
  // Each entry stands alone, so both can live in one process, each with state of its own.
  splitting: false,
  sourcemap: true,
  esbuildOptions(options) {
    options.sourcesContent = false;
    // Identifiers stay whole: class names show up in errors and in stack traces.
    options.minifyWhitespace = true;
    options.minifySyntax = true;
  },
});
