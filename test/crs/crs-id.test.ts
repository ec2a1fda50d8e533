import { expect, test } from "vitest";
import { crsInfo } from "../../src/crs/crs.ts";
import { listCrs } from "../../src/crs/crs-rows.ts";
import { parseCrsId } from "../../src/crs/crs-id.ts";

test.each([
  ["EPSG:3857", "EPSG:3857"],
  ["epsg:3857", "EPSG:3857"],
  [" 3857 ", "EPSG:3857"],
  ["EPSG:04326", "EPSG:4326"],
  ["OGC:CRS84", "EPSG:4326"],
  ["CRS84", "EPSG:4326"],
  ["WGS84", "EPSG:4326"],
  ["wgs 84", "EPSG:4326"],
  ["urn:ogc:def:crs:EPSG::3857", "EPSG:3857"],
  ["urn:ogc:def:crs:EPSG:9.8:3857", "EPSG:3857"],
  ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"],
  ["http://www.opengis.net/def/crs/EPSG/0/25832", "EPSG:25832"],
  ["WGS 84 / UTM zone 33N", "EPSG:32633"],
  ["ESRI:54009", "ESRI:54009"],
  ["EPSG:54009", "ESRI:54009"], // Esri's code under EPSG's name, as ArcGIS's wkid often is
  // Esri's and Google's codes of what is EPSG:3857; epsg.io says so
  ["EPSG:102100", "EPSG:3857"],
  ["ESRI:102113", "EPSG:3857"],
  ["900913", "EPSG:3857"],
  ["GOOGLE:900913", "EPSG:3857"],

  ["ESRI:31917", "EPSG:31986"], // PROJ's table of what has taken whose place
  // 3D and compound CRSs: PROJ's to_2d() and first part
  ["EPSG:4979", "EPSG:4326"],
  ["urn:ogc:def:crs:EPSG::4937", "EPSG:4258"],
  ["EPSG:7843", "EPSG:7844"],
  ["EPSG:7405", "EPSG:27700"],
  ["EPSG:5555", "EPSG:25832"],
  ["EPSG:4326+5773", "EPSG:4326"],
])("%s is %s", (given, id) => {
  expect(parseCrsId(given)).toBe(id);
});

test.each([
  ["EPSG:38577", "EPSG:3857"],
  ["EPSG:4236x", "epsg.org"],
  ["EPSG:43266", "EPSG:4326"],
  ["utm 33n", "EPSG:32633"],
  ["lambret-93", "EPSG:2154 (RGF93 v1 / Lambert-93)"],
  ["ESPG:4326", "EPSG:4326 (WGS 84)"],
  ["", "epsg.org"],
  ["nowhere at all", "epsg.org"],
])("%s is refused, pointing to %s", (given, advice) => {
  expect(() => parseCrsId(given)).toThrowError(
    expect.objectContaining({ code: "UNKNOWN_CRS", message: expect.stringContaining(advice) }),
  );
});

test("a projected CRS has a unit and an area of use", () => {
  expect(crsInfo(parseCrsId("EPSG:2222"))).toEqual({
    id: "EPSG:2222",
    name: "NAD83 / Arizona East (ft)",
    units: "foot",
    metresPerUnit: 0.3048,
    geographic: false,
    area: [-111.71, 31.33, -109.04, 37.01],
  });
});

test("a geographic CRS is in degrees, whose length is that at the equator", () => {
  const { units, geographic, metresPerUnit } = crsInfo(parseCrsId("EPSG:4326"));
  expect({ units, geographic }).toEqual({ units: "degree", geographic: true });
  expect(metresPerUnit).toBeCloseTo(111_319.49, 2);
});

test("the table has every CRS once, and each can be read", () => {
  const all = [...listCrs()];
  expect(all.length).toBeGreaterThan(6000);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const broken = all.filter(({ id }) => !(crsInfo(parseCrsId(id)).metresPerUnit > 0));
  expect(broken).toEqual([]);
});
