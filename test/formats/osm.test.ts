import type { Geometry } from "geojson";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readLayer } from "../../src/formats/open.ts";
import { readOsm } from "../../src/formats/osm/read-osm.ts";
import { geometryAt } from "../../src/geometry/geojson.ts";
import { layerFromData } from "../../src/layers/layer.ts";
import { canonical } from "../algorithms/canonical.ts";
import { fileOf, Recorder } from "./sources.ts";

/** A file by hand, and what GDAL reads in it: test/fixtures/oracle/osm.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/osm");

interface Expected {
  readonly id: string;
  readonly name: string | null;
  readonly geometry: Geometry;
}

const EXPECTED = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as Record<string, Expected[]>;

const byId = (a: { id: unknown }, b: { id: unknown }): number => Number(a.id) - Number(b.id);

describe("we read what GDAL reads", () => {
  test.each(Object.entries(EXPECTED))("%s", async (layer, expected) => {
    const data = await readLayer("town.osm", { baseDir: FOLDER, layer }, silent);
    const found = [...layerFromData(layer, data)].map(({ properties }, i) => ({
      id: properties["osm_id"] ?? properties["osm_way_id"],
      name: properties["name"] ?? null,
      geometry: canonical(geometryAt(data.geometry, i)),
    }));
    expect(found.toSorted(byId)).toEqual(
      expected.map((each) => ({ ...each, geometry: canonical(each.geometry) })).toSorted(byId),
    );
    expect(data.crs).toBe("EPSG:4326");
  });
});

test("all tags are fields, as they were", async () => {
  const data = await readLayer("town.osm", { baseDir: FOLDER, layer: "points" }, silent);
  const [bench, town] = [...layerFromData("points", data)];
  expect(bench?.properties).toMatchObject({ osm_id: "13", amenity: "bench", name: "Bänkle & <more>", place: null });
  expect(town?.properties).toMatchObject({ osm_id: "15", population: "12000" });
});

test("the layers are listed where none is named", async () => {
  await expect(readLayer("town.osm", { baseDir: FOLDER }, silent)).rejects.toThrow(
    /4 layers.*"points", "multipolygons", "lines", "multilinestrings"/,
  );
});

test("a part of a map says that members are missing", async () => {
  const text = '<osm><node id="1" lat="1" lon="2"/><node id="2" lat="1" lon="3"/><way id="5"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="path"/></way></osm>'; // prettier-ignore
  const feedback = new Recorder();
  const data = await readOsm(fileOf(text, "part.osm"), {}, feedback);
  expect(geometryAt(data.geometry, 0)).toEqual({ type: "LineString", coordinates: [[2, 1], [3, 1]] }); // prettier-ignore
  expect(feedback.logs).toEqual([["warning", expect.stringMatching(/"part\.osm" is a part of a map: 1 of/)]]);
});

test("a node without a place is refused with its line", async () => {
  const text = '<osm>\n<node id="1" lat="north" lon="2"/></osm>';
  await expect(readOsm(fileOf(text, "bad.osm"), {}, silent)).rejects.toThrow(/"bad\.osm": line 2: .*is no place/);
});

const BENCH = '<node id="1" lat="1" lon="2"><tag k="amenity" v="bench"/></node>';

test.each([
  'runtime error: Query timed out in "query" at line 3 after 25 seconds.',
  'runtime error: Query run out of memory in "recurse" at line 1 using about 2048 MB of RAM.',
])("what a server could not finish is refused: %s", async (remark) => {
  const text = `<osm version="0.6">${BENCH}<remark> ${remark} </remark></osm>`;
  await expect(readOsm(fileOf(text, "some.osm"), {}, silent)).rejects.toMatchObject({
    code: "LAYER_UNREADABLE",
    message: expect.stringContaining(
      `"some.osm" is not all that was asked for; the server stopped: ${remark} Ask for less`,
    ),
  });
});

test("another remark is told", async () => {
  const feedback = new Recorder();
  const text = `<osm version="0.6">${BENCH}<remark>runtime remark: Timeout is 180 seconds.</remark></osm>`;
  expect((await readOsm(fileOf(text, "all.osm"), {}, feedback)).geometry.length).toBe(1);
  expect(feedback.logs).toEqual([["warning", expect.stringContaining("runtime remark: Timeout is 180 seconds.")]]);
});
