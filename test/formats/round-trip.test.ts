import fc from "fast-check";
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import { describe, expect, test } from "vitest";
import { SpatialError } from "../../src/errors.ts";
import { silent } from "../../src/feedback.ts";
import type { WriteOptions } from "../../src/formats/format.ts";
import type { ByteSink } from "../../src/formats/targets/byte-sink.ts";
import { readFlatGeobuf } from "../../src/formats/flatgeobuf/read-flatgeobuf.ts";
import { readGeoJson } from "../../src/formats/geojson/read-geojson.ts";
import { writeFlatGeobuf } from "../../src/formats/flatgeobuf/write-flatgeobuf.ts";
import { writeGeoJson, writeGeoJsonLines, writeGeoJsonSequence } from "../../src/formats/geojson/write-geojson.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { MemorySink, Recorder, sourceOf } from "./sources.ts";

type Writer = (data: LayerData, sink: ByteSink, options: WriteOptions) => Promise<void>;

async function bytesOf(writer: Writer, layer: Layer, feedback = new Recorder()): Promise<Buffer> {
  const sink = new MemorySink();
  // an index puts features in another order
  await writer(dataOf(layer), sink, { name: layer.name, feedback, options: { index: false } });
  return sink.bytes;
}

const FORMATS = {
  geojson: {
    write: writeGeoJson,
    read: async (bytes: Uint8Array) => readGeoJson(sourceOf(bytes), {}, silent),
  },
  flatgeobuf: {
    write: writeFlatGeobuf,
    read: async (bytes: Uint8Array) => readFlatGeobuf(sourceOf(bytes, 777, "test.fgb"), {}, silent),
  },
};

async function again(format: keyof typeof FORMATS, layer: Layer): Promise<Layer> {
  const { write, read } = FORMATS[format];
  return layerFromData(layer.name, await read(await bytesOf(write, layer)));
}

const GEOMETRIES: Readonly<Record<string, Geometry | null>> = {
  Point: { type: "Point", coordinates: [1.25, -2] },
  MultiPoint: {
    type: "MultiPoint",
    coordinates: [
      [1, 2],
      [3, 4],
    ],
  },
  LineString: {
    type: "LineString",
    coordinates: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  },
  MultiLineString: {
    type: "MultiLineString",
    coordinates: [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
        [9, 10],
      ],
    ],
  },
  "MultiLineString of one line": {
    type: "MultiLineString",
    coordinates: [
      [
        [1, 2],
        [3, 4],
      ],
    ],
  },
  Polygon: {
    type: "Polygon",
    coordinates: [
      [
        [0, 0],
        [9, 0],
        [9, 9],
        [0, 0],
      ],
    ],
  },
  "Polygon with a hole": {
    type: "Polygon",
    coordinates: [
      [
        [0, 0],
        [9, 0],
        [9, 9],
        [0, 0],
      ],
      [
        [1, 1],
        [2, 1],
        [2, 2],
        [1, 1],
      ],
    ],
  },
  MultiPolygon: {
    type: "MultiPolygon",
    coordinates: [
      [
        [
          [0, 0],
          [9, 0],
          [9, 9],
          [0, 0],
        ],
        [
          [1, 1],
          [2, 1],
          [2, 2],
          [1, 1],
        ],
      ],
      [
        [
          [20, 0],
          [29, 0],
          [29, 9],
          [20, 0],
        ],
      ],
    ],
  },
  GeometryCollection: {
    type: "GeometryCollection",
    geometries: [
      { type: "Point", coordinates: [1, 2] },
      {
        type: "LineString",
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
      {
        type: "Polygon",
        coordinates: [
          [
            [0, 0],
            [9, 0],
            [9, 9],
            [0, 0],
          ],
        ],
      },
    ],
  },
  "empty Point": { type: "Point", coordinates: [] },
  "empty LineString": { type: "LineString", coordinates: [] },
  "empty Polygon": { type: "Polygon", coordinates: [] },
  "empty MultiPolygon": { type: "MultiPolygon", coordinates: [] },
  "empty GeometryCollection": { type: "GeometryCollection", geometries: [] },
  "no geometry": null,
};

const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  integer: [1, -5, null, 2 ** 53 - 1],
  integer64: [2n ** 53n + 1n, -5n, null, -(2n ** 63n)],
  "integer64 without a sign": [2n ** 64n - 1n, 0n, null, 2n ** 53n],
  number: [0.1, -1e300, null, 1e-7],
  string: ["a", "", null, 'żółć "quoted" \\ 🗺\n'],
  boolean: [true, null, false, true],
  date: ["2024-02-29", "2024-02-29T12:30:00Z", null, "1999-12-31"],
  json: [{ a: [1, null], b: "x" }, [1, 2], "text", 5],
  nothing: [null, null, null, null],
};

