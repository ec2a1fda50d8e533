import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { crsInfo } from "../../src/crs/crs.ts";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { openTransform } from "../../src/crs/transform.ts";

type Answer = readonly [lon: number, lat: number, x: number, y: number];

/** What PROJ answers without grid files; see make-proj-answers.py. */
const answers = JSON.parse(
  readFileSync(new URL("../fixtures/crs/proj-answers.json", import.meta.url), "utf8"),
) as Record<string, Answer[]>;
/** Metres; a millimetre elsewhere. PROJ uses other parameters in parts of these areas of use. */
const LOOSER: Readonly<Record<string, number>> = {
  "EPSG:2065": 2,
  "EPSG:4230": 10,
  "EPSG:4267": 200,
  "EPSG:31287": 1,
  "EPSG:5513": 2,
  "EPSG:5514": 2,
};
const wgs84 = parseCrsId("EPSG:4326");

test.each(Object.keys(answers))("%s is where PROJ puts it, and back", (code) => {
  const id = parseCrsId(code);
  const { metresPerUnit } = crsInfo(id);
  for (const [lon, lat, x, y] of answers[code]!) {
    const xy = Float64Array.of(lon, lat);
    expect(openTransform(wgs84, id)(xy, xy)).toBe(0);
    expect(Math.hypot(xy[0]! - x, xy[1]! - y) * metresPerUnit).toBeLessThan(LOOSER[code] ?? 0.001);
    openTransform(id, wgs84)(xy, xy);
    // a shift of the datum drops the height and is not quite its own inverse, in PROJ as here
    expect(Math.hypot(xy[0]! - lon, xy[1]! - lat) * 111_320).toBeLessThan(0.02);
  }
});

test("a range is converted and the rest of the target left alone", () => {
  const out = new Float64Array(6).fill(7);
  openTransform(wgs84, parseCrsId("EPSG:3857"))(Float64Array.of(0, 0, 180, 0, 0, 0), out, 1, 2);
  expect([...out]).toEqual([7, 7, 20037508.342789244, expect.closeTo(0, 6), 7, 7]);
});

test("a CRS into itself copies", () => {
  const out = new Float64Array(2);
  expect(openTransform(wgs84, wgs84)(Float64Array.of(1, 2), out)).toBe(0);
  expect([...out]).toEqual([1, 2]);
});

test("longitudes beyond 180 degrees stay beyond, so that shapes across the antimeridian stay whole", () => {
  const xy = Float64Array.of(179, 0, 181, 0);
  openTransform(wgs84, parseCrsId("EPSG:3857"))(xy, xy);
  expect(xy[2]).toBeGreaterThan(xy[0]!);
});

test("what a projection cannot show is counted and becomes NaN", () => {
  const xy = Float64Array.of(0, 95, 10, 50);
  expect(openTransform(wgs84, parseCrsId("EPSG:25832"))(xy, xy)).toBe(1);
  expect(xy[0]).toBeNaN();
  expect(xy[1]).toBeNaN();
  expect(xy[2]).toBeCloseTo(571_666, 0);
});

test("more vertices than one block come out one by one as alone", () => {
  const many = Float64Array.from({ length: 10_000 }, (_, i) => (i % 90) - 45);
  const all = new Float64Array(many.length);
  const transform = openTransform(wgs84, parseCrsId("EPSG:3035"));
  transform(many, all);
  const one = new Float64Array(2);
  for (const vertex of [0, 2047, 2048, 4999]) {
    transform(many.slice(2 * vertex, 2 * vertex + 2), one);
    expect([...one]).toEqual([all[2 * vertex], all[2 * vertex + 1]]);
  }
});
