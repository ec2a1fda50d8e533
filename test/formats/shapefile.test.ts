import { once } from "node:events";
import { readFileSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { findRow } from "../../src/crs/crs-rows.ts";
import { recogniseCrs } from "../../src/crs/recognise-crs.ts";
import { fetchLayer } from "../../src/formats/fetch.ts";
import { readLayer } from "../../src/formats/open.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { layerFromData } from "../../src/layers/layer.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { Recorder } from "./sources.ts";

/** Shapefiles of GDAL's, and what GDAL reads from them: test/fixtures/oracle/shapefiles.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/shapefile");

interface Expected {
  readonly crs: string | null;
  readonly rows: readonly Record<string, unknown>[];
  readonly geometry: readonly (string | null)[];
}

const EXPECTED = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as Record<string, Expected>;
/** GDAL's binding leaves measures out, and takes rings that all turn left for polygons over one another. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  "points-m": ["POINT M (1 2 3)", "POINT (4 5)"],
  "lines-zm": ["LINESTRING ZM (0 0 1 10, 1 1 2 20)"],
  "lines-m": ["LINESTRING M (0 0 10, 1 1 20)"],
  turned: ["POLYGON ((0 0, 9 0, 9 9, 0 0), (5 1, 6 1, 6 2, 5 1))"],
};

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mapcell-shp-"));
});
afterAll(() => rm(folder, { recursive: true }));

const load = (name: string, options: object = {}, baseDir = FOLDER, feedback = new Recorder()): Promise<LayerData> =>
  // oxlint-disable-line max-params -- a place and what is said
  readLayer(name, { baseDir, ...options }, feedback);

function geometriesOf({ geometry }: LayerData): (string | null)[] {
  return Array.from({ length: geometry.length }, (_, i) => wktOf(geometry, i) ?? null);
}

function valuesOf(data: LayerData): Record<string, unknown>[] {
  return layerFromData("x", data)
    .head(999)
    .map(({ properties }) => properties);
}

/** GDAL gives a day as a time, and whole numbers of many digits as the nearest double. */
const alike = (value: unknown): unknown => {
  if (typeof value === "bigint") return Number(value);
  const [, day] = /^(\d{4}\/\d\d\/\d\d) 00:00:00$/.exec(String(value)) ?? [];
  return day === undefined ? value : day.replaceAll("/", "-");
};
const allAlike = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, alike(value)]));

describe("we read what GDAL reads from", () => {
  test.each(Object.entries(EXPECTED))("%s", async (name, { crs, rows, geometry }) => {
    const data = await load(`${name}.shp`, crs === null ? { crs: "EPSG:4326" } : {});
    expect(geometriesOf(data)).toEqual(OWN[name] ?? geometry);
    expect(valuesOf(data).map(allAlike)).toEqual(rows.length === 0 ? geometry.map(() => ({})) : rows.map(allAlike));
    expect(data.crs).toBe(crs ?? "EPSG:4326");
  });
});

test("whole numbers of many digits are exact", async () => {
  expect(valuesOf(await load("values.shp")).map((row) => row["int64"])).toEqual([
    1n,
    9007199254740993n,
    -(10n ** 17n),
    5n,
  ]);
});

describe("packed", () => {
  test("a Shapefile in a folder of an archive is read with its table and its CRS", async () => {
    const data = await load("nested.zip");
    expect([geometriesOf(data), data.crs]).toEqual([EXPECTED["polygons"]!.geometry, "EPSG:25832"]);
  });

  test("one of several is named, whatever the case of the endings", async () => {
    expect(geometriesOf(await load("two.zip", { layer: "LINES" }))).toEqual(EXPECTED["lines"]!.geometry);
    await expect(load("two.zip")).rejects.toThrow(
      /"two\.zip" holds 2 layers\. Pick one with --layer NAME: "points", "LINES"/,
    );
    await expect(load("two.zip", { layer: "point" })).rejects.toThrow(/no layer "point"\. Did you mean "points"/);
  });

  test("text that gzip packed is read", async () => {
    const text = JSON.stringify({ type: "Point", coordinates: [1, 2] });
    await writeFile(join(folder, "a.geojson.gz"), gzipSync(text));
    expect(geometriesOf(await load("a.geojson.gz", {}, folder))).toEqual(["POINT (1 2)"]);
    await writeFile(join(folder, "b.geojson.gz"), gzipSync(text).subarray(0, 20));
    await expect(load("b.geojson.gz", {}, folder)).rejects.toThrow(/Cannot unpack "b\.geojson\.gz"/);
  });

  test("an archive that is cut or has nothing for us is told", async () => {
    const whole = await readFile(join(FOLDER, "nested.zip"));
    for (let cut = 4; cut < whole.length; cut += 97) {
      await writeFile(join(folder, "cut.zip"), whole.subarray(0, cut));
      await expect(load("cut.zip", {}, folder)).rejects.toMatchObject({ code: "LAYER_UNREADABLE" });
    }
  });
});

