import { defineConfig } from "vitest/config";

/** Tests against the built kernel, a Jupyter server or a browser. One at a time: they share the machine's two cores. */
export default defineConfig({
  test: {
    root: ".",
    include: [
      "test/kernel-process/**/*.test.ts",
      "test/corpus/**/*.test.ts",
      "test/headless/**/*.test.ts",
      "test/jupyter/**/*.test.ts",
      "test/browser/**/*.test.ts",
    ],
    fileParallelism: false,
    passWithNoTests: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
