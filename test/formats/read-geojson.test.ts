import type { FeatureCollection } from "geojson";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readGeoJson } from "../../src/formats/geojson/read-geojson.ts";
import { type Feature, Layer, layerFromData } from "../../src/layers/layer.ts";
import { Recorder, sourceOf } from "./sources.ts";

async function read(content: string | Uint8Array, step?: number): Promise<Layer> {
  return layerFromData("test", await readGeoJson(sourceOf(content, step), {}, silent));
}

async function featuresIn(content: string): Promise<Feature[]> {
  return [...(await read(content))];
}

const collection = (features: string, rest = ""): string =>
  `{"type":"FeatureCollection","features":[${features}]${rest}}`;
const feature = (geometry: string, properties = "{}"): string =>
  `{"type":"Feature","geometry":${geometry},"properties":${properties}}`;
const POINT = '{"type":"Point","coordinates":[1,2]}';

describe("geometries", () => {
  test.each([
    '{"type":"Point","coordinates":[1.5,-2.25]}',
    '{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}',
    '{"type":"LineString","coordinates":[[1,2],[3,4],[5,6]]}',
    '{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8],[9,10]]]}',
    '{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}',
    '{"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,0]],[[1,1],[2,1],[2,2],[1,1]]],[[[20,0],[29,0],[29,9],[20,0]]]]}',
    '{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[1,2],[3,4]]}]}',
    '{"type":"Point","coordinates":[]}',
    '{"type":"MultiPoint","coordinates":[]}',
    '{"type":"LineString","coordinates":[]}',
    '{"type":"Polygon","coordinates":[]}',
    '{"type":"MultiPolygon","coordinates":[]}',
    '{"type":"GeometryCollection","geometries":[]}',
    "null",
  ])("%s", async (geometry) => {
    expect((await featuresIn(collection(feature(geometry))))[0]?.geometry).toEqual(JSON.parse(geometry));
  });

  test("the type may come after the coordinates, and foreign members anywhere", async () => {
    const odd = '{"bbox":[0,0,1,1],"coordinates":[[1,2],[3,4]],"x":{"coordinates":[[[9]]]},"type":"LineString"}';
    const text = collection(`{"properties":{"a":1},"style":{"fill":["#fff",{}]},"geometry":${odd},"type":"Feature"}`);
    expect((await featuresIn(text))[0]).toMatchObject({
      geometry: {
        type: "LineString",
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
      properties: { a: 1 },
    });
  });

  test("a third number is a height and is kept; further ones, and what is no number, are not", async () => {
    const recorder = new Recorder();
    const given = [
      ["Point", "[1,2,3]", [1, 2, 3]],
      ["Point", "[1,2]", [1, 2]],
      ["Point", "[1,2,-3.5,4,5]", [1, 2, -3.5]],
      ["Point", "[1,2,null]", [1, 2]],
      ["Point", '[1,2,"3"]', [1, 2]],
      ["Point", "[1,2,1e999]", [1, 2]],
      ["LineString", "[[1,2,3],[3,4,5]]", [[1, 2, 3], [3, 4, 5]]],
      ["LineString", "[[1,2],[3,4,5]]", [[1, 2], [3, 4, 5]]],
      ["Polygon", "[[[0,0,1],[1,0,2],[1,1,3]]]", [[[0, 0, 1], [1, 0, 2], [1, 1, 3], [0, 0, 1]]]],
      ["MultiPoint", "[[1,2,3],[],[4,5,6]]", [[1, 2, 3], [4, 5, 6]]],
    ] as const; // prettier-ignore
    const text = collection(given.map(([type, json]) => feature(`{"type":"${type}","coordinates":${json}}`)).join());
    const layer = layerFromData("z", await readGeoJson(sourceOf(text), {}, recorder));
    expect(layer.head().map(({ geometry }) => geometry)).toEqual(
      given.map(([type, , coordinates]) => ({ type, coordinates })),
    );
    expect(recorder.logs).toEqual([]);
  });

  test("coordinates are the doubles that JSON.parse gives, to the last bit", async () => {
    const texts = [
      "0.1",
      "-0.30000000000000004",
      "1e-7",
      "1.7976931348623157e308",
      "5e-324",
      "123456789012345678901234567890",
    ]
      .concat([
        "0.000000000000000000000001",
        "9007199254740993",
        "4.35",
        "2.2250738585072014E-308",
        "179.99999999999997",
      ])
      .concat(["-0", "0", "100", "1E+2", "0.5", "12345678.901234567"]);
    const pairs = texts.map((text) => `[${text},1]`).join();
    const [line] = await featuresIn(collection(feature(`{"type":"LineString","coordinates":[${pairs}]}`)));
    const xs = line?.geometry?.type === "LineString" ? line.geometry.coordinates.map(([x]) => x) : [];
    expect(xs).toEqual(texts.map((text) => Number(text) + 0));
  });
});

describe("files", () => {
  const two = collection(`${feature(POINT, '{"a":1}')},\n${feature("null", '{"a":2}')}`);
  test.each<[string, string, number]>([
    ["a FeatureCollection", two, 2],
    ["members in any order", `{"features":[${feature(POINT)}],"bbox":[1,2,1,2],"type":"FeatureCollection"}`, 1],
    ["white space and a byte order mark", `\ufeff \r\n\t${JSON.stringify(JSON.parse(two), null, 2)}\n\n`, 2],
    ["no features", collection(""), 0],
    ["a Feature", feature(POINT, '{"a":1}'), 1],
    ["a geometry", POINT, 1],
    ["a GeometryCollection", `{"type":"GeometryCollection","geometries":[${POINT}]}`, 1],
    ["features without properties", collection(`{"type":"Feature","geometry":${POINT}}`), 1],
    ["one feature a line", `${feature(POINT)}\n${feature(POINT)}\n`, 2],
    ["one feature a line, no line end at the end", `${feature(POINT)}\n${feature("null")}`, 2],
    ["a text sequence (RFC 8142)", `\u001e${feature(POINT)}\n\u001e${feature(POINT)}\n`, 2],
    ["a sequence of geometries", `${POINT}\n${POINT}\n${POINT}`, 3],
  ])("%s, wherever the chunks end", async (_, text, length) => {
    const whole = await read(text);
    expect(whole.length).toBe(length);
    for (const step of [1, 2, 3, 7, 31]) expect((await read(text, step)).hash).toBe(whole.hash);
  });

  test("a feature larger than any chunk", async () => {
    const ring = Array.from({ length: 200_000 }, (_, i) => [i / 7, Math.sin(i)]);
    ring.push(ring[0] ?? []);
    const text = collection(feature(JSON.stringify({ type: "Polygon", coordinates: [ring] })));
    const [only] = await read(text, 16_384);
    expect(only?.geometry).toEqual({ type: "Polygon", coordinates: [ring] });
  });

  test("ids become a field, unless there is one of that name", async () => {
    const text = collection(
      `{"type":"Feature","id":7,"geometry":null},{"type":"Feature","id":8,"geometry":null,"properties":{"id":9}}`,
    );
    expect((await featuresIn(text)).map(({ properties }) => properties)).toEqual([{ id: 7 }, { id: 9 }]);
  });

  test("an empty list of properties, as PHP writes it, is none", async () => {
    const text = collection(`${feature(POINT, "[]")},${feature(POINT, '{"a":1}')}`);
    expect((await featuresIn(text)).map(({ properties }) => properties)).toEqual([{ a: null }, { a: 1 }]);
    expect(Layer.from(JSON.parse(text) as FeatureCollection).hash).toBe((await read(text)).hash);
  });

  test("progress rises to the end", async () => {
    const recorder = new Recorder();
    const text = collection(Array.from({ length: 20_000 }, (_, i) => feature(POINT, `{"n":${i}}`)).join(",\n"));
    const data = await readGeoJson(sourceOf(text), {}, recorder);
    expect(data.geometry.length).toBe(20_000);
    expect(recorder.fractions.length).toBeGreaterThan(2);
    expect(recorder.fractions).toEqual(recorder.fractions.toSorted((a, b) => a - b));
    expect(recorder.fractions.at(-1)).toBe(1);
  });

  test("a cancel ends it between features", async () => {
    const text = collection(Array.from({ length: 5000 }, () => feature(POINT)).join());
    await expect(readGeoJson(sourceOf(text), {}, new Recorder(3))).rejects.toMatchObject({ code: "TASK_CANCELED" });
  });
});

describe("the CRS", () => {
  const stating = (crs: string): string => collection(feature(POINT), `,"crs":${crs}`);
  test.each([
    ["nothing said", collection(""), "EPSG:4326"],
    ["null", stating("null"), "EPSG:4326"],
    ["a URN", stating('{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}}'), "EPSG:3857"],
    ["CRS84", stating('{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}'), "EPSG:4326"],
    ["a short name", stating('{"type":"name","properties":{"name":"EPSG:25832"}}'), "EPSG:25832"],
    ["an old code", stating('{"type":"EPSG","properties":{"code":3857}}'), "EPSG:3857"],
  ])("%s", async (_, text, crs) => {
    expect((await read(text)).crs).toBe(crs);
  });

  test.each([
    ["3D", "urn:ogc:def:crs:EPSG::4979", "EPSG:4326", 1],
    ["compound", "EPSG:7405", "EPSG:27700", 1],
    ["horizontal and vertical", "EPSG:25832+5783", "EPSG:25832", 1],
    ["Esri's code", "EPSG:102100", "EPSG:3857", 0],
  ])("%s is read as its horizontal part, which the log says", async (_, name, crs, told) => {
    const recorder = new Recorder();
    const text = stating(JSON.stringify({ type: "name", properties: { name } }));
    expect((await readGeoJson(sourceOf(text), {}, recorder)).crs).toBe(crs);
    const said = [
      "info",
      expect.stringContaining(`${name}, which has heights; layers keep its horizontal part, ${crs}`),
    ];
    expect(recorder.logs).toEqual(Array.from({ length: told }, () => said));
  });

  test.each([
    [
      "an unknown code",
      stating('{"type":"name","properties":{"name":"EPSG:99999"}}'),
      /In the file "test\.geojson": .*EPSG:99999.*--crs/,
    ],
    ["a link", stating('{"type":"link","properties":{"href":"x.prj"}}'), /names no CRS.*--crs/],
  ])("refuses %s", async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(
      expect.objectContaining({ code: "UNKNOWN_CRS", message: expect.stringMatching(message) }),
    );
  });
});

