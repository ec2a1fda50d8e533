import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Feature, FeatureCollection } from "geojson";
import { afterAll, expect, test } from "vitest";
import { mapcell } from "../fixtures/cli.ts";
import { mainGeometry } from "../../src/session/main-loop-geometry.ts";

interface Expected {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly fields: readonly string[];
  /** Values, then type and area or length. */
  readonly rows: readonly (readonly [readonly unknown[], readonly [string, number] | null])[];
}

/** What qgis_process 3.22 makes of it: test/fixtures/oracle/qgis-process.py. */
const stored = JSON.parse(
  readFileSync(new URL("../fixtures/process/expected.json", import.meta.url), "utf8"),
) as Readonly<Record<string, Expected>>;
const roads = resolve("test", "fixtures", "process", "roads.geojson");
const folder = mkdtempSync(join(tmpdir(), "mapcell-process-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `mapcell process run ALGORITHM - --json` with this on its standard input. */
async function runJson(
  algorithm: string,
  text: string,
): Promise<{ readonly code: number | null; readonly out: string }> {
  const cli = resolve("dist", "src", "cli", "main.js");
  const child = spawn(process.execPath, [cli, "process", "run", algorithm, "-", "--json"]);
  child.stdin.end(text);
  const out: Buffer[] = [];
  child.stdout.on("data", (data: Buffer) => out.push(data));
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, out: Buffer.concat(out).toString() };
}

function sizeOf({ geometry }: Pick<Feature, "geometry"> | { readonly geometry: null }): unknown {
  if (geometry === null) return null;
  return [geometry.type, rounded(mainGeometry.area(geometry) || mainGeometry.length(geometry))];
}

function rounded(value: unknown): unknown {
  return typeof value === "number" ? Number(value.toFixed(6)) : value;
}

test.each(Object.entries(stored))("%s gives what QGIS gives, from the same JSON", async (algorithm, expected) => {
  const path = join(folder, `${algorithm.replace(":", "-")}.geojson`);
  const inputs = { INPUT: roads, ...expected.inputs, OUTPUT: path };
  const { code, out } = await runJson(algorithm, JSON.stringify({ ellipsoid: "EPSG:7030", inputs }));
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({ inputs, results: { OUTPUT: path } });
  const made = JSON.parse(readFileSync(path, "utf8")) as FeatureCollection & { readonly crs: unknown };
  expect(made.crs).toEqual({ type: "name", properties: { name: "urn:ogc:def:crs:EPSG::25832" } });
  expect(made.features).toHaveLength(expected.rows.length);
  for (const { properties } of made.features) expect(Object.keys(properties ?? {})).toEqual(expected.fields);
  expect(made.features.map(({ properties }) => Object.values(properties ?? {}).map(rounded))).toEqual(
    expected.rows.map(([values]) => values.map(rounded)),
  );
  // a feature without geometry has none after a buffer, where QGIS writes an empty one
  expect(made.features.map(sizeOf)).toEqual(expected.rows.map(([, size]) => size?.map(rounded) ?? null));
});

test("words do the same, with our names, a second output, and files by their endings", async () => {
  const [large, small] = [join(folder, "large.gpkg"), join(folder, "small.csv")];
  const words = [`input=${roads}`, "expression=n > 1", `OUTPUT=${large}`, `FAIL_OUTPUT=${small}`];
  const { code, out } = await mapcell("process", "run", "extract-by-expression", ...words);
  expect([code, out]).toEqual([0, `Results\nOUTPUT: ${large}\nFAIL_OUTPUT: ${small}\n`]);
  expect(readFileSync(large).subarray(0, 15).toString()).toBe("SQLite format 3");
  expect(readFileSync(small, "utf8").split("\n").slice(0, 2).join("|")).toMatch(
    /^wkt,name,n\|"LINESTRING \(500000 5200000/,
  );
  // QGIS calls a layer after its file
  const again = await mapcell(
    "process",
    "run",
    "native:centroids",
    `INPUT=${large}|layername=large`,
    "OUTPUT=TEMPORARY_OUTPUT",
  );
  expect([again.code, again.out]).toEqual([0, expect.stringMatching(/^Results\nOUTPUT: .*centroids\.gpkg\n$/)]);
});

test("of an algorithm that gives numbers, those are the results", async () => {
  const words = ["run", "qgis:basicstatisticsforfields", `INPUT_LAYER=${roads}`, "FIELD_NAME=n"];
  const [told, plain] = await Promise.all([mapcell("process", ...words, "--json"), mapcell("process", ...words)]);
  const { features } = JSON.parse(readFileSync(roads, "utf8")) as { features: { properties: { n: number | null } }[] };
  const numbers = features.flatMap(({ properties }) => properties.n ?? []);
  const { results } = JSON.parse(told.out) as { results: Record<string, unknown> };
  expect([told.code, results]).toEqual([
    0,
    expect.objectContaining({ COUNT: numbers.length, MIN: Math.min(...numbers), MAX: Math.max(...numbers) }),
  ]);
  expect(results).not.toHaveProperty("OUTPUT");
  expect(plain.out).toContain(`\nMAX: ${Math.max(...numbers)}\n`);
});

test.each<readonly [what: string, code: number, words: readonly string[], message: RegExp]>([
  ["no such algorithm", 2, ["run", "native:bufer"], /no algorithm "native:bufer"\. Did you mean "buffer"/],
  [
    "a wrong value",
    2,
    ["run", "native:buffer", `INPUT=${roads}`, "DISTANCE=x"],
    /distance is wrong: "x" is not a length/,
  ],
  [
    "no such parameter",
    2,
    ["run", "native:buffer", `INPUT=${roads}`, "DISTANSE=1"],
    /no parameter "DISTANSE".*Did you mean/,
  ],
  [
    "a file that can't be written",
    2,
    ["run", "native:buffer", `INPUT=${roads}`, "OUTPUT=a.xyz"],
    /expected TEMPORARY_OUTPUT or a file that ends in/,
  ],
  ["no assignment", 2, ["run", "native:buffer", "roads"], /"roads" is no NAME=VALUE/],
  ["no such file", 1, ["run", "native:buffer", "INPUT=none.geojson", "OUTPUT=a.fgb"], /no file "none\.geojson"/],
  ["no such command", 2, ["walk"], /"walk" is none of list, help, run/],
])("%s ends with its code and says why", async (_, code, words, message) => {
  const ended = await mapcell("process", ...words);
  expect([ended.code, ended.err]).toEqual([code, expect.stringMatching(message)]);
});

test("list and help tell what there is", async () => {
  const [list, help] = await Promise.all([mapcell("process", "list"), mapcell("process", "help", "native:buffer")]);
  expect(list.out).toMatch(/^Vector overlay\n(?: {2}.*\n)* {2}native:clip +Clip$/m);
  expect(help.out).toContain("DISTANCE (distance), default 10");
});
