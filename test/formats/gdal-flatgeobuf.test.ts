import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Geometry } from "geojson";
import { describe, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readFlatGeobuf } from "../../src/formats/flatgeobuf/read-flatgeobuf.ts";
import { type Feature, type Layer, layerFromData } from "../../src/layers/layer.ts";
import { Recorder, sourceOf } from "./sources.ts";

/** Files that GDAL wrote, and what GDAL reads from them: test/fixtures/oracle/flatgeobuf.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/flatgeobuf");

interface Expected {
  readonly crs: string | null;
  readonly fields: readonly string[];
  readonly dtypes: readonly string[];
  readonly features: readonly Pick<Feature, "geometry" | "properties">[];
}

const LINES = readFileSync(join(FOLDER, "expected.ndjson"), "utf8").trim().split("\n");
const EXPECTED = Object.fromEntries(LINES.map((line) => JSON.parse(line) as [string, Expected]));

async function load(name: string, bytes = readFileSync(join(FOLDER, `${name}.fgb`)), feedback = new Recorder()) {
  const crs = EXPECTED[name]?.crs;
  const options = crs === null || crs === "custom" ? { crs: "EPSG:4326" as never } : {};
  return layerFromData(name, await readFlatGeobuf(sourceOf(bytes, 777, `${name}.fgb`), options, feedback));
}

/** The members of multi-geometries in a collection are members of the collection, as everywhere in layers. */
function flat(geometry: Geometry | null): Geometry | null {
  if (geometry?.type !== "GeometryCollection") return geometry;
  const geometries = geometry.geometries.flatMap((member): Geometry[] => {
    if (member.type === "MultiPoint") return member.coordinates.map((coordinates) => ({ type: "Point", coordinates }));
    if (member.type === "MultiPolygon")
      return member.coordinates.map((coordinates) => ({ type: "Polygon", coordinates }));
    return [member];
  });
  return { ...geometry, geometries };
}

/** What GDAL says, as a layer holds it: bigints, parsed JSON, text of a time. */
function expectedValue(value: unknown, { layer, field }: { layer: Layer; field: string }): unknown {
  const type = layer.fields.find(({ name }) => name === field)?.type;
  if (value === null) return null;
  if (type === "integer64") return BigInt((value as number | string).toString().replace(/n$/, ""));
  if (type === "json" && typeof value === "string") return JSON.parse(value.replace("9007199254740993", '"large"'));
  if (type === "date" || type === "datetime") return ownValue(value, type);
  return value;
}

function ownValue(value: unknown, type: string | undefined): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if ((type === "date" || type === "datetime") && typeof value === "string")
    return new Date(`${value.replace("Z", "")}Z`).getTime();
  if (type !== "json") return value;
  return JSON.parse(JSON.stringify(value, (_key, each) => (each === "9007199254740993" ? "large" : each)) ?? "null");
}

test("there are many files", () => {
  expect(readdirSync(FOLDER).length).toBeGreaterThan(40);
});

describe("we read what GDAL reads from", () => {
  test.each(Object.keys(EXPECTED))("%s", async (name) => {
    const { features, fields } = EXPECTED[name]!;
    const layer = await load(name);
    expect(layer.fields.map((field) => field.name)).toEqual(fields);
    expect(layer.head(999).map(({ geometry }) => geometry)).toEqual(features.map(({ geometry }) => flat(geometry)));
    for (const { name: field, type } of layer.fields) {
      expect(layer.head(999).map(({ properties }) => ownValue(properties[field], type))).toEqual(
        features.map(({ properties }) => expectedValue(properties[field], { layer, field })),
      );
    }
    const { crs } = EXPECTED[name]!;
    expect(layer.crs).toBe(crs === null || crs === "custom" ? "EPSG:4326" : crs);
  });
});

test("whole numbers beyond 2^53 stay exact, in columns and in JSON", async () => {
  const int64 = await load("int64");
  expect(int64.fields).toEqual([{ name: "osm", type: "integer64" }]);
  expect((await load("int64-small")).fields).toEqual([{ name: "n", type: "integer" }]);
  expect((await load("json")).head().map(({ properties }) => properties["j"])).toEqual([
    { b: [1, null], a: "x" },
    { a: [9007199254740993n, 0.5] },
    5,
  ]);
});

test("moments and bytes have types of their own", async () => {
  const [dates, older] = [await load("dates"), await load("older-binary")];
  expect(dates.fields.map(({ type }) => type)).toEqual(["datetime", "datetime"]); // GDAL writes midnights
  expect(older.fields.map(({ type }) => type)).toEqual(["integer", "string", "binary"]);
});

test("a file without a CRS needs one to be given", async () => {
  const bytes = readFileSync(join(FOLDER, "no-crs.fgb"));
  const reading = readFlatGeobuf(sourceOf(bytes, 777, "x.fgb"), {}, silent);
  await expect(reading).rejects.toThrow(/does not state its CRS.*--crs/);
});

test("a CRS without a code is kept as it is described", async () => {
  const bytes = readFileSync(join(FOLDER, "custom-crs.fgb"));
  const { crs } = await readFlatGeobuf(sourceOf(bytes, 777, "x.fgb"), {}, silent);
  expect(crs).toMatch(/^\+proj=tmerc \+lat_0=1 \+lon_0=7\.5 \+k=0\.9999 .*\+frame=4326 .*\+title=my grid$/);
});

test("a CRS that is no EPSG code is known by its own", async () => {
  const bytes = readFileSync(join(FOLDER, "esri-crs.fgb"));
  expect((await readFlatGeobuf(sourceOf(bytes, 777, "x.fgb"), {}, silent)).crs).toBe("ESRI:54009");
});

test.each(["Point", "Polygon-index", "many-index", "mixed"])("%s is refused wherever it is cut", async (name) => {
  const whole = readFileSync(join(FOLDER, `${name}.fgb`));
  const count = EXPECTED[name]!.features.length;
  const headerEnd = 12 + whole.readUInt32LE(8);
  for (let cut = 0; cut < whole.length; cut += 1 + Math.floor(whole.length / 150)) {
    const message =
      cut < headerEnd ? /is not FlatGeobuf|ends too early/ : new RegExp(`holds \\d+ of ${count} features`);
    for (const size of [cut, undefined]) {
      const source = { ...sourceOf(whole.subarray(0, cut), 4000, "cut.fgb"), size };
      await expect(readFlatGeobuf(source, {}, silent)).rejects.toThrow(message);
    }
  }
});

test("a file cut behind its third of five features says so", async () => {
  const whole = readFileSync(join(FOLDER, "Point.fgb"));
  let end = 12 + whole.readUInt32LE(8);
  end += 4 + whole.readUInt32LE(end);
  await expect(load("Point", whole.subarray(0, end))).rejects.toThrow(/"Point\.fgb".*holds 1 of 3 features/);
});
