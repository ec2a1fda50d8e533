import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readLayer, writeLayer } from "../../src/formats/open.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { Recorder } from "./sources.ts";

/** Files of GDAL's and ours, and what GDAL was given or reads: test/fixtures/oracle/kml-gpx.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/kml-gpx");

interface Expected {
  readonly layer: string | null;
  readonly rows: readonly Record<string, unknown>[];
  readonly geometry: readonly (string | null)[];
}
const stored = (name: string): Record<string, Expected> =>
  JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Record<string, Expected>;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mapcell-xml-"));
});
afterAll(() => rm(folder, { recursive: true }));

const load = (name: string, options: object = {}, feedback = new Recorder()): Promise<LayerData> =>
  readLayer(name, { baseDir: FOLDER, ...options }, feedback);
const save = (layer: Layer, path: string, feedback = new Recorder()): Promise<unknown> =>
  writeLayer(dataOf(layer), path, { baseDir: folder, name: "our layer" }, feedback);

function geometriesOf({ geometry }: LayerData): (string | null)[] {
  return Array.from({ length: geometry.length }, (_, i) => wktOf(geometry, i) ?? null);
}

const rowsOf = (data: LayerData): Record<string, unknown>[] => [...layerFromData("x", data)].map(({ properties }) => properties); // prettier-ignore
const flat = (wkt: string | null): string | null =>
  wkt?.replaceAll(/(-?[\d.]+ -?[\d.]+) -?[\d.]+/g, "$1").replace(" Z", "") ?? null;

describe("what GDAL and others wrote is read as GDAL reads it", () => {
  test.each(Object.entries(stored("expected.json")))("%s", async (name, { layer, rows, geometry }) => {
    const data = await load(name.split(" ")[0]!, layer === null ? {} : { layer });
    expect(geometriesOf(data)).toEqual(geometry);
    const names = new Set(rows.flatMap((row) => Object.keys(row)));
    const own = rowsOf(data).map((row) => Object.fromEntries([...names].map((each) => [each, row[each] ?? null])));
    expect(own).toEqual(rows);
    expect(data.crs).toBe("EPSG:4326");
  });

  test("several folders, or kinds of lines, must be told apart", async () => {
    await expect(load("folders.kml")).rejects.toThrow(/holds 2 layers\. Pick one with --layer NAME: "first", "second"/);
    await expect(load("folders.kml", { layer: "secnd" })).rejects.toThrow(/no layer "secnd"\. Did you mean "second"/);
    const head = readFileSync(join(FOLDER, "points.gpx"), "utf8").replace("</gpx>", "");
    const route = '<rte><name>r</name><rtept lat="1" lon="2"/><rtept lat="3" lon="4"/></rte></gpx>';
    await writeFile(join(folder, "both.gpx"), head + route);
    await expect(load("both.gpx", { baseDir: folder })).rejects.toThrow(/"waypoints", "routes", "route_points"/);
    expect(geometriesOf(await load("both.gpx", { baseDir: folder, layer: "routes" }))).toEqual([
      "LINESTRING (2 1, 4 3)",
    ]);
  });

  test("a file is known by how it begins, whatever it is called", async () => {
    await writeFile(join(folder, "lies.geojson"), readFileSync(join(FOLDER, "points.gpx")));
    const feedback = new Recorder();
    expect((await load("lies.geojson", { baseDir: folder }, feedback)).geometry.length).toBe(2);
    expect(feedback.logs).toContainEqual(["warning", '"lies.geojson" is GPX, whatever its ending says.']);
  });

  test.each<[string, string, RegExp]>([
    ["no XML", "<kml><Document>", /line 1: unclosed tag/],
    ["no place", "<kml><Placemark>\n<Point><coordinates>east,2</coordinates></Point></Placemark></kml>", /line 2: "east,2" is no longitude and latitude/], // prettier-ignore
    ["an unknown entity", "<kml><Placemark><name>&bomb;</name></Placemark></kml>", /line 1: undefined entity/],
    ["elements without end", `<kml>${"<Folder>".repeat(5000)}`, /more than 200 elements/],
  ])("%s is refused with its line", async (_, text, message) => {
    await writeFile(join(folder, "bad.kml"), text);
    await expect(load("bad.kml", { baseDir: folder })).rejects.toThrow(message);
  });
});

const place = (x: number, y: number): object => ({ type: "Point", coordinates: [x, y] });
const features = (shapes: readonly object[], rows: readonly Record<string, unknown>[]): Layer =>
  Layer.from(shapes.map((geometry, i) => ({ geometry: geometry as never, properties: rows[i] ?? {} })));
const PLACES = [
  { name: "a <&> ż", description: "x", count: 1, share: 0.1, open: true, kind: "k" },
  { name: "b", description: null, count: -5, share: 1e-7, open: false, kind: null },
  { name: "c", description: "]]>", count: 3, share: 1e300, open: null, kind: '"quoted"' },
];
const SHAPES = [
  { type: "LineString", coordinates: [[0, 0, 1], [1.5, 1, 2]] },
  { type: "MultiPolygon", coordinates: [[[[0, 0], [9, 0], [9, 9], [0, 0]], [[4, 1], [5, 1], [5, 2], [4, 1]]]] },
  { type: "GeometryCollection", geometries: [place(1, 2), { type: "LineString", coordinates: [[0, 0], [1, 1]] }] },
]; // prettier-ignore
const WAYPOINTS = [
  { ele: 10.5, time: "2024-02-29T12:30:00Z", name: "a <&> ż", link1_href: "http://x.y/?a&b", link1_text: "l", sat: 5, color: "red" },
  { ele: null, time: null, name: "b", link1_href: null, link1_text: null, sat: null, color: null },
]; // prettier-ignore
const OURS: Readonly<Record<string, Layer>> = {
  "our-shapes.kml": features(SHAPES, PLACES),
  "our-shapes.kmz": features(SHAPES, PLACES),
  "our-points.gpx": features([place(1.5, 2.5), place(3, 4)], WAYPOINTS),
  "our-tracks.gpx": features([{ type: "MultiLineString", coordinates: [[[0, 0, 1], [1, 1, 2]], [[2, 2, 3], [3, 3, 4]]] }], [{ name: "t", number: 7, color: "blue" }]), // prettier-ignore
  "our-routes.gpx": features([{ type: "LineString", coordinates: [[0, 0], [1, 1], [2, 0]] }], [{ name: "r", cmt: "c" }]), // prettier-ignore
};

describe("what we write", () => {
  test.each(Object.entries(OURS))("%s is what GDAL reads, and comes back as it was", async (name, layer) => {
    await save(layer, name);
    const bytes = await readFile(join(folder, name));
    if (process.env["MAPCELL_STORE"] === "1") writeFileSync(join(FOLDER, name), bytes);
    expect(bytes.equals(readFileSync(join(FOLDER, name)))).toBe(true);
    const again = await load(name, { baseDir: folder });
    expect(rowsOf(again)).toEqual(rowsOf(dataOf(layer)));
    expect(geometriesOf(again)).toEqual(geometriesOf(dataOf(layer)));
    const { geometry, rows } = stored("our-expected.json")[name]!;
    // of GPX GDAL leaves heights to the fields
    expect(geometry).toEqual(
      name.endsWith(".gpx") ? geometriesOf(dataOf(layer)).map(flat) : geometriesOf(dataOf(layer)),
    );
    const given = rowsOf(dataOf(layer)).map((row) => Object.values(row).filter((value) => typeof value === "string"));
    for (const [i, texts] of given.entries()) expect(Object.values(rows[i]!)).toEqual(expect.arrayContaining(texts));
  });

  test("is refused where the format has no words for it, and losses are said once", async () => {
    const far = Layer.from([{ geometry: place(500000, 0) as never, properties: {} }], { crs: "EPSG:25832" });
    await expect(save(far, "far.kml")).rejects.toThrow(/in EPSG:25832, and KML has longitudes and latitudes alone/);
    await expect(save(features(SHAPES, []), "shapes.gpx")).rejects.toThrow(
      /GPX holds points or lines; the layer has a/,
    );
    expect((await readdir(folder)).filter((name) => name.startsWith("far") || name.startsWith("shapes."))).toEqual([]);
    const feedback = new Recorder();
    await save(features([place(1, 2)], [{ at: "2024-02-29T12:30:00Z", list: ["a"], large: 2 ** 40 }]), "losses.kml", feedback); // prettier-ignore
    expect(feedback.logs).toEqual([
      ["warning", 'KML does not hold all of it: "at" (datetime) is text; "list" (list) is text; the whole numbers of "large" have more than 32 bits and are doubles.'], // prettier-ignore
    ]);
  });
});