describe.each(["geojson", "flatgeobuf"] as const)("%s gives back", (format) => {
  test.each(Object.entries(GEOMETRIES))("%s", async (_, geometry) => {
    const layer = Layer.from([{ geometry, properties: { n: 1 } }]);
    const read = await again(format, layer);
    expect(read.head(1)[0]?.geometry).toEqual(geometry);
    expect(read.hash).toBe(layer.hash);
  });

  test("all kinds of geometry in one layer", async () => {
    const layer = Layer.from(Object.values(GEOMETRIES).map((geometry) => ({ geometry })));
    expect((await again(format, layer)).hash).toBe(layer.hash);
  });

  test.each(Object.entries(VALUES))("fields of type %s", async (type, values) => {
    const layer = Layer.from(values.map((value) => ({ geometry: null, properties: { [`a "${type}"`]: value } })));
    const read = await again(format, layer);
    expect(read.head().map(({ properties }) => Object.values(properties)[0])).toEqual(values);
    expect(read.fields).toEqual(layer.fields);
    expect(read.hash).toBe(layer.hash);
  });

  test("the CRS", async () => {
    const layer = Layer.from([{ geometry: GEOMETRIES["Point"] ?? null }], { crs: "EPSG:25832" });
    expect((await again(format, layer)).crs).toBe("EPSG:25832");
  });

  test("an empty layer", async () => {
    const layer = Layer.from([]);
    expect((await again(format, layer)).hash).toBe(layer.hash);
  });

  test("a layer larger than a chunk, with progress that rises and a cancel that stops it", async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => ({
      geometry: GEOMETRIES["Polygon"] ?? null,
      properties: { n, name: `feature ${n}` },
    }));
    const layer = Layer.from(rows);
    const recorder = new Recorder();
    const bytes = await bytesOf(FORMATS[format].write, layer, recorder);
    expect(layerFromData("x", await FORMATS[format].read(bytes)).hash).toBe(layer.hash);
    expect(recorder.fractions.length).toBeGreaterThan(1);
    expect(recorder.fractions).toEqual(recorder.fractions.toSorted((a, b) => a - b));
    await expect(bytesOf(FORMATS[format].write, layer, new Recorder(5))).rejects.toMatchObject({
      code: "TASK_CANCELED",
    });
  });
});

// Coordinates and values as files have them; -0 is 0 in a layer.
const coordinate = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0);
const position = fc.tuple(coordinate, coordinate) as fc.Arbitrary<Position>;
const line = fc.array(position, { minLength: 2, maxLength: 6 });
const ring = fc.array(position, { minLength: 3, maxLength: 6 }).map((points) => points.concat(points.slice(0, 1)));
const rings = fc.array(ring, { minLength: 1, maxLength: 3 });
const simple: fc.Arbitrary<Geometry> = fc.oneof(
  fc.record({ type: fc.constant("Point" as const), coordinates: position }),
  fc.record({ type: fc.constant("LineString" as const), coordinates: line }),
  fc.record({ type: fc.constant("Polygon" as const), coordinates: rings }),
);
const geometry: fc.Arbitrary<Geometry | null> = fc.oneof(
  simple,
  fc.record({ type: fc.constant("MultiPoint" as const), coordinates: fc.array(position, { maxLength: 4 }) }),
  fc.record({ type: fc.constant("MultiLineString" as const), coordinates: fc.array(line, { maxLength: 3 }) }),
  fc.record({ type: fc.constant("MultiPolygon" as const), coordinates: fc.array(rings, { maxLength: 3 }) }),
  fc.record({ type: fc.constant("GeometryCollection" as const), geometries: fc.array(simple, { maxLength: 3 }) }),
  fc.constant(null),
);
const value = fc
  .jsonValue({ maxDepth: 2 })
  .filter((json) => !/\d{16}(?!\d*[.e])/.test(JSON.stringify(json))) // their digits say that they are bigints
  .map((json) => JSON.parse(JSON.stringify(json).replaceAll("-0", "0")) as unknown);
const names = fc.uniqueArray(fc.string({ unit: "binary" }), { maxLength: 4 });
const features: fc.Arbitrary<Feature<Geometry | null>[]> = names.chain((keys) =>
  fc.array(
    fc.record({
      type: fc.constant("Feature" as const),
      geometry,
      properties: fc
        .tuple(...keys.map(() => value))
        .map((row) => Object.fromEntries(keys.map((key, i) => [key, row[i]]))),
    }),
    { minLength: 1, maxLength: 5 },
  ),
);

