import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";

/** Made by test/fixtures/oracle/tutorials.py of the GeoPandas scripts beside the notebooks. */
const found = JSON.parse(readFileSync("test/fixtures/tutorials.json", "utf8")) as {
  readonly [notebook: string]: Record<string, unknown>;
};

interface Cell {
  readonly cell_type: string;
  readonly source: readonly string[];
  readonly outputs?: readonly {
    readonly text?: readonly string[];
    readonly data?: Record<string, readonly string[]>;
  }[];
}

/** Outputs as they were saved: test/headless/notebooks.test.ts sees that a fresh run gives the same. */
function cellsOf(name: string): readonly Cell[] {
  return (JSON.parse(readFileSync(`notebooks/${name}.ipynb`, "utf8")) as { cells: Cell[] }).cells;
}

/** What the cell whose text begins so has shown: as text, or as the value of its last expression. */
function shownBy(name: string, beginning: string): { readonly text: string; readonly value: unknown } {
  const cell = cellsOf(name).find(({ source }) => source.join("").includes(beginning));
  const texts = (cell?.outputs ?? []).map(({ text, data }) => [text ?? data?.["text/plain"] ?? []].flat().join(""));
  const value: unknown = runInNewContext(`(${/^[[{]/.test(texts.at(-1)!) ? texts.at(-1)! : "null"})`);
  return { text: texts.join("\n"), value: JSON.parse(JSON.stringify(value)) };
}

function wordsOf(text: string): readonly unknown[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => JSON.parse(word) as unknown);
}

function written(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.trim() !== "" && !/^(#|\/\/)/.test(line));
}

function near(value: number): unknown {
  return expect.closeTo(value, Math.max(0, 9 - Math.ceil(Math.log10(Math.abs(value)))));
}

function close(value: unknown): unknown {
  if (typeof value === "number") return near(value);
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, close(member)]));
}

test.each([
  ["overlays", "continents", "(await continents).sort("],
  ["overlays", "catchments", "const byCity"],
  ["overlays", "torn", "const largest"],
  ["points-and-joins", "crossed", "const equator"],
  ["points-and-joins", "continents", '.groupBy("c_continent")'],
  ["points-and-joins", "dense", '.sort("density"'],
  ["points-and-joins", "states", '(await felt).groupBy("name")'],
  ["points-and-joins", "towns", '.groupBy("town_name")'],
])("%s: %s as GeoPandas finds them", (name, what, cell) => {
  expect(shownBy(name, cell).value).toEqual(close(found[name]![what]));
});

test.each([
  ["overlays", "areas", "const [inside, outside]"],
  ["points-and-joins", "related", "const [{ geometry: kenya }]"],
  ["points-and-joins", "distances", "const metres"],
])("%s: %s as GeoPandas finds them", (name, what, cell) => {
  const first = shownBy(name, cell).text.split("\n")[0]!;
  expect(wordsOf(first)).toEqual(close(found[name]![what]));
});

test("as many pieces, and distances spread alike", () => {
  expect(shownBy("overlays", "%intersection").text).toContain(`cut  ✓ ${String(found.overlays!.pieces)} features`);
  const points = found["points-and-joins"]!;
  const joined = (points.joined as number).toLocaleString("en");
  expect(shownBy("points-and-joins", "%join towns").text).toContain(`joined  ✓ ${joined} features`);
  const [row] = shownBy("points-and-joins", ".describe()").value as object[];
  expect(row).toMatchObject(close(points.km) as object);
});

describe.each(Object.keys(found))("%s", (name) => {
  test("takes no more lines than the script with GeoPandas", () => {
    const script = readFileSync(`notebooks/${name}.py`, "utf8").split("\n").slice(1);
    const cells = cellsOf(name).filter(({ cell_type }) => cell_type === "code");
    const lines = cells.flatMap(({ source }) => source.join("").split("\n"));
    expect(written(lines).length).toBeLessThanOrEqual(written(script).length);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(150);
  });
});
