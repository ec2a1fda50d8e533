import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readLayer } from "../../src/formats/open.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { valueAt } from "../../src/layers/attributes.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";

/** Files of GDAL, GeoPandas and pyarrow, and what pyogrio reads in them: test/fixtures/oracle/gdal-files.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/gdal");

interface Expected {
  readonly crs: string | null;
  readonly fields: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly geometry: readonly (string | null)[];
}

const EXPECTED = JSON.parse(gunzipSync(readFileSync(join(FOLDER, "expected.json.gz"))).toString()) as Record<
  string,
  Expected
>;

let unpacked = "";
beforeAll(async () => void (unpacked = await mkdtemp(join(tmpdir(), "gdal-files-"))));
afterAll(() => rm(unpacked, { recursive: true, force: true }));

test("there are 150 files or more, and each has what pyogrio reads in it", () => {
  const names = readdirSync(FOLDER).filter((name) => name !== "expected.json.gz");
  expect(names.map((name) => name.replace(/\.gpkg\.gz$/, ".gpkg")).toSorted()).toEqual(
    Object.keys(EXPECTED).toSorted(),
  );
  expect(names.length).toBeGreaterThanOrEqual(150);
});

/** Of one meaning: readers differ in how they type what a format only has as text. */
function plain(value: unknown): unknown {
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string") return typeof value === "bigint" ? Number(value) : value;
  if (value === "") return null;
  if (/^(?:true|false)$/i.test(value)) return Number(value.toLowerCase() === "true");
  if (/^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(value)) return Number(value);
  const [, day, clock = "00:00:00", zone = ""] = /^(\d{4}[-/]\d\d[-/]\d\d)(?:[T ](\d\d:\d\d:\d\d(?:\.\d+)?))?(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(value) ?? []; // prettier-ignore
  if (day === undefined) return value;
  const offset = zone === "" || zone === "Z" ? "Z" : /^.\d\d$/.test(zone) ? `${zone}:00` : zone;
  return new Date(`${day.replaceAll("/", "-")}T${clock}${offset}`).toISOString();
}

function rowsOf({ fields, columns, geometry }: LayerData, names: readonly string[]): unknown[][] {
  const places = names.map((name) => fields.findIndex((field) => field.name === name));
  return Array.from({ length: geometry.length }, (_, i) => places.map((at) => (at < 0 ? undefined : plain(valueAt(columns[at]!, fields[at]!, i))))); // prettier-ignore
}

describe("we read what pyogrio reads", () => {
  test.each(Object.entries(EXPECTED))("%s", async (name, expected) => {
    const isPacked = name.endsWith(".gpkg");
    if (isPacked) await writeFile(join(unpacked, name), gunzipSync(readFileSync(join(FOLDER, `${name}.gz`))));
    const crs = /\.(?:csv|geojsonl|geojsons)$/.test(name) ? { crs: "EPSG:4326" } : {};
    const data = await readLayer(name, { baseDir: isPacked ? unpacked : FOLDER, ...crs }, silent);
    const geometry = Array.from({ length: data.geometry.length }, (_, i) => wktOf(data.geometry, i) ?? null);
    expect(geometry).toEqual(expected.geometry);
    expect(rowsOf(data, expected.fields)).toEqual(expected.rows.map((row) => row.map(plain)));
    // its heights are left out, as everywhere
    expect(data.crs).toBe((expected.crs ?? "EPSG:4326").replace(/^(?:OGC:CRS84|EPSG:4979)$/, "EPSG:4326"));
  });
});
