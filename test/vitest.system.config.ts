import { defineConfig } from "vitest/config";

/** They measure how soon something ends, or fill the memory: nothing else runs beside them. */
const ALONE = ["busy", "interrupt", "interrupt-rounds", "interrupt-spares-next", "many-tasks", "memory", "storms"].map(
  (name) => `test/kernel-process/${name}.test.ts`,
);
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
