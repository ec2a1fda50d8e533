import { defineConfig } from "vitest/config";

/** Measures how soon something ends, fills the memory, or changes the environment that others use: runs by itself. */
const ALONE = [
  "jupyter/papermill",
  ...["busy", "interrupt", "interrupt-rounds", "interrupt-spares-next", "many-tasks", "memory", "storms"].map(
    (name) => `kernel-process/${name}`,
  ),
].map((name) => `test/${name}.test.ts`);
/** A busy machine may need ten times longer; what is waited for ends the test sooner, with a word about it (Patience). */
const TIMEOUTS = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } };

/**
 * Tests against the built kernel, a Jupyter server or a browser. They wait for other processes much of their time, so
 * that two files at a time take little more than one; those that must be alone come last.
 */
export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      {
        test: {
          ...TIMEOUTS,
          name: "beside others",
          root: ".",
          include: ["kernel-process", "corpus", "headless", "jupyter", "browser"].map(
            (name) => `test/${name}/**/*.test.ts`,
          ),
          exclude: ALONE,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...TIMEOUTS, name: "alone", root: ".", include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
