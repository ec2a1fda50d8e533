import type { Geometry } from "geojson";
import { expect, test } from "vitest";
import { engines, layerOf, run, square } from "./run.ts";

const [{ engine }] = engines as [(typeof engines)[number]];
const holed = {
  type: "Polygon",
  coordinates: [[[10, 0], [20, 0], [20, 10], [10, 10], [10, 0]], [[12, 2], [18, 2], [18, 8], [12, 8], [12, 2]]], // prettier-ignore
} as const;
const line = { type: "LineString", coordinates: [[0, 0], [3, 0], [3, 4]] } as const; // prettier-ignore

test("points lie within their polygons, beside holes, and have their attributes", () => {
  const input = layerOf([square(0, 0, 4), null, holed as never]);
  const made = run("randomPointsInPolygons", { engine, inputs: { input }, values: { pointsNumber: 50, seed: 4 } });
  expect(made.properties.map(({ rand_point_id }) => rand_point_id)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  made.geometries.forEach((point, i) => {
    const [x, y] = point?.type === "Point" ? (point.coordinates as [number, number]) : [Number.NaN, Number.NaN];
    const isInHole = x > 12 && x < 18 && y > 2 && y < 8;
    expect([made.properties[i]!["id"], x > 10 && !isInHole, x >= 0 && y >= 0 && y <= 10]).toEqual([
      i < 50 ? 0 : 2,
      i >= 50,
      true,
    ]);
  });
  const again = run("randomPointsInPolygons", { engine, inputs: { input }, values: { pointsNumber: 50, seed: 4 } });
  expect(again.hash).toBe(made.hash);
});

test("points on lines lie on them, as far apart as asked, as many as fit", () => {
  const values = { pointsNumber: 20, minDistance: 1, seed: 2, includeLineAttributes: false };
  const made = run("randomPointsOnLines", { engine, inputs: { input: layerOf([line as never]) }, values });
  const points = made.geometries.map((one) => (one?.type === "Point" ? one.coordinates : []) as [number, number]);
  expect(points.length).toBeGreaterThan(2);
  expect(points.length).toBeLessThan(9);
  for (const [x, y] of points) expect(y === 0 || x === 3).toBe(true);
  for (const [i, a] of points.entries())
    for (const b of points.slice(i + 1)) expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeGreaterThanOrEqual(1);
  expect(made.data.fields).toEqual([{ name: "rand_point_id", type: "integer" }]);
  expect(made.logs.join()).toMatch(/points were found no place/);
});

test("points in a layer's rectangle fill it, and one without coordinates is refused", () => {
  const inputs = { input: layerOf([square(0, 0, 4), square(6, 0, 4)]) };
  const made = run("randomPointsInLayerBounds", { engine, inputs, values: { pointsNumber: 200, seed: 9 } });
  const xs = made.geometries.map((one) => (one?.type === "Point" ? one.coordinates[0]! : Number.NaN));
  expect(Math.min(...xs)).toBeLessThan(1);
  expect(Math.max(...xs)).toBeGreaterThan(9);
  expect(() => run("randomPointsInLayerBounds", { engine, inputs: { input: layerOf([null]) } })).toThrow(
    /no coordinates/,
  );
});

test("slivers become part of the neighbour with the longest common border, or of the largest", () => {
  const shapes = [rectangle(0, 0, 4, 1), rectangle(0, 1, 4, 1.1), rectangle(0, 1.1, 1, 9), rectangle(30, 0, 31, 0.1)];
  const inputs = { input: layerOf(shapes) };
  const areas = (mode: string) => {
    const made = run("eliminateSlivers", { engine, inputs, values: { maxArea: 0.5, mode } });
    const measured = run("addGeometryAttributes", { engine, inputs: { input: made.data } });
    return [measured.properties.map(({ id, area }) => [id, Number(Number(area).toFixed(6))]), made.logs] as const;
  };
  const alone = "warning: 1 polygons have no neighbour to be united with and stay.";
  expect(areas("largest-common-boundary")).toEqual([[[0, 4.4], [2, 7.9], [3, 0.1]], [alone]]); // prettier-ignore
  expect(areas("largest-area")[0]).toEqual([[0, 4], [2, 8.3], [3, 0.1]]); // prettier-ignore
  expect(() => run("eliminateSlivers", { engine, inputs })).toThrow(/give either maxArea or expression/);
});

test("of the same polygon written twice the first stays", () => {
  const turned = { type: "Polygon", coordinates: [[[2, 2], [0, 2], [0, 0], [2, 0], [2, 2]]] } as const; // prettier-ignore
  const inputs = { input: layerOf([square(0, 0, 2), turned as never, square(0, 0, 3), null, null]) };
  expect(run("deleteDuplicateGeometries", { engine, inputs }).properties.map(({ id }) => id)).toEqual([0, 2, 3, 4]);
});

test("overlays of several layers are those of one after the other", () => {
  const inputs = { input: layerOf([square(0, 0, 4)]) };
  const lists = { overlays: [layerOf([square(2, 0, 4)]), layerOf([square(0, 2, 4)])] };
  const areaOf = (name: string) => {
    const made = run(name, { engine, inputs, lists });
    const measured = run("addGeometryAttributes", { engine, inputs: { input: made.data } }).properties;
    return [
      measured.length,
      measured.reduce((sum, { area }) => sum + Number(area), 0),
      made.data.fields.map(({ name: one }) => one),
    ];
  };
  expect(areaOf("multiIntersection")).toEqual([1, 4, ["id", "id_2", "id_3"]]);
  expect(areaOf("multiDifference")).toEqual([1, 4, ["id"]]);
  expect(areaOf("multiUnion")).toEqual([6, 32, ["id", "id_2", "id_3"]]);
});

function rectangle(x0: number, y0: number, x1: number, y1: number): Geometry {
  return { type: "Polygon", coordinates: [[[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]] }; // prettier-ignore
}
