import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mapcell, notebookFolder, outputsOf, runProgram, succeeding, textOf } from "../fixtures/cli.ts";
import { environmentPython, isolatedJupyter } from "../fixtures/jupyter-server.ts";

const folder = notebookFolder();
const environment = resolve(environmentPython(), "..", "..");
const out = join(folder.path, "out.ipynb");

beforeAll(async () => {
  await succeeding(mapcell("install", "--prefix", environment, "--papermill"));
});
afterAll(async () => {
  await succeeding(mapcell("uninstall", "--prefix", environment));
  await succeeding(mapcell("install", "--prefix", environment));
  folder.remove();
});

function papermill(...args: readonly string[]) {
  return succeeding(
    runProgram(environmentPython(), ["-m", "papermill", ...args], isolatedJupyter(folder.path), folder.path),
  );
}

/** A notebook with a cell tagged `parameters` and one that shows what became of them. */
function parametrised(): string {
  const { metadata } = JSON.parse(readFileSync("notebooks/quickstart.ipynb", "utf8"));
  const declared =
    'const distance: number = 250; // in km\nlet name = "a"; // of the layer\nconst list = [1], on = false;';
  const path = folder.write("parametrised.ipynb", declared, "[distance * 2, name, list, on]");
  const notebook = JSON.parse(readFileSync(path, "utf8"));
  notebook.cells[0].metadata = { tags: ["parameters"] };
  writeFileSync(path, JSON.stringify({ ...notebook, metadata }));
  return path;
}

test("papermill runs a notebook as it is", async () => {
  await papermill(parametrised(), out);
  expect(textOf(outputsOf(out)[1] ?? [])).toBe(`"[ 500, 'a', [ 1 ], false ]"`);
});

test("papermill sets parameters: numbers, text, lists, truth", async () => {
  const given = ["-p", "distance", "7.5", "-r", "name", 'quo"te é\\n', "-p", "on", "True", "-y", "list: [3, 4]"];
  await papermill(parametrised(), out, ...given);
  expect(textOf(outputsOf(out)[2] ?? [])).toBe(JSON.stringify(`[ 15, 'quo"te é\\\\n', [ 3, 4 ], true ]`));
});

test("papermill and mapcell run -p give the same results", async () => {
  await papermill(parametrised(), out, "-p", "distance", "7.5", "-r", "name", "x y", "-p", "on", "True");
  const ours = join(folder.path, "ours.ipynb");
  await succeeding(
    mapcell("run", parametrised(), "-o", ours, "-p", "distance=7.5", "-p", "name=x y", "--parameter", "on=true"),
  );
  expect(outputsOf(ours)).toEqual(outputsOf(out));
  expect(outputsOf(ours)[2]).toMatchObject([{ data: { "text/plain": "[ 15, 'x y', [ 1 ], true ]" } }]);
});

test("papermill's parameters have the types of their variables", async () => {
  const refused = runProgram(
    environmentPython(),
    ["-m", "papermill", parametrised(), out, "-p", "distance", "far"],
    isolatedJupyter(folder.path),
    folder.path,
  );
  expect(await refused).toMatchObject({ err: expect.stringContaining("'string' is not assignable to type 'number'") });
});

test("papermill tells which parameters a notebook has", async () => {
  const { out: help } = await papermill("--help-notebook", parametrised());
  expect(help).toMatch(/distance: number \(default 250\)\s+in km/);
  expect(help).toMatch(/name: Unknown type \(default "a"\)\s+of the layer/);
  expect(help).toMatch(/on: Unknown type \(default false\)/);
});
