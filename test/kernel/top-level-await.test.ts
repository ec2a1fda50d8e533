import compiler from "typescript-6";
import { expect, test } from "vitest";
import { awaitsAtTop } from "../../kernel/cells/top-level-await.ts";

test.each([
  "await x",
  "await (async () => 1)()",
  "const y = await [1][0]",
  "if (x) { await -1 }",
  "for await (const y of x) y",
  "for (const y of await x) y",
])("%j awaits at the top", (code) => {
  expect(awaitsAtTop(compiler, code)).toBe(true);
});

test.each([
  "1",
  "'await x'",
  "// await x",
  "async () => await x",
  "async function f() { for await (const y of x) y }",
  "class A { async m() { await (x) } }",
])("%j does not", (code) => {
  expect(awaitsAtTop(compiler, code)).toBe(false);
});
