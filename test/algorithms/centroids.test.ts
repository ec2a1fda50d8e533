import type { Geometry } from "geojson";
import { expect, test } from "vitest";
import { engines, layerOf, run, square } from "./run.ts";

const { engine } = engines[0]!;
const twoSquares: Geometry = {
  type: "MultiPolygon",
  coordinates: [square(0, 0, 2), square(10, 0, 4)].map((part) => (part as { coordinates: number[][][] }).coordinates),
};

test("a point for every feature, by area, length or count; attributes are kept", () => {
  const { geometries, properties } = run("centroids", {
    engine,
    inputs: {
      input: layerOf([
        square(0, 0, 2),
        { type: "LineString", coordinates: [[0, 0], [4, 0], [4, 2]] }, // prettier-ignore
        { type: "MultiPoint", coordinates: [[0, 0], [1, 3]] }, // prettier-ignore
        null,
        twoSquares,
      ]),
    },
  });
  expect(geometries).toEqual([
    { type: "Point", coordinates: [1, 1] },
    { type: "Point", coordinates: [8 / 3, 1 / 3].map((value) => expect.closeTo(value, 12)) },
    { type: "Point", coordinates: [0.5, 1.5] },
    null,
    { type: "Point", coordinates: [9.8, 1.8].map((value) => expect.closeTo(value, 12)) },
  ]);
  expect(properties.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4]);
});

test("with allParts a point for every part, attributes repeated, also beyond the first range", () => {
  const call = { engine, inputs: { input: layerOf([null, twoSquares, square(4, 4, 2)]) }, values: { allParts: true } };
  const { geometries, properties } = run("centroids", { ...call, ranges: [[0, 1], [1, 3]] }); // prettier-ignore
  expect(geometries).toEqual([
    null,
    { type: "Point", coordinates: [1, 1] },
    { type: "Point", coordinates: [12, 2] },
    { type: "Point", coordinates: [5, 5] },
  ]);
  expect(properties.map(({ id }) => id)).toEqual([0, 1, 1, 2]);
});

test("a feature on both sides of the antimeridian has its centre there, in degrees only", () => {
  const parts = [square(178, -18, 2), square(-180, -18, 1)].map(
    (part) => (part as { coordinates: number[][][] }).coordinates,
  );
  const fiji: Geometry = { type: "MultiPolygon", coordinates: parts };
  const centreOf = (crs: string) => run("centroids", { engine, inputs: { input: layerOf([fiji], crs) } }).geometries[0];
  // areas 4 at 179, -17 and 1 at 180.5, -17.5
  expect(centreOf("EPSG:4326")).toEqual({
    type: "Point",
    coordinates: [expect.closeTo(179.3, 9), expect.closeTo(-17.1, 9)],
  });
  expect(centreOf("EPSG:3857")).toEqual({
    type: "Point",
    coordinates: [expect.closeTo(107.3, 9), expect.closeTo(-17.1, 9)],
  });
});
