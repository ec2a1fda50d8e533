import type { Geometry } from "geojson";
import { expect, test } from "vitest";
import { engines, layerOf, run, square } from "./run.ts";

const { engine } = engines[0]!;
/** pyproj's Transformer.from_crs(4267, 4326, always_xy=True) of -98 38 and -99 39, without grids. */
const NAD27_ANSWERS = [
  [-98.0003421383133, 38.00003149829009],
  [-99.00037834625405, 39.000013439501615],
] as const;

test("vertices move, attributes, order and kinds stay, the CRS is the target", () => {
  const input = layerOf([{ type: "Point", coordinates: [9, 48] }, null, square(9, 48, 1)], "EPSG:4326");
  const call = { engine, inputs: { input }, values: { targetCrs: "EPSG:25832" } };
  const { data, geometries, properties, logs } = run("reproject", { ...call, ranges: [[0, 2], [2, 3]] }); // prettier-ignore
  expect(data.crs).toBe("EPSG:25832");
  expect(geometries[0]).toEqual({
    type: "Point",
    coordinates: [expect.closeTo(500_000, 3), expect.closeTo(5_316_300.2, 0)],
  });
  expect(geometries.map((geometry) => geometry?.type)).toEqual(["Point", undefined, "Polygon"]);
  expect(properties).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }]);
  expect(logs).toEqual([]);
});

test("the default target is longitude and latitude", () => {
  const { data } = run("reproject", { engine, inputs: { input: layerOf([{ type: "Point", coordinates: [0, 0] }]) } });
  expect(data.crs).toBe("EPSG:4326");
});

test("what the target cannot show loses its geometry, and the log names it", () => {
  const input = layerOf([square(9, 48, 1), { type: "Point", coordinates: [9, 95] }], "EPSG:4326");
  const { geometries, logs } = run("reproject", { engine, inputs: { input }, values: { targetCrs: "EPSG:25832" } });
  expect(geometries[0]).not.toBeNull();
  expect(geometries[1]).toBeNull();
  expect(logs).toEqual(["warning: 1 of 2 features reaches beyond what EPSG:25832 can show and lost its geometry: 1."]);
});

test("a layer takes one datum operation in all of its ranges, and the log names it", () => {
  // Kansas, in the west of NAD27's area: PROJ takes "NAD27 to WGS 84 (6)" there, 7 m; the whole of it has others
  const input = layerOf([{ type: "Point", coordinates: [-98, 38] }, { type: "Point", coordinates: [-99, 39] }], "EPSG:4267"); // prettier-ignore
  const { geometries, logs } = run("reproject", { engine, inputs: { input }, ranges: [[0, 1], [1, 2]] }); // prettier-ignore
  expect(logs).toEqual(["info: From EPSG:4267 to EPSG:4326 by NAD27 to WGS 84 (6), accurate to 7 m."]);
  expect(geometries).toEqual(NAD27_ANSWERS.map(([x, y]) => ({ type: "Point", coordinates: [expect.closeTo(x, 8), expect.closeTo(y, 8)] }))); // prettier-ignore
});

test("what several ranges lose is one warning, and so is what another input loses", () => {
  const south: Geometry = { type: "Point", coordinates: [0, -90] };
  const input = layerOf([south, { type: "Point", coordinates: [10, 50] }, south], "EPSG:4326");
  const values = { targetCrs: "EPSG:3034" };
  const { logs } = run("reproject", { engine, inputs: { input }, values, ranges: [[0, 1], [1, 2], [2, 3]] }); // prettier-ignore
  expect(logs).toEqual([
    "warning: 2 of 3 features reach beyond what EPSG:3034 can show and lost their geometry: 0, 2.",
  ]);
  const polar = layerOf([square(0, -90, 1), square(9, 49, 2)], "EPSG:4326");
  const clipped = run("clip", { engine, inputs: { input: layerOf([square(4e6, 2.6e6, 1e4)], "EPSG:3034"), overlay: polar } }); // prettier-ignore
  expect(clipped.logs.filter((line) => line.startsWith("warning"))).toEqual([
    "warning: 1 of 2 features reaches beyond what EPSG:3034 can show and lost its geometry: 0 (overlay).",
  ]);
});