describe("for any GeoJSON", () => {
  test("GeoJSON -> layer -> GeoJSON changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(features, fc.integer({ min: 1, max: 64 }), async (given, step) => {
        const collection: FeatureCollection<Geometry | null> = { type: "FeatureCollection", features: given };
        const layer = layerFromData("p", await readGeoJson(sourceOf(JSON.stringify(collection), step), {}, silent));
        expect(layer.toGeoJSON()).toEqual(collection);
        expect(Layer.from(collection).hash).toBe(layer.hash);
      }),
      { numRuns: 150 },
    );
  });

  test.each(["geojson", "flatgeobuf"] as const)("%s gives back a layer of the same hash", async (format) => {
    await fc.assert(
      fc.asyncProperty(features, async (given) => {
        const layer = Layer.from({ type: "FeatureCollection", features: given });
        expect((await again(format, layer)).hash).toBe(layer.hash);
      }),
      { numRuns: 100 },
    );
  });
});

describe("GeoJSON text", () => {
  test("has a name, a CRS when it is not EPSG:4326, and a feature a line", async () => {
    const layer = Layer.from([{ geometry: GEOMETRIES["Point"] ?? null, properties: { a: 1 } }, { geometry: null }], {
      crs: "EPSG:3857",
      name: 'my "layer"',
    });
    expect(String(await bytesOf(writeGeoJson, layer))).toBe(
      `{"type":"FeatureCollection","name":"my \\"layer\\"","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"features":[\n` +
        `{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[1.25,-2]}},\n` +
        `{"type":"Feature","properties":{"a":null},"geometry":null}\n]}\n`,
    );
  });

  test("a sequence has a feature a line and no CRS to state", async () => {
    const layer = Layer.from([{ geometry: null, properties: { a: 1 } }, { geometry: null }]);
    const records = String(await bytesOf(writeGeoJsonSequence, layer));
    expect(
      records
        .split("\n")
        .slice(0, -1)
        .every((record) => record.startsWith("\u001e{") && record.endsWith("}")),
    ).toBe(true); // RFC 8142
    const bytes = await bytesOf(writeGeoJsonLines, layer);
    expect(String(bytes).split("\n")).toHaveLength(3);
    expect(layerFromData("x", await readGeoJson(sourceOf(bytes), {}, silent)).hash).toBe(layer.hash);
    const projected = Layer.from([], { crs: "EPSG:3857" });
    await expect(bytesOf(writeGeoJsonLines, projected)).rejects.toThrow(/EPSG:3857.*reproject/);
  });

  test("a coordinate that is not finite is refused, naming the feature", async () => {
    const layer = Layer.from([{ geometry: null }, { geometry: { type: "Point", coordinates: [1, 2] } }]);
    dataOf(layer).geometry.xy[1] = Infinity;
    await expect(bytesOf(writeGeoJson, layer)).rejects.toThrow(/Feature 1 has a coordinate that is not finite/);
  });
});

describe("FlatGeobuf", () => {
  const plain = Layer.from([
    { geometry: GEOMETRIES["Polygon"] ?? null, properties: { n: 1, x: 0.5, s: "a", b: true, j: { k: [1] } } },
    { geometry: GEOMETRIES["Polygon with a hole"] ?? null, properties: { n: null, x: 2.5, s: "ü", b: false, j: null } },
  ]);

  test("a damaged file is refused at any cut, never read in part", async () => {
    const bytes = await bytesOf(writeFlatGeobuf, plain);
    for (let cut = 0; cut < bytes.length; cut += 13) {
      const source = sourceOf(bytes.subarray(0, cut), Infinity, "cut.fgb");
      await expect(readFlatGeobuf(source, {}, silent)).rejects.toMatchObject({ code: "LAYER_UNREADABLE" });
    }
  });

  test("a flipped byte gives a layer or a refusal, nothing else", async () => {
    const bytes = await bytesOf(writeFlatGeobuf, plain);
    for (let at = 8; at < bytes.length; at += 3) {
      const broken = Buffer.from(bytes);
      broken[at] = broken[at]! ^ 0xff;
      const outcome = await readFlatGeobuf(sourceOf(broken, Infinity, "bad.fgb"), {}, silent).then(
        () => "read",
        (error: unknown) => (error instanceof SpatialError ? error.code : String(error as Error)),
      );
      expect(outcome).toMatch(/^(?:read|LAYER_UNREADABLE|UNKNOWN_CRS|INVALID_GEOMETRY)$/);
    }
  });

  test.each([
    ["GeoJSON", '{"type":"FeatureCollection","features":[]}', /this is not FlatGeobuf/],
    ["another version", "fgb\u0002fgb\u0000", /FlatGeobuf version 2, expected 3/],
    ["nothing", "", /not FlatGeobuf/],
  ])("%s is refused", async (_, content, message) => {
    await expect(readFlatGeobuf(sourceOf(content, 5, "x.fgb"), {}, silent)).rejects.toThrow(message);
  });
});