describe("what cannot be read says where and what was expected", () => {
  const lines = (text: string): string => collection(`\n${feature(POINT)},\n${text}\n`);
  test.each<[string, string | Uint8Array, RegExp]>([
    ["an empty file", "", /"test\.geojson".*is empty/],
    ["XML", "<kml></kml>", /found XML or HTML/],
    ["a gzip", gzipSync("{}"), /expected GeoJSON, found a gzip archive; unpack it first/],
    ["a zip", "PK\u0003\u0004….", /zip archive; unpack/],
    ["UTF-16 without a mark", Buffer.from("{}", "utf16le"), /UTF-16.*--encoding utf-16le/],
    ["text", "hello", /line 1, column 1 \(byte 0\): expected GeoJSON.*found `hello`/],
    ["an array", "[1,2]", /expected GeoJSON, which starts with "\{", found `\[1,2\]`/],
    ["other JSON", '{"a":1,"b":2}', /JSON, but not GeoJSON.*"a", "b" and no "type"/],
    ["another type", '{"type":"Table"}', /not GeoJSON.*of type "Table"/],
    [
      "a missing comma",
      lines(`${feature(POINT)}${feature(POINT)}`),
      /feature 2, line 3, column \d+ .*expected a comma or the end of the features.*found `\{"type"/,
    ],
    ["a comma too many", lines(`${feature(POINT)},`), /feature 2, line 4, column 1 .*expected an object.*found `\]/],
    [
      "a broken number",
      lines(feature('{"type":"Point","coordinates":[1.,2]}')),
      /feature 1, line 3.*expected a number, found `1\.,2/,
    ],
    ["a leading zero", lines(feature('{"type":"Point","coordinates":[01,2]}')), /expected a number/],
    ["NaN in a property", lines(feature(POINT, '{"a":NaN}')), /feature 1, line 3.*found `NaN.*: write null/],
    [
      "-Infinity as a coordinate",
      lines(feature('{"type":"Point","coordinates":[-Infinity,2]}')),
      /feature 1, line 3.*found `-Infinity.*: write null/,
    ],
    ["single quotes", lines("{'type':'Feature'}"), /expected a text in double quotes, found `'type'/],
    ["a line break in a text", lines(feature(POINT, '{"a":"x\ny"}')), /line 3.*expected a text without line breaks/],
    ["an unknown escape", lines(feature(POINT, '{"a":"\\x41"}')), /expected one of the escapes/],
    [
      "a file cut off",
      lines(feature(POINT)).slice(0, 180),
      /feature 1, line 3.*found the end of the file \(was it cut off\?\)/,
    ],
    ["something behind the end", `${collection("")} x`, /expected the end of the file, found `x`/],
    [
      "coordinates that are an object",
      lines(feature('{"type":"Point","coordinates":{"x":1}}')),
      /feature 1, line 3.*expected an array/,
    ],
    ["a geometry that is text", lines(feature('"POINT(1 2)"')), /feature 1, line 3.*expected an object/],
    ["an unknown geometry", lines(feature('{"type":"Circle","coordinates":[1,2]}')), /feature 1, line 3: .*"Circle"/],
    [
      "a position of one number",
      lines(feature('{"type":"Point","coordinates":[1]}')),
      /feature 1, line 3: .*position is \[1\]/,
    ],
    [
      "null as a coordinate",
      lines(feature('{"type":"LineString","coordinates":[[1,null],[2,3]]}')),
      /feature 1, line 3.*expected a number, found `null/,
    ],
    ["wrong nesting", lines(feature('{"type":"Polygon","coordinates":[[1,2],[3,4]]}')), /feature 1, line 3: /],
    [
      "an infinite coordinate",
      lines(feature('{"type":"Point","coordinates":[1e999,2]}')),
      /feature 1, line 3: .*position is \[Infinity,2\]; expected.*finite/,
    ],
    ["a feature that is none", lines('{"name":"x"}'), /feature 1, line 3: it has neither "geometry" nor "properties"/],
    ["a feature of another type", lines('{"type":"Row"}'), /feature 1, line 3: its type is "Row"; expected "Feature"/],
    ["properties that are a list", lines(feature(POINT, "[1]")), /feature 1, line 3: its "properties" are \[1\]/],
    ["a broken line of a sequence", `${feature(POINT)}\n{"type":"Feature",\n`, /feature 1, line 3/],
    ["nesting without end", `{"type":"FeatureCollection","x":${"[".repeat(100_000)}`, /at most 512 nested/],
  ])("%s", async (_, text, message) => {
    for (const step of [Infinity, 5]) {
      await expect(read(text, step)).rejects.toThrow(
        expect.objectContaining({ message: expect.stringMatching(message) }),
      );
      await expect(read(text, step)).rejects.toMatchObject({
        code: expect.stringMatching(/LAYER_UNREADABLE|INVALID_GEOMETRY/),
      });
    }
  });
});

test("what was read is what Layer.from makes of the same features", async () => {
  const text = collection([feature(POINT, '{"a":1,"b":"ü","c":[1]}'), feature("null", '{"a":1.5,"b":null}')].join());
  expect((await read(text)).hash).toBe(Layer.from(JSON.parse(text) as FeatureCollection).hash);
});
