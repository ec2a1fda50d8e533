import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CliResult, mapcell, notebookFolder, succeeding } from "../fixtures/cli.ts";

const folder = notebookFolder();
const saved = join(folder.path, "saved.ipynb");
const data = join(folder.path, "towns.geojson");
const CELLS = [
  "%load towns towns.geojson",
  "%buffer towns --distance 10km --as near",
  `%%task named --input near --as named
return Array.from(near, (f) => ({ ...f, properties: { n: f.id } }))`,
  "%dissolve near --as whole\nconsole.log('done')",
];
const TOWNS = townsText(8.5, "Bern");

function townsText(x: number, name: string): string {
  return `{"type":"FeatureCollection","features":[${townText(7, "Thun")},${townText(x, name)}]}`;
}

function townText(x: number, name: string): string {
  return `{"type":"Feature","geometry":{"type":"Point","coordinates":[${x},47]},"properties":{"name":"${name}"}}`;
}

beforeAll(async () => {
  writeFileSync(data, TOWNS);
  await succeeding(mapcell("run", folder.write("towns.ipynb", ...CELLS), "-o", saved));
});
afterAll(() => folder.remove());

/** The saved notebook with something in its file changed. */
function changed(from: string, to: string): string {
  return written(readFileSync(saved, "utf8"), from, to);
}

/** With the sources of its cells changed. */
function edited(changes: Readonly<Record<string, string>>): string {
  const { cells, ...others } = JSON.parse(readFileSync(saved, "utf8")) as { cells: { source: string[] }[] };
  const sources = cells.map((cell) => {
    const source = cell.source.join("");
    const [from, to] = Object.entries(changes).find(([text]) => source.includes(text)) ?? ["", ""];
    return Object.assign(cell, { source: source.replace(from, to) });
  });
  return written(JSON.stringify({ ...others, cells: sources }), "", "");
}

function written(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  const path = join(folder.path, "changed.ipynb");
  writeFileSync(path, text.replace(from, to));
  return path;
}

async function verified(path: string, ...more: readonly string[]): Promise<CliResult> {
  const result = await mapcell("verify", path, ...more);
  writeFileSync(data, TOWNS);
  return result;
}

test("an unchanged notebook gives the same, and its reader is told before its code runs", async () => {
  const before = readFileSync(saved, "utf8");
  const { code, out, err } = await verified(saved);
  expect([code, out]).toEqual([0, `${saved} gives the same.\n4 of 4 layers are the same.\n`]);
  expect(err).toMatch(/^Running the code of .*saved\.ipynb/);
  expect(readFileSync(saved, "utf8")).toBe(before);
});

describe("a changed input is found, and the layer that it moves first", () => {
  test.each([
    ["a vertex by 1e-9", townsText(8.500000001, "Bern"), ["towns", "input"]],
    ["a byte that moves nothing", `${TOWNS} `, [undefined, undefined]],
  ])("%s", async (_, text, moved) => {
    writeFileSync(data, text);
    const { code, out } = await verified(saved, "--json");
    const { verdict, first, inputs } = JSON.parse(out) as Record<string, any>; // oxlint-disable-line no-explicit-any -- JSON
    expect([code, verdict]).toEqual([7, "input"]);
    expect(inputs).toMatchObject([
      { path: "towns.geojson", before: { bytes: TOWNS.length }, now: { bytes: text.length } },
    ]);
    expect([first?.name, first?.why.kind]).toEqual(moved);
  });

  test("a missing one, without running anything", async () => {
    rmSync(data);
    const { code, out, err } = await verified(saved);
    expect([code, err]).toEqual([7, ""]);
    expect(out).toContain("Input towns.geojson is missing");
  });
});

test("what is asked for, code, and layers that are no longer made are found by their names", async () => {
  const path = edited({
    "--distance 10km": "--distance 11km --engine jsts",
    "n: f.id": "n: f.id + 1",
    "--as whole": "--as other",
  });
  const { code, out } = await verified(path, "--only-layers", "--json");
  const { layers } = JSON.parse(out) as { layers: { name: string; why: { kind: string; changes?: string[] } }[] };
  expect(code).toBe(6);
  expect(layers.map(({ name, why }) => [name, why.kind])).toEqual([
    ["near", "asked"],
    ["named", "code"],
    ["whole", "missing"],
    ["other", "new"],
  ]);
  const [distance = "", engine] = layers[0]?.why.changes ?? [];
  expect(distance).toMatch(/^distance .*10000.* → .*11000/);
  expect(engine).toMatch(/^engine geos-wasm \S+ → jsts \S+$/);
});

test("outputs that differ are told, unless layers alone matter", async () => {
  const path = edited({ "console.log('done')": "console.log('finished')" });
  const { code, out } = await verified(path);
  expect(code).toBe(5);
  expect(out).toContain("Output of cell 4 (id c4): stdout of output 2 differs.");
});

test("a cell that fails", async () => {
  const { code, err } = await verified(edited({ "console.log('done')": "throw new Error('no')" }));
  expect(code).toBe(1);
  expect(err).toContain("Cell 4 of 4 (id c4) failed: Error: no");
});

describe("a notebook that cannot be verified says why", () => {
  test.each([
    ["without outputs", () => join(folder.path, "towns.ipynb"), /says nothing of its layers.*mapcell run/],
    ["of another format", () => changed('"format": 1', '"format": 2'), /has format 2.*reads format 1/],
    ["changed by hand", () => changed('"features": 2', '"features": 3'), /changed by hand/],
  ])("%s", async (_, path, expected) => {
    const { code, err } = await verified(path());
    expect(code).toBe(2);
    expect(err).toMatch(expected);
  });
});
