import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { crsInfo } from "../../src/crs/crs.ts";
import { type CrsId, parseCrsId } from "../../src/crs/crs-id.ts";
import { projAgreement, projDifferences } from "../../src/crs/differences-table.ts";
import { choosePath, openTransform } from "../../src/crs/transform.ts";

/** What PROJ answers without grid files; see proj-values.py. Longitude and latitude, x and y, and the way back. */
interface Answers {
  readonly crs: string;
  readonly points: readonly (readonly [
    lon: number,
    lat: number,
    x: number,
    y: number,
    lonBack: number,
    latBack: number,
  ])[];
}

const answers = readFileSync(new URL("../fixtures/crs/proj-values.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Answers)
  .filter(({ points }) => points.length > 0);
const wgs84 = parseCrsId("EPSG:4326");
const METRES_PER_DEGREE = 111_320;

/** Each point is a layer of its own, as PROJ chooses the datum operation point by point. */
function moved(from: CrsId, to: CrsId, x: number, y: number): Float64Array {
  const xy = Float64Array.of(x, y);
  expect(openTransform(from, to, choosePath(xy, from, to))(xy, xy)).toBe(0);
  return xy;
}

test.each(answers)("$crs is where PROJ puts it, and back", ({ crs, points }) => {
  const id = parseCrsId(crs);
  const { metresPerUnit } = crsInfo(id);
  const limit = listedDifference(crs) ?? 0.001;
  for (const [lon, lat, x, y, lonBack, latBack] of points) {
    const there = moved(wgs84, id, lon, lat);
    expect(Math.hypot(there[0]! - x, there[1]! - y) * metresPerUnit).toBeLessThanOrEqual(limit);
    const back = moved(id, wgs84, x, y);
    const turn = back[0]! - lonBack - 360 * Math.round((back[0]! - lonBack) / 360);
    const apart = Math.hypot(turn * Math.cos((lat * Math.PI) / 180), back[1]! - latBack);
    expect(apart * METRES_PER_DEGREE).toBeLessThanOrEqual(limit);
  }
});

/** Metres, a little more for their rounding; the list is made with all CRSs by compare-with-proj.mjs. */
function listedDifference(crs: string): number | undefined {
  const line = projDifferences.split("\n").find((row) => row.startsWith(`${crs}|`));
  return line === undefined ? undefined : Number(line.split("|")[1]) * 1.1;
}

test("at least 98 % of the CRSs agree with PROJ, and the others are listed with a reason", () => {
  const listed = projDifferences.trim().split("\n").map((line) => line.split("|")); // prettier-ignore
  expect(projAgreement.compared - projAgreement.agreeing).toBe(listed.length);
  expect(projAgreement.agreeing / projAgreement.compared).toBeGreaterThan(0.98);
  for (const [crs = "", metres, reason] of listed) {
    expect(parseCrsId(crs)).toBe(crs);
    expect(Number(metres)).toBeGreaterThan(0.001);
    expect(reason).toMatch(/\w+ \w+/);
  }
});

const poles = (code: string) => [...moved(wgs84, parseCrsId(code), 0, 90), ...moved(wgs84, parseCrsId(code), 0, -90)];
const quarter = (radius: number) => (radius * Math.PI) / 2;
const northAndSouth = (y: number) => [0, y, 0, -y].map((value) => expect.closeTo(value, 3));

test("EPSG's plate carrées are on the ellipsoid or the sphere as their methods say, with their poles", () => {
  const meridian = 10_001_965.729; // a quarter of WGS 84's meridian
  expect(poles("EPSG:4087")).toEqual(northAndSouth(meridian)); // method 1028
  expect(poles("EPSG:32663")).toEqual(northAndSouth(meridian)); // method 9842
  expect(poles("EPSG:32662")).toEqual(northAndSouth(quarter(6_378_137))); // method 9823
  expect(poles("EPSG:4088")).toEqual(northAndSouth(quarter(6_371_007)));
  expect(poles("EPSG:3786")).toEqual(northAndSouth(quarter(6_371_007)));
});

test("the values that Apache SIS, GeoCalc and Esri's engine agree on in EPSG:4087 (PROJ issue 4654)", () => {
  const xy = moved(wgs84, parseCrsId("EPSG:4087"), -143.9999611505, 71.9993230521);
  expect([...xy]).toEqual([expect.closeTo(-16_030_002.35, 2), expect.closeTo(7_992_053.817, 2)]);
});

test("NAD27 shifts the same way through one of its zones", () => {
  const [nad27, zone] = [parseCrsId("EPSG:4267"), parseCrsId("EPSG:26714")];
  const direct = moved(nad27, wgs84, -98, 38);
  const between = moved(nad27, zone, -98, 38);
  const around = moved(zone, wgs84, between[0]!, between[1]!);
  expect([...around]).toEqual([expect.closeTo(direct[0]!, 8), expect.closeTo(direct[1]!, 8)]);
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

test("longitudes beyond 180 degrees are wrapped in Mercator as in other projections", () => {
  const xy = Float64Array.of(285, 40, -75, 40);
  openTransform(wgs84, parseCrsId("EPSG:3857"))(xy, xy);
  expect([...xy]).toEqual(
    [-8348961.809, 4865942.28, -8348961.809, 4865942.28].map((value) => expect.closeTo(value, 2)),
  );
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
