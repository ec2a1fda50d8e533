import { defineConfig } from "vitest/config";

/** A short form of the kernel, headless and task suites, for a Node.js other than the one that runs the rest. */
export default defineConfig({
  test: {
    root: ".",
    include: [
      "test/kernel-process/{busy,execute,interrupt-rounds}.test.ts",
      "test/headless/script.test.ts",
      "test/tasks/{cancel,life,process}.test.ts",
    ],
    globalSetup: ["test/setup/build-worker.ts"],
    fileParallelism: false,
    passWithNoTests: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
