import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runProgram } from "../fixtures/cli.ts";
import { environmentPython, isolatedJupyter } from "../fixtures/jupyter-server.ts";

const folder = mkdtempSync(join(tmpdir(), "mapcell-conformance-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Subtests are named by what they try; the suite itself says which it has. */
const TESTS = [
  "clear_output",
  "completion",
  "display_data",
  "error",
  "execute_result",
  "execute_stderr",
  "execute_stdout",
  "history",
  "inspect",
  "is_complete",
  "kernel_info",
  "pager",
];

test("Jupyter's own tests for kernels pass", async () => {
  const script = resolve("test", "jupyter", "conformance.py");
  const { out, err } = await runProgram(environmentPython(), [script], isolatedJupyter(folder));
  const outcomes: Record<string, string> = JSON.parse(out.trim().split("\n").at(-1) || `{"not run": ""}`);
  const told = Object.entries(outcomes).map(([name, outcome]) => `${name}: ${outcome}`);
  process.stdout.write(`${[...told, err].join("\n")}\n`);
  const notPassed = Object.entries(outcomes).filter(([, outcome]) => outcome !== "passed");
  // payloads, which pagers need, are deprecated; help is a display, which stays in the notebook
  expect(notPassed).toEqual([["Conformance.test_pager", "skipped: No code page something"]]);
  const ran = (name: string) => Object.keys(outcomes).filter((id) => id.split(" ")[0] === name).length;
  expect(TESTS.filter((name) => ran(`Conformance.test_${name}`) === 0)).toEqual([]);
  expect(ran("Welcome.test_recv_iopub_welcome_msg")).toBe(1);
  expect([ran("Conformance.test_history"), ran("Conformance.test_is_complete")]).toEqual([8, 4]);
});
