import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { crsInfo } from "../../src/crs/crs.ts";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { findRow } from "../../src/crs/crs-rows.ts";
import { projectorOf } from "../../src/crs/projection.ts";

type Pair = readonly [x: number, y: number, toX: number | null, toY: number | null];

/** What PROJ shows in the whole world, and what it does not; see make-proj-limits.py. */
const limits = JSON.parse(readFileSync(new URL("../fixtures/crs/proj-limits.json", import.meta.url), "utf8")) as Record<
  string,
  { readonly there: readonly Pair[]; readonly back: readonly Pair[] }
>;

/** PROJ gives numbers here that are the place of another point as well, or at infinity: those may have no image. */
const FOLDED = /proj=(aea|cass|eqdc|krovak|nzmg|omerc|poly|somerc|lcc|stere) ?/;
/** Computed differently far from their areas of use; differences-table.ts says why. 4087 is the ellipsoid's in EPSG. */
const OTHERWISE = new Set([
  "EPSG:3993",
  "EPSG:3139",
  "EPSG:3068",
  "EPSG:4087",
  "ESRI:54030",
  "EPSG:3375",
  "EPSG:29871",
  "EPSG:27200",
]);

test.each(Object.keys(limits))("%s shows what PROJ shows of the world, and nothing else", (id) => {
  const row = findRow(id)!;
  const projector = projectorOf(row);
  const { metresPerUnit } = crsInfo(parseCrsId(id));
  const unit = findRow(`EPSG:${row.frame.code}`)?.unitSize ?? Math.PI / 180;
  const wrong: string[] = [];
  for (const [lon, lat, x, y] of limits[id]!.there) {
    const xy = Float64Array.of(lon * unit + row.frame.meridian, lat * unit);
    projector.fromLonLat(xy, 0, 1);
    const hidden = !Number.isFinite(xy[0]! + xy[1]!);
    if (hidden && x !== null && !FOLDED.test(row.projection) && !isAntipode(id, lat))
      wrong.push(`${lon} ${lat} is hidden`);
    if (!hidden && x === null) wrong.push(`${lon} ${lat} is shown`);
    if (hidden || x === null || isOtherwise(id, lat)) continue;
    const apart = Math.hypot(xy[0]! - x, xy[1]! - y!) * metresPerUnit;
    if (!(apart < 0.005 + Math.hypot(x, y!) * 1e-9)) wrong.push(`${lon} ${lat} is ${apart} m off`);
  }
  expect(wrong).toEqual([]);
});

/** PROJ draws Mollweide's poles 226 m wide. */
function isOtherwise(id: string, lat: number): boolean {
  return OTHERWISE.has(id) || (Math.abs(lat) === 90 && id === "ESRI:54009");
}

/** The other end of the Earth is everywhere on the rim of an azimuthal map. */
function isAntipode(id: string, lat: number): boolean {
  return id === "ESRI:54032" && Math.abs(lat) <= 1;
}

test.each(Object.keys(limits))("nothing on the plane of %s is taken for a place that PROJ does not see there", (id) => {
  const row = findRow(id)!;
  const projector = projectorOf(row);
  const wrong: [number, number][] = [];
  for (const [x, y, lon] of limits[id]!.back) {
    const xy = Float64Array.of(x, y);
    projector.toLonLat(xy, 0, 1);
    if (lon === null && Number.isFinite(xy[0]! + xy[1]!)) wrong.push([x, y]);
    if (Math.abs(xy[1]!) > Math.PI / 2 + 1e-9) wrong.push([x, y]);
  }
  expect(wrong).toEqual([]);
});

test("the pole is at the tip of a cone, the other one nowhere", () => {
  const { fromLonLat } = projectorOf(findRow("EPSG:3034")!);
  const xy = Float64Array.of(0, Math.PI / 2, 2, Math.PI / 2, 0, -Math.PI / 2);
  fromLonLat(xy, 0, 3);
  expect([...xy.subarray(0, 4)]).toEqual([4_000_000, xy[1], 4_000_000, xy[1]]);
  expect(xy[1]).toBeCloseTo(7_701_419.115, 0);
  expect(xy[4]).toBeNaN();
});
