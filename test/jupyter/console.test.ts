import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { notebookFolder, runProgram, succeeding } from "../fixtures/cli.ts";
import { environmentPython, isolatedJupyter } from "../fixtures/jupyter-server.ts";

const folder = notebookFolder();
afterAll(() => folder.remove());

test("jupyter console runs cells, magics and several lines, survives an interrupt, and ends", async () => {
  cpSync("notebooks/data", join(folder.path, "data"), { recursive: true });
  const env = { ...isolatedJupyter(folder.path), TERM: "xterm", PROMPT_TOOLKIT_NO_CPR: "1" };
  const script = resolve("test", "jupyter", "console.py");
  const { out } = await succeeding(runProgram(environmentPython(), [script], env, folder.path));
  expect(out).toContain("mapcell");
  expect(out).toContain("KernelInterrupted: The cell was interrupted.");
  expect(out).toContain("Shutting down kernel");
  expect(out).not.toMatch(/Traceback|Warning|did not respond/);
});
