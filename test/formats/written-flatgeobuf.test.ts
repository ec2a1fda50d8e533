import type { Geometry, LineString, Point } from "geojson";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readFlatGeobuf } from "../../src/formats/flatgeobuf/read-flatgeobuf.ts";
import { readSelected } from "../../src/formats/flatgeobuf/read-selected.ts";
import { writeFlatGeobuf } from "../../src/formats/flatgeobuf/write-flatgeobuf.ts";
import { contentHash } from "../../src/layers/content-hash.ts";
import { fileOf, MemorySink, sourceOf } from "./sources.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";

/**
 * What we write is, byte for byte, what stands in the folder, and of that GDAL has said what it reads
 * (test/fixtures/oracle/written-flatgeobuf.py). After a change of the writer: MAPCELL_STORE=1, then the script.
 */
const FOLDER = join(import.meta.dirname, "../fixtures/flatgeobuf-written");

const ring = [
  [0, 0],
  [9, 0],
  [9, 9],
  [0, 0],
];
const hole = [
  [4, 1],
  [5, 1],
  [5, 2],
  [4, 1],
];
const GEOMETRIES: readonly (Geometry | null)[] = [
  { type: "Point", coordinates: [1.25, -2] },
  { type: "MultiPoint", coordinates: ring },
  { type: "LineString", coordinates: ring },
  { type: "MultiLineString", coordinates: [ring, hole] },
  { type: "Polygon", coordinates: [ring, hole] },
  { type: "MultiPolygon", coordinates: [[ring, hole], [hole]] },
  {
    type: "GeometryCollection",
    geometries: [
      { type: "Point", coordinates: [1, 2] },
      { type: "Polygon", coordinates: [ring] },
    ],
  },
  null,
];
/** Points and small lines in no order, each with its place in the layer. */
const SCATTERED = Array.from({ length: 300 }, (_, n) => {
  const [x, y] = [(n * 37) % 100, (n * 53) % 90];
  const line = [
    [x, y],
    [x + 2, y + 1],
  ];
  const geometry: Point | LineString =
    n % 2 === 0 ? { type: "Point", coordinates: [x, y] } : { type: "LineString", coordinates: line };
  return { geometry, properties: { n } };
});
const LAYERS: Readonly<Record<string, Layer>> = {
  mixed: Layer.from(GEOMETRIES.map((geometry, n) => ({ geometry, properties: { n } }))),
  polygons: Layer.from([4, 4].map((kind) => ({ geometry: GEOMETRIES[kind]!, properties: { a: 1 } }))),
  "mixed-index": Layer.from(GEOMETRIES.map((geometry, n) => ({ geometry, properties: { n } }))),
  "scattered-index": Layer.from(SCATTERED),
  utm: Layer.from([{ geometry: GEOMETRIES[0]! }], { crs: "EPSG:25832" }),
  values: Layer.from([
    {
      geometry: GEOMETRIES[0]!,
      properties: { i: 5, large: 2n ** 53n + 1n, x: 0.5, s: "żółć 🗺", flag: true, day: "2024-02-29T12:30:00", j: [1] },
    },
    {
      geometry: GEOMETRIES[0]!,
      properties: { i: null, large: -(2n ** 63n), x: null, s: null, flag: false, day: null, j: null },
    },
  ]),
  typed: Layer.from([
    {
      geometry: GEOMETRIES[0]!,
      properties: {
        day: "2024-02-29",
        moment: "2024-02-29T12:30:00Z",
        time: "12:30:00",
        b: Uint8Array.of(0, 255),
        l: ["a"],
      },
    },
    { geometry: GEOMETRIES[0]!, properties: { day: null } },
  ]),
};

interface Read {
  readonly crs: string;
  readonly dtypes: readonly string[];
  readonly features: readonly { readonly geometry: Geometry | null; readonly properties: Record<string, unknown> }[];
  /** What it reads within BOUNDS, and the features it gives by their numbers: `n` of each. */
  readonly within?: readonly number[];
  readonly byNumber?: readonly number[];
}

