import { transformSync } from "esbuild";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { mapcell, notebookFolder, outputsOf, runProgram, succeeding, textOf } from "../fixtures/cli.ts";

const folder = notebookFolder();
afterAll(() => folder.remove());
const out = join(folder.path, "out.ipynb");

function parametrised(declaring: string, ...cells: readonly string[]): string {
  const path = folder.write("parametrised.ipynb", declaring, ...cells);
  const notebook = JSON.parse(readFileSync(path, "utf8"));
  notebook.cells[0].metadata = { tags: ["parameters"] };
  writeFileSync(path, JSON.stringify(notebook));
  return path;
}

const DECLARED = "let flag = true, n = 1;\nconst name = 'a', most: number | null = null, list = [1];";
const PRINT = "console.log([flag ? 'on' : 'off', n + 1, name, most, list]);";
const GIVEN = ["-p", "flag=False", "-p", "n=41", "-p", "name=500", "-p", "most=2", "-p", "list=[7]"];

test("parameters have the types of their variables, which functions of earlier cells see", async () => {
  const notebook = parametrised(DECLARED, PRINT);
  await succeeding(mapcell("run", notebook, "-o", out, ...GIVEN));
  expect(textOf(outputsOf(out)[2] ?? [])).toBe("[ 'off', 42, '500', 2, [ 7 ] ]\n");
});

test.each([
  ["n=abc", /Cell 2 of 3 \(id injected-parameters\) failed: .*'string' is not assignable to type 'number'/],
  ["flag=1", /'number' is not assignable to type 'boolean'/],
  ['list=["x"]', /'string' is not assignable to type 'number'/],
  ["list=7", /'number' is not assignable to type 'number\[\]'/],
  ["most=abc", /'string' is not assignable to type 'number'/],
])("-p %s is refused", async (given, message) => {
  const { code, err } = await mapcell("run", parametrised(DECLARED, PRINT), "-o", out, "-p", given);
  expect([code, err]).toEqual([1, expect.stringMatching(message)]);
});

test("what was run with parameters gives the same exported, and run again", async () => {
  mkdirSync(join(folder.path, "node_modules"));
  symlinkSync(resolve("."), join(folder.path, "node_modules", "mapcell"));
  await succeeding(mapcell("run", parametrised(DECLARED, PRINT), "-o", out, ...GIVEN));
  const again = await succeeding(mapcell("run", out));
  const script = join(folder.path, "out.mts");
  await succeeding(mapcell("export", out, "--to", "ts", "-o", script));
  const { code } = transformSync(readFileSync(script, "utf8"), { loader: "ts", format: "esm" });
  writeFileSync(join(folder.path, "out.mjs"), code);
  const ran = await succeeding(runProgram(process.execPath, [basename("out.mjs")], process.env, folder.path));
  expect(ran.out).toBe(again.out);
  expect(ran.out).toBe("[ 'off', 42, '500', 2, [ 7 ] ]\n");
});
