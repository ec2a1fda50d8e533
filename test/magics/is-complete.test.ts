import { expect, test } from "vitest";
import { isMagicComplete } from "../../kernel/magics/is-complete.ts";
import { transformCell } from "../../kernel/magics/transform.ts";
import { sampleAlgorithms } from "./sample-algorithms.ts";

test.each<[text: string, status: string | undefined]>([
  ["%tasks", undefined],
  ["%buffer roads \\", "incomplete"],
  ["%buffer roads \\\n", "incomplete"],
  ["%buffer roads --distance {f(", "incomplete"],
  ["%buffer roads --distance {d", "incomplete"],
  ["%buffer roads --as 'near", "invalid"],
  ["%buffer roads --distnce 5", "invalid"],
  ["%bufer roads", "invalid"],
  ["%buffer", "invalid"],
  ["if (x) {\n  %bufer roads", "invalid"],
  ["if (x) {\n  %tasks", undefined],
  ["%%task x --input roads", "incomplete"],
  ["%%task x --inptu roads", "invalid"],
  ["%%task x\nreturn 1", "incomplete"],
  ["%%task x\nreturn 1\n\n", "complete"],
  ["%%task x\nif (f(1)) {\n\n", "incomplete"],
  ["%%task x\nreturn `a\n\n", "incomplete"],
  ["%%task x\nfor (;;) {\n\n\n", "complete"],
  ["const a = '\\", undefined],
])("%j at Enter: %s", (text, status) => {
  const { problem } = transformCell(text, { algorithms: sampleAlgorithms });
  expect(isMagicComplete(text, problem !== undefined)?.status).toBe(status);
});
