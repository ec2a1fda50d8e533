import { expect, test } from "vitest";
import { engines, layerOf, run, square } from "./run.ts";

const { engine } = engines[0]!;

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
