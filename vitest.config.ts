import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: "scripts/build-missing.ts",
    include: ["tests/**/*.test.ts"],
    // Properties over hundreds of cases take seconds where files share two busy cores.
    testTimeout: 20_000,
  },
});
