import { expect, test } from "vitest";
import { runProgram } from "../fixtures/cli.ts";

test("npm test ends with the sum of all suites, alone on its line, and fails when one does", async () => {
  const { code, out } = await runProgram(process.execPath, ["test.mjs", "no-such-suite"]);
  expect(code).toBe(1);
  expect(out.split("\n").slice(-2)).toEqual(["0 passed, 1 failed", ""]);
});
