import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const SYSTEM = ["kernel-process", "corpus", "headless", "jupyter", "browser"].map((name) => `test/${name}/**`);
/**
 * Tests that start no threads and leave nothing behind. They share what they import, half of their time otherwise; not
 * for those with a helper that closes what it opened by hooks of its own, which are set but once.
 */
const SHARING = [
  "algorithms",
  "crs",
  "display",
  "expressions",
  "kernel",
  "layers",
  "notebook",
  "schema",
  "styles",
  "wire",
].map((name) => `test/${name}/**/*.test.ts`);
/** Against a PostgreSQL of their own, which is started once. */
const DATABASES = "test/databases/**/*.test.ts";
const COMMON = {
  root: ".",
  maxWorkers: Math.max(2, availableParallelism() - 1), // with two cores the default is one file at a time
  testTimeout: 120_000, // what takes 3 s alone took 43 s on a machine with 25 processes for two cores
  expect: { poll: { timeout: 20_000 } }, // a busy machine may need more than the usual second
};

/** Fast tests, without a build, a Jupyter server or a browser: those have projects of their own in test.mjs. */
export default defineConfig({
  test: {
    globalSetup: ["test/setup/build-worker.ts"],
    passWithNoTests: false,
    projects: [
      {
        test: {
          ...COMMON,
          name: "apart",
          include: ["test/**/*.test.ts"],
          exclude: [...SYSTEM, ...SHARING, DATABASES, "node_modules/**"],
        },
      },
      {
        test: {
          ...COMMON,
          name: "databases",
          include: [DATABASES],
          globalSetup: ["test/setup/postgres-server.ts"],
        },
      },
      { test: { ...COMMON, name: "sharing", include: SHARING, isolate: false } },
    ],
  },
});
