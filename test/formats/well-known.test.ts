import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readWkb } from "../../src/formats/well-known/read-wkb.ts";
import { readWkt } from "../../src/formats/well-known/read-wkt.ts";
import { readLayer } from "../../src/formats/open.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { silent } from "../../src/feedback.ts";
import { fileOf, Recorder } from "./sources.ts";

/** Files of Shapely's, and what is in them: test/fixtures/oracle/well-known.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/well-known");
const EXPECTED = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as Record<
  string,
  { readonly crs: string; readonly geometry: readonly string[] }
>;

const geometriesOf = ({ geometry }: LayerData): (string | undefined)[] =>
  Array.from({ length: geometry.length }, (_, i) => wktOf(geometry, i));

describe("we read what Shapely wrote", () => {
  test.each(Object.entries(EXPECTED))("%s", async (name, { crs, geometry }) => {
    const data = await readLayer(name, { baseDir: FOLDER }, silent);
    expect(geometriesOf(data)).toEqual(geometry);
    expect(data.crs).toBe(crs);
    expect(data.fields).toEqual([]);
  });
});

test("a file is known by how it begins", async () => {
  const file = fileOf("MULTIPOINT (1 2)\n", "x.wkt");
  expect(geometriesOf(await readWkt(file, {}, silent))).toEqual(["MULTIPOINT ((1 2))"]);
  const { wkt } = await import("../../src/formats/well-known/wkt.ts");
  for (const text of ["POINT Z (1 2 3)", "srid=4326; polygon empty", "\uFEFFLINESTRING(1 2,3 4)"])
    expect(wkt.recognises?.(Buffer.from(text))).toBe(true);
  for (const text of ["name,wkt\n", "POINTS OF INTEREST", '{"a":1}'])
    expect(wkt.recognises?.(Buffer.from(text))).toBe(false);
});

test.each<[string, () => Promise<unknown>, RegExp]>([
  [
    "broken WKT",
    () => readWkt(fileOf("POINT (1 2)\n\nPOINT (1,2)\n", "a.wkt"), {}, silent),
    /"a\.wkt": line 3: .*character 8/,
  ],
  [
    "a bracket without end",
    () => readWkt(fileOf("POINT (1 2\nPOINT (3 4)", "a.wkt"), {}, silent),
    /"a\.wkt": line 1: /,
  ],
  ["nothing", () => readWkt(fileOf("\n", "a.wkt"), {}, silent), /it has no geometries/],
  ["WKB for WKT", () => readWkt(fileOf(Buffer.from("0101", "hex"), "a.wkt"), {}, silent), /this is WKB/],
  [
    "WKB that is cut off",
    () => readWkb(fileOf(readFileSync(join(FOLDER, "bytes.wkb")).subarray(0, 40), "a.wkb"), {}, silent),
    /geometry 2, byte 21: /,
  ],
  ["no hexadecimals", () => readWkb(fileOf("0101\nxyz", "a.wkb"), {}, silent), /"a\.wkb": geometry 1: /],
  [
    "metres without a CRS",
    () => readWkt(fileOf("POINT (500000 5800000)", "a.wkt"), {}, silent),
    /no longitudes and latitudes.*--crs/,
  ],
])("%s is refused with its place", async (_, read, message) => {
  await expect(read()).rejects.toThrow(message);
});

test("a cancel ends the reading", async () => {
  await expect(readWkt(fileOf("POINT (1 2)", "a.wkt"), {}, new Recorder(0))).rejects.toThrow(/canceled by the test/);
  await expect(readWkb(fileOf(readFileSync(join(FOLDER, "bytes.wkb")), "a.wkb"), {}, new Recorder(0))).rejects.toThrow(
    /canceled/,
  );
});
