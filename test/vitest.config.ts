import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Fast tests, without a build, a Jupyter server or a browser: those have projects of their own in test.mjs. */
export default defineConfig({
  test: {
    root: ".",
    include: ["test/**/*.test.ts"],
    exclude: [
      "test/kernel-process/**",
      "test/corpus/**",
      "test/headless/**",
      "test/jupyter/**",
      "test/browser/**",
      "node_modules/**",
    ],
    globalSetup: ["test/setup/build-worker.ts"],
    passWithNoTests: false,
    maxWorkers: Math.max(2, availableParallelism() - 1), // with two cores the default is one file at a time
    testTimeout: 120_000, // what takes 3 s alone took 43 s on a machine with 25 processes for two cores
    expect: { poll: { timeout: 20_000 } }, // a busy machine may need more than the usual second
  },
});