test.each<[string, (name: string) => Promise<unknown>, object, RegExp]>([
  ["a file without its .prj", async () => undefined, {}, /has no \.prj file to state its CRS/],
  [
    "an encoding that is none",
    async () => undefined,
    { crs: "EPSG:4326", encoding: "klingon" },
    /"klingon" is not an encoding/,
  ],
  [
    "a .prj that says nothing we know",
    (name) => writeFile(`${name}.prj`, 'LOCAL_CS["mine"]'),
    {},
    /states a CRS that mapcell cannot compute, "mine"/,
  ],
  [
    "a table that is cut",
    async (name) => writeFile(`${name}.dbf`, (await readFile(`${name}.dbf`)).subarray(0, 70)),
    { crs: "EPSG:4326" },
    /the table is damaged/,
  ],
  [
    "a file that is cut",
    async (name) => writeFile(`${name}.shp`, (await readFile(`${name}.shp`)).subarray(0, 130)),
    { crs: "EPSG:4326" },
    /130 of \d+ bytes/,
  ],
])("%s is refused", async (_, change, options, message) => {
  // prettier-ignore
  const name = join(folder, "points");
  for (const ending of ["shp", "dbf"]) await copyFile(join(FOLDER, `points.${ending}`), `${name}.${ending}`);
  await rm(`${name}.prj`, { force: true });
  await change(name);
  await expect(load("points.shp", options, folder)).rejects.toThrow(message);
});

test("a Shapefile on a server is fetched with the files beside it", async () => {
  const server = createServer(({ url = "" }, response) => {
    void readFile(join(FOLDER, url.slice(1))).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/polygons.shp`;
  const download = await fetchLayer(address, { baseDir: "." }, silent);
  server.close();
  const data = await load(address, { download });
  expect([geometriesOf(data), data.crs]).toEqual([EXPECTED["polygons"]!.geometry, "EPSG:25832"]);
  expect(valuesOf(data)).toEqual(EXPECTED["polygons"]!.rows);
});

test("a file without its table has shapes alone, and says so", async () => {
  await copyFile(join(FOLDER, "points.shp"), join(folder, "alone.shp"));
  const recorder = new Recorder();
  const data = await load("alone.shp", { crs: "EPSG:4326" }, folder, recorder);
  expect([data.geometry.length, data.fields]).toEqual([3, []]);
  expect(recorder.logs).toEqual([["warning", expect.stringMatching(/no \.dbf file/)]]);
});

interface Described {
  readonly id: string;
  readonly [form: string]: string;
}

/** As PROJ writes them: test/fixtures/oracle/shapefiles.py. */
const DESCRIBED = JSON.parse(
  readFileSync(join(import.meta.dirname, "../fixtures/crs/wkt.json"), "utf8"),
) as readonly Described[];

test.each(["esri", "gdal", "gdalWithout", "wkt2", "wkt2Without"])(
  "CRSs are known by their description (%s)",
  (form) => {
    const texts = DESCRIBED.filter((each) => each[form] !== undefined);
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.map((each) => definitionOf(recogniseCrs(each[form]!)))).toEqual(
      texts.map(({ id }) => definitionOf(id)),
    );
  },
);

/** Some have two codes. */
function definitionOf(id: string | undefined): unknown {
  const row = id === undefined ? undefined : findRow(id);
  return row && { projection: row.projection, frame: row.frame.code, unit: row.unit };
}
