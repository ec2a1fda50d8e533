import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readLayer, writeLayer } from "../../src/formats/open.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { Recorder } from "./sources.ts";

/** Our Shapefiles, and what GDAL reads in them: test/fixtures/oracle/written-shapefiles.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/shapefile-written");

interface Ours {
  readonly crs: string;
  readonly kind: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly rows: readonly Record<string, unknown>[];
  readonly geometry: readonly (string | null)[];
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mapcell-written-shp-"));
});
afterAll(() => rm(folder, { recursive: true }));

const features = (shapes: readonly object[], rows: readonly object[] = [], crs = "EPSG:25832"): Layer =>
  Layer.from(
    shapes.map((geometry, i) => ({ geometry: geometry as never, properties: (rows[i] ?? { n: i }) as Record<string, unknown> })), // prettier-ignore
    { crs },
  );
const of = (type: string, coordinates: unknown): object => ({ type, coordinates });
// turns left, as GeoJSON's shells do
const SQUARE = [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]; // prettier-ignore
const HOLE = [[1, 1], [1, 2], [2, 2], [1, 1]]; // prettier-ignore
const ISLAND = [[20, 0], [21, 0], [21, 1], [20, 0]]; // prettier-ignore
const VALUES = [
  { text: "żółć 🗺", whole: 5, large: 9007199254740993n, share: 0.1, open: true, day: "2024-02-29", tiny: -0.0000012345678901234567 },
  { text: "it's", whole: -123, large: -5n, share: -1e-7, open: false, day: "1899-12-31", tiny: 1e300 },
  { text: null, whole: null, large: null, share: null, open: null, day: null, tiny: null },
]; // prettier-ignore
const POINTS = [of("Point", [1.25, -2]), of("Point", [3, 4]), of("Point", [5, 6])];

const OURS: Readonly<Record<string, Layer>> = {
  values: features(POINTS, VALUES),
  points: features([POINTS[0]!, null as never, POINTS[1]!], [], "EPSG:4326"),
  "points-z": features([of("Point", [1, 2, 3]), of("Point", [4, 5, -6.5])], [], "EPSG:2056"),
  multipoints: features([of("MultiPoint", [[1, 2], [3, 4]]), POINTS[1]!], [], "EPSG:27700"), // prettier-ignore
  lines: features([of("LineString", [[0, 0], [1, 1], [2, 0]]), of("MultiLineString", [[[0, 0], [1, 1]], [[5, 5], [6, 6], [7, 5]]])], [], "ESRI:54009"), // prettier-ignore
  "lines-z": features([of("LineString", [[0, 0, 1], [1, 1, 2]])]), // prettier-ignore
  polygons: features([of("Polygon", [SQUARE, HOLE]), of("MultiPolygon", [[SQUARE, HOLE], [ISLAND]])]),
  "no-fields": features(POINTS, [{}, {}, {}]),
};

const load = (name: string): Promise<LayerData> => readLayer(name, { baseDir: folder }, silent);
const save = (layer: Layer, path: string, feedback = new Recorder()): Promise<unknown> =>
  writeLayer(dataOf(layer), path, { baseDir: folder, name: path.replace(/\..*/, "") }, feedback);

function geometriesOf({ geometry }: LayerData): (string | null)[] {
  return Array.from({ length: geometry.length }, (_, i) => wktOf(geometry, i) ?? null);
}

describe("what we write is what GDAL reads", () => {
  test.each(Object.entries(OURS))("%s", async (name, layer) => {
    await save(layer, `${name}.zip`);
    const bytes = await readFile(join(folder, `${name}.zip`));
    const stored = join(FOLDER, `${name}.zip`);
    if (process.env["MAPCELL_STORE"] === "1") writeFileSync(stored, bytes);
    expect(bytes.equals(readFileSync(stored))).toBe(true);
    const all = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as Record<string, Ours>;
    const { crs, geometry, rows } = all[name]!;
    expect(crs).toBe(layer.crs);
    const again = await load(`${name}.zip`);
    expect([geometriesOf(again), again.crs]).toEqual([geometry, layer.crs]);
    const given = name === "no-fields" ? [0, 1, 2].map((FID) => ({ FID })) : [...layer].map(({ properties }) => properties); // prettier-ignore
    expect(rows).toEqual(given.map((row) => JSON.parse(JSON.stringify(row, asNumber)) as object));
    const numbers = name === "no-fields" ? [{ name: "FID", type: "integer" }] : [];
    expect(layerFromData("x", again).fields).toEqual([...numbers, ...layer.fields]);
  });
});

function asNumber(_: string, value: unknown): unknown {
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
}

describe("beside one another", () => {
  test("the files are written together, and an index of the old ones goes", async () => {
    await writeFile(join(folder, "town.qix"), "old");
    await save(OURS["values"]!, "town.shp");
    expect((await readdir(folder)).filter((name) => name.startsWith("town")).toSorted()).toEqual(
      [".cpg", ".dbf", ".prj", ".shp", ".shx"].map((ending) => `town${ending}`),
    );
    expect(geometriesOf(await load("town.shp"))).toEqual(geometriesOf(dataOf(OURS["values"]!)));
  });

  test("a save that fails leaves all of them as they were", async () => {
    await save(OURS["points"]!, "kept.shp");
    const before = await readFile(join(folder, "kept.dbf"));
    const many = features(Array.from({ length: 3000 }, (_, i) => of("Point", [i, i])));
    await expect(save(many, "kept.shp", new Recorder(9))).rejects.toMatchObject({ code: "TASK_CANCELED" });
    expect((await readFile(join(folder, "kept.dbf"))).equals(before)).toBe(true);
    expect((await readdir(folder)).filter((name) => name.includes("tmp"))).toEqual([]);
  });
});

describe("what a Shapefile can't hold", () => {
  test("is said in one warning", async () => {
    const feedback = new Recorder();
    const row = {
      population_density: 1,
      population_density_2020: 2,
      at: "2024-02-29T12:30:00Z",
      list: ["a"],
      long: "ż".repeat(200),
      huge: 2n ** 63n,
    };
    await save(features([POINTS[0]!], [row]), "losses.zip", feedback);
    expect(feedback.logs).toEqual([
      ["warning", 'A Shapefile does not hold all of it: "population_density" is called "population"; "population_density_2020" is called "populati_1"; the times of "at" are text; the lists of "list" are text; 1 text of "long" is cut at 254 bytes; the numbers of more than 18 digits of "huge" are text.'], // prettier-ignore
    ]);
    const [feature] = layerFromData("x", await load("losses.zip")).head(1);
    expect(feature?.properties["long"]).toBe("ż".repeat(127));
  });

  test.each<[string, object[], RegExp]>([
    ["kinds", [POINTS[0]!, of("LineString", [[0, 0], [1, 1]]), POINTS[1]!], /the layer has 2 Point, 1 LineString\. Save each kind/], // prettier-ignore
    ["collections", [{ type: "GeometryCollection", geometries: POINTS }], /the layer has 1 GeometryCollection/],
  ])("is refused: %s", async (_, shapes, message) => {
    await expect(save(features(shapes), "refused.shp")).rejects.toThrow(message);
    await expect(save(Layer.from([{ a: 1 }]), "refused.zip")).rejects.toThrow(/table has no places/);
    expect((await readdir(folder)).filter((name) => name.startsWith("refused"))).toEqual([]);
  });
});