async function written(name: string): Promise<Buffer> {
  const sink = new MemorySink();
  const options = { index: name.endsWith("-index") };
  await writeFlatGeobuf(dataOf(LAYERS[name]!), sink, { name, feedback: silent, options });
  const { bytes } = sink;
  if (process.env["MAPCELL_STORE"] === "1") writeFileSync(join(FOLDER, `${name}.fgb`), bytes);
  return bytes;
}

function gdalReads(name: string): Read {
  const lines = readFileSync(join(FOLDER, "expected.ndjson"), "utf8").trim().split("\n");
  return Object.fromEntries(lines.map((line) => JSON.parse(line) as [string, Read]))[name]!;
}

test.each(Object.keys(LAYERS))("the file written of %s is the one that GDAL has read", async (name) => {
  expect(await written(name)).toEqual(readFileSync(join(FOLDER, `${name}.fgb`)));
  const layer = LAYERS[name]!;
  const { crs, features } = gdalReads(name);
  expect(crs).toBe(layer.crs);
  const inOrder = name.endsWith("-index")
    ? features.toSorted((a, b) => Number(a.properties["n"]) - Number(b.properties["n"]))
    : features;
  expect(inOrder.map(({ geometry }) => geometry)).toEqual(layer.head(999).map(({ geometry }) => geometry));
});

test("GDAL finds features by our index, within bounds and by their numbers", async () => {
  const { within, byNumber, features } = gdalReads("scattered-index");
  const meeting = SCATTERED.filter(({ geometry }) => {
    const [x = 0, y = 0] = geometry.type === "Point" ? geometry.coordinates : (geometry.coordinates[0] ?? []);
    const [right, top] = geometry.type === "Point" ? [x, y] : [x + 2, y + 1];
    return x <= 40 && right >= 10 && y <= 30 && top >= 20;
  }).map(({ properties }) => properties.n);
  expect(within?.toSorted((a, b) => a - b)).toEqual(meeting);
  expect(byNumber).toEqual(features.map(({ properties }) => properties["n"]));
  const file = fileOf(readFileSync(join(FOLDER, "scattered-index.fgb")), "x.fgb");
  const own = layerFromData("x", await readSelected(file, { bounds: [10, 20, 40, 30] }, silent));
  expect(
    own
      .head(999)
      .map(({ properties }) => Number(properties["n"]))
      .toSorted((a, b) => a - b),
  ).toEqual(meeting);
});

test("GDAL reads the values with their types", () => {
  const { dtypes, features } = gdalReads("values");
  expect(dtypes).toEqual(["int64", "int64", "float64", "object", "bool", "datetime64[ms]", "object"]);
  expect(features.map(({ properties }) => properties)).toEqual([
    {
      i: 5,
      large: "9007199254740993n",
      x: 0.5,
      s: "żółć 🗺",
      flag: true,
      day: "2024-02-29T12:30:00",
      j: "[1]",
    },
    { i: null, large: "-9223372036854775808n", x: null, s: null, flag: false, day: null, j: null },
  ]);
});

test("GDAL reads days, moments, times, bytes and lists as FlatGeobuf can hold them", () => {
  const { dtypes, features } = gdalReads("typed");
  expect(dtypes).toEqual(["datetime64[ms]", "datetime64[ms]", "object", "object", "object"]);
  expect(features.map(({ properties }) => properties)).toEqual([
    { day: "2024-02-29T00:00:00", moment: "2024-02-29T12:30:00Z", time: "12:30:00", b: "00ff", l: '["a"]' },
    { day: null, moment: null, time: null, b: null, l: null },
  ]);
});

test("what FlatGeobuf has no type for comes back with the same values and hash", async () => {
  const again = await readFlatGeobuf(sourceOf(await written("typed")), {}, silent);
  expect(again.fields.map(({ type }) => type)).toEqual(["date", "datetime", "string", "binary", "json"]);
  expect(contentHash(again)).toBe(LAYERS["typed"]!.hash);
});
