import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadFunction, mapUserError } from "../../src/functions/load.ts";
import { prepareModule } from "../../src/functions/prepare-module.ts";

let folder = "";
beforeAll(async () => {
  // Inside the project, so that its packages are found from there.
  folder = await mkdtemp("dist/test-modules-");
  await writeFile(join(folder, "lib.ts"), "export const twice = (x: number): number => x * 2;\n");
  await writeFile(
    join(folder, "work.ts"),
    `import { twice } from "./lib.ts";
import Flatbush from "flatbush";

export function run(n: number): number {
  return twice(n) + new Flatbush(3).numItems;
}
export function fails(): never {
  throw new RangeError("in a module");
}
`,
  );
  await writeFile(join(folder, "broken.ts"), "export const x = ;\n");
});
afterAll(() => rm(folder, { recursive: true }));

async function load(
  exportName: string,
): Promise<{ fn: (...args: unknown[]) => unknown; show: (error: unknown) => void }> {
  const { prepared, baseDir } = prepareModule("work.ts", exportName, folder);
  const fn = await loadFunction(prepared, baseDir, { geometry: 1, ctx: 1, Layer: 1, inputs: {} });
  return { fn: fn as (...args: unknown[]) => unknown, show: (error) => mapUserError(error, prepared, baseDir) };
}

test("a TypeScript module runs with the files and packages it imports", async () => {
  expect((await load("run")).fn(4)).toBe(11);
});

test("an export that does not exist is undefined, for the lane to refuse", async () => {
  expect((await load("none")).fn).toBeUndefined();
});

test("an error shows file and line of the source", async () => {
  const { fn, show } = await load("fails");
  let thrown: unknown;
  try {
    fn();
  } catch (error) {
    show(error);
    thrown = error;
  }
  expect((thrown as Error).stack?.split("\n")[1]).toMatch(/work\.ts:8:9\)$/);
});

test("a missing file and a syntax error are refused with their place", () => {
  expect(() => prepareModule("none.ts", "run", folder)).toThrow(
    expect.objectContaining({ code: "FILE_MISSING", message: expect.stringContaining('"none.ts"') }),
  );
  expect(() => prepareModule("broken.ts", "run", folder)).toThrow(
    expect.objectContaining({ code: "FUNCTION_SYNTAX", message: expect.stringMatching(/broken\.ts, line 1/) }),
  );
});
