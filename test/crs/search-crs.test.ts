import { expect, test } from "vitest";
import { searchCrs } from "../../src/crs/search-crs.ts";

test.each<[typed: string, first: string]>([
  ["32633", "EPSG:32633"],
  ["EPSG:2583", "EPSG:25832"],
  ["epsg:432", "EPSG:4326"],
  ["esri:5400", "ESRI:54009"],
  ["Lambert-93", "EPSG:2154"],
  ["wgs 84 utm 33n", "EPSG:32633"],
  ["british national", "EPSG:27700"],
])("%s finds %s first", (typed, id) => {
  expect(searchCrs(typed)[0]?.id).toBe(id);
});

test("a code's start finds codes only, in their order", () => {
  const codes = searchCrs("327").map(({ id }) => Number(id.slice(5)));
  expect(codes.every((code) => String(code).startsWith("327"))).toBe(true);
  expect(codes).toEqual(codes.toSorted((a, b) => a - b));
  expect(codes.length).toBeGreaterThan(60);
});

test.each(["", "e", "EPSG:"])("%j shows the well-known ones, with names", (typed) => {
  expect(searchCrs(typed).slice(0, 2)).toEqual([
    { id: "EPSG:4326", name: "WGS 84" },
    { id: "EPSG:3857", name: "WGS 84 / Pseudo-Mercator" },
  ]);
});

test("no more than asked for, and none for nonsense", () => {
  expect(searchCrs("utm", 12)).toHaveLength(12);
  expect(searchCrs("no such thing")).toEqual([]);
});
