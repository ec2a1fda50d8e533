import { transformSync } from "esbuild";
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { manifestOf } from "../../src/notebook/read-manifest.ts";
import { parseNotebook } from "../../src/notebook/read-notebook.ts";
import { SEQUENCES } from "../fixtures/cell-sequences.ts";
import { mapcell, notebookFolder, outputsOf, runProgram, succeeding } from "../fixtures/cli.ts";

const folder = notebookFolder();
afterAll(() => folder.remove());
// as if the package were installed there
mkdirSync(join(folder.path, "node_modules"));
symlinkSync(resolve("."), join(folder.path, "node_modules", "mapcell"));
symlinkSync(resolve("notebooks", "data"), join(folder.path, "data"));

const LAYERS = "console.log('layers', JSON.stringify([...layers].map(({ name, hash }) => [name, hash])));";
type NameAndHash = readonly [string, string];

/** A notebook of the repository with a last cell that prints the layers' hashes. */
function withHashes(name: string): string {
  const notebook = JSON.parse(readFileSync(join("notebooks", name), "utf8"));
  const cell = { id: "hashes", cell_type: "code", metadata: {}, execution_count: null, outputs: [], source: LAYERS };
  const path = join(folder.path, name);
  writeFileSync(path, JSON.stringify({ ...notebook, cells: [...notebook.cells, cell] }));
  return path;
}

/** Writes the notebook's script beside it. */
async function exported(notebook: string): Promise<string> {
  const script = notebook.replace(/\.ipynb$/, ".mts");
  await succeeding(mapcell("export", notebook, "--to", "ts", "-o", script));
  return script;
}

/** The script without its types, as Node runs it. */
async function runScript(path: string): Promise<string> {
  const { code } = transformSync(readFileSync(path, "utf8"), { loader: "ts", format: "esm", target: "es2022" });
  const plain = path.replace(/\.mts$/, ".mjs");
  writeFileSync(plain, code);
  return (await succeeding(runProgram(process.execPath, [basename(plain)], process.env, folder.path))).out;
}

/** What cells printed themselves; tables and maps are for a page. */
function printedIn(notebook: string): string {
  const outputs = outputsOf(notebook).flat();
  return outputs.map((output) => (output.output_type === "stream" ? output.text : "")).join("");
}

/** What a run wrote down of the layers, the last one of each name. */
function hashesIn(notebook: string): Record<string, string> {
  const { layers } = manifestOf(parseNotebook(readFileSync(notebook, "utf8"), notebook))!;
  return Object.fromEntries(layers.map(({ name, hash }): NameAndHash => [name, hash]));
}

const notebooks = readdirSync("notebooks").filter((name) => name.endsWith(".ipynb"));

describe.each(notebooks)("%s as a script", (name) => {
  // what notebooks.test.ts finds in a fresh run, too
  test("prints what the notebook prints, and makes the same layers", async () => {
    const [printed = "", made = "[]"] = (await runScript(await exported(withHashes(name)))).split(/^layers /m);
    expect(printed).toBe(printedIn(join("notebooks", name)));
    const hashes = Object.fromEntries(JSON.parse(made) as NameAndHash[]);
    expect(hashes).not.toEqual({});
    expect(hashesIn(join("notebooks", name))).toMatchObject(hashes);
  });
});

test("a failed task ends the script; held, cancelled and background ones do not hold it up", async () => {
  const notebook = folder.write(
    "ends.ipynb",
    "%%task watch --background\nfor (;;) ctx.throwIfCanceled();",
    "const held = tasks.add(Task.fromFunction(() => 1, 0, { hold: true }));\nconst gone = geo.task('gone', () => 1);\ngone.cancel();",
    "console.log('goes on');",
    "%cancel watch\n%resume held\nconsole.log(await held);",
    "geo.task('bad', () => { throw new Error('on purpose'); });",
    "console.log('not reached');",
  );
  const script = await exported(notebook);
  await expect(runScript(script)).rejects.toThrow(/exit code 1\n[^]*on purpose/);
  const { out } = await runProgram(process.execPath, ["ends.mjs"], process.env, folder.path);
  expect(out).toBe("goes on\n1\n");
});

/** A script shows no values of last expressions. */
const withoutValue = (code: string): string => `${code};
undefined;`;

test("run, exported and run again, a notebook's cells give the same for all that one scope means", async () => {
  const cells = SEQUENCES.flatMap(({ cells: all, expression }) => [
    ...all.map(withoutValue),
    `console.log(${expression});`,
  ]);
  const notebook = folder.write("scope.ipynb", ...cells);
  const script = await exported(notebook);
  const ran = await succeeding(mapcell("run", notebook));
  expect(await runScript(script)).toBe(ran.out);
  const shown = ran.out.trimEnd().split("\n");
  expect(shown).toEqual(SEQUENCES.map(({ shows }) => shows.replaceAll(/^'|'$/g, "")));
});

test("functions, imports and shared variables of the notebook go along with its tasks", async () => {
  const notebook = folder.write(
    "along.ipynb",
    "import { basename } from 'node:path';\nconst twice = (n: number) => 2 * n;\nconst k = 3;",
    "%%task t --share k\nreturn basename(`/a/${twice(k)}`);",
    "console.log(await t);",
  );
  expect(await runScript(await exported(notebook))).toBe("6\n");
});

test("a script opens the geometry engine where a cell would have it opened", async () => {
  const box = `{ type: "Polygon", coordinates: [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]] } as const`;
  const named = folder.write("named.ipynb", `console.log(geometry.buffer(${box}, 0).type, geometry.length(${box}));`);
  expect(await runScript(await exported(named))).toBe("Polygon 16\n");
  const index = "layers.places!.index().nearest({ type: 'Point', coordinates: [3, 0] })";
  const made = "%create-grid --type point --extent 0,0,10,10 --hspacing 10 --vspacing 10 --crs EPSG:3857 --as places";
  const unnamed = folder.write("unnamed.ipynb", made, `console.log(JSON.stringify(${index}));`);
  const [found] = JSON.parse(await runScript(await exported(unnamed))) as { distance: number }[];
  expect(found!.distance).toBe(Math.hypot(3, 10));
});

test("without -o the script goes to standard output", async () => {
  const notebook = folder.write("a.ipynb", "%tasks");
  const { out, err } = await succeeding(mapcell("export", notebook, "--to", "ts"));
  expect(out).toContain("// %tasks: a script has no page to show it on");
  expect(err).toBe("");
});

const notJson = join(folder.path, "text.ipynb");
writeFileSync(notJson, "# text");

test.each([
  [[notJson, "--to", "ts"], /"[^"]*text\.ipynb" is not a notebook/],
  [["missing.ipynb", "--to", "ts"], /Cannot read the notebook "missing\.ipynb"/],
  [[folder.write("b.ipynb", "%nothing"), "--to", "ts"], /Cell 1, line 1: There is no magic %nothing/],
  [[notJson], /--to is missing; expected --to ts/],
  [[notJson, "--to", "py"], /--to is "py"; expected --to ts/],
])("mapcell export %j is refused with exit code 2", async (args, message) => {
  const { code, err, out } = await mapcell("export", ...args);
  expect(err).toMatch(message);
  expect({ code, out }).toEqual({ code: 2, out: "" });
});
