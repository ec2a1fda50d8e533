import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CrsId } from "../../src/crs/crs-id.ts";
import { expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readFlatGeobuf } from "../../src/formats/flatgeobuf/read-flatgeobuf.ts";
import { readGeoJson } from "../../src/formats/geojson/read-geojson.ts";
import { writeFlatGeobuf } from "../../src/formats/flatgeobuf/write-flatgeobuf.ts";
import { writeGeoJson } from "../../src/formats/geojson/write-geojson.ts";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import { appendWkt } from "../../src/geometry/wkt-reader.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { contentHash } from "../../src/layers/content-hash.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { MemorySink, sourceOf } from "./sources.ts";

/** Files that GDAL wrote and files that we wrote, and what GDAL reads from both: test/fixtures/oracle/ordinates.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/ordinates");
const EXPECTED = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as Record<string, (string | null)[]>;
const GDALS = readdirSync(FOLDER)
  .filter((name) => /^gdal-.*\.fgb$/.test(name))
  .map((name) => name.replace(".fgb", ""));

const OURS: Readonly<Record<string, readonly string[]>> = {
  "our-z": ["POINT Z (1 2 3)", "POINT Z (4 5 -6.5)", "POINT (7 8)"],
  "our-m": ["LINESTRING M (0 0 1, 3 4 2.5)"],
  "our-zm": EXPECTED["gdal-zm"]?.map(String) ?? [],
};

test.each(GDALS)("heights and measures are read from %s", async (name) => {
  const data = await readFlatGeobuf(sourceOf(readFileSync(join(FOLDER, `${name}.fgb`))), {}, silent);
  expect(textsOf(data)).toEqual(EXPECTED[name]);
});

test.each(Object.entries(OURS))("the file written of %s is the one that GDAL has read", async (name, texts) => {
  const data = dataOf(texts);
  const bytes = await written(writeFlatGeobuf, data);
  if (process.env["MAPCELL_STORE"] === "1") writeFileSync(join(FOLDER, `${name}.fgb`), bytes);
  expect(bytes).toEqual(readFileSync(join(FOLDER, `${name}.fgb`)));
  // where a layer has heights, a vertex without has one that is no number
  expect(EXPECTED[name]).toEqual(texts.map((text) => text.replace("POINT (7 8)", "POINT Z (7 8 NaN)")));
  const again = await readFlatGeobuf(sourceOf(bytes), {}, silent);
  expect(textsOf(again)).toEqual(texts);
  expect(contentHash(again)).toBe(contentHash(data));
});

test("GeoJSON keeps heights", async () => {
  const texts = ["POINT Z (1 2 3)", "POINT (7 8)", "GEOMETRYCOLLECTION Z (POINT Z (9 9 9))"];
  const again = await readGeoJson(sourceOf(await written(writeGeoJson, dataOf(texts))), {}, silent);
  expect(textsOf(again)).toEqual(texts);
});

async function written(write: typeof writeGeoJson, data: LayerData): Promise<Buffer> {
  const sink = new MemorySink();
  await write(data, sink, { name: "layer", feedback: silent, options: { index: false } });
  return sink.bytes;
}

function dataOf(texts: readonly string[]): LayerData {
  const builder = new GeometryBuilder();
  for (const text of texts) appendWkt(builder, text);
  return { crs: "EPSG:4326" as CrsId, geometry: builder.finish(), fields: [], columns: [] };
}

/** A field of GDAL's numbers does not matter here. */
function textsOf({ geometry }: LayerData): (string | undefined)[] {
  return Array.from({ length: geometry.length }, (_, index) => wktOf(geometry, index));
}
