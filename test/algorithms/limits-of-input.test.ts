import { expect, test } from "vitest";
import { engines, layerOf, run } from "./run.ts";

const [{ engine }] = engines as [(typeof engines)[number]];
const point = layerOf([null, { type: "Point", coordinates: [1, 2] }]);
const line = layerOf([{ type: "LineString", coordinates: [[0, 0], [1, 2]] }]); // prettier-ignore

test.each([
  ["boundary", point, "The input must be a layer of lines or polygons; this one is of type Point."],
  ["polygonsToLines", line, "The input must be a layer of polygons; this one is of type LineString."],
  ["deleteHoles", line, "The input must be a layer of polygons; this one is of type LineString."],
  ["explodeLines", point, "The input must be a layer of lines; this one is of type Point."],
  ["mergeLines", point, "The input must be a layer of lines; this one is of type Point."],
  ["linesToPolygons", point, "The input must be a layer of lines; this one is of type Point."],
  ["offsetLine", point, "The input must be a layer of lines; this one is of type Point."],
  ["poleOfInaccessibility", line, "The input must be a layer of polygons; this one is of type LineString."],
  ["delaunayTriangulation", line, "The input must be a layer of points; this one is of type LineString."],
  ["voronoiPolygons", line, "The input must be a layer of points; this one is of type LineString."],
  ["coverageSimplify", line, "The input must be a layer of polygons; this one is of type LineString."],
])("%s says which layers it takes", (name, input, message) => {
  expect(() => run(name, { engine, inputs: { input } })).toThrow(message);
});

test("what cannot lose more vertices stays: two of a line, all of a ring that would collapse", () => {
  const tiny = layerOf([
    { type: "LineString", coordinates: [[0, 0], [0.1, 0], [0.2, 0], [0.3, 0]] }, // prettier-ignore
    { type: "Polygon", coordinates: [[[0, 0], [9, 0], [9, 9], [0, 0.1], [0, 0]], [[5, 2], [5.1, 2], [5.1, 2.1], [5, 2]]] }, // prettier-ignore
  ]);
  const { geometries } = run("removeDuplicateVertices", { engine, inputs: { input: tiny }, values: { tolerance: 1 } });
  expect(geometries.map((one) => one && "coordinates" in one && one.coordinates)).toEqual([
    [[0, 0], [0.3, 0]], // prettier-ignore
    [[[0, 0], [9, 0], [9, 9], [0, 0]], [[5, 2], [5.1, 2], [5.1, 2.1], [5, 2]]], // prettier-ignore
  ]);
});

test.each([
  ["boundary", { type: "LineString", coordinates: [[0, 0], [1, 0], [1, 1], [0, 0]] } as const, "1 line is closed"], // prettier-ignore
  ["fixGeometries", { type: "Polygon", coordinates: [[[0, 0], [2, 0], [1, 0], [0, 0]]] } as const, "Nothing of 1 feature"], // prettier-ignore
])("%s says which features it leaves without geometry", (name, geometry, message) => {
  const { geometries, logs } = run(name, { engine, inputs: { input: layerOf([geometry as never]) } });
  expect(geometries).toEqual([null]);
  expect(logs.join("\n")).toContain(message);
});

test("a box and a circle of a single point: none, and one without size", () => {
  const box = run("orientedMinimumBoundingBox", { engine, inputs: { input: point } });
  expect(box.geometries).toEqual([null, null]);
  expect(box.properties[1]).toEqual({ id: 1, width: null, height: null, angle: null, area: null, perimeter: null });
  const circle = run("minimumEnclosingCircle", { engine, inputs: { input: point } });
  expect(circle.properties[1]).toEqual({ id: 1, radius: 0, area: 0 });
});

test("a line of two vertices makes no polygon, and the log says so", () => {
  const { geometries, logs } = run("linesToPolygons", { engine, inputs: { input: line } });
  expect(geometries).toEqual([{ type: "MultiPolygon", coordinates: [] }]);
  expect(logs.join()).toContain("1 line has less than three vertices");
});

test.each([
  ["offsetLine", line],
  ["voronoiPolygons", layerOf([{ type: "MultiPoint", coordinates: [[0, 0], [4, 0], [0, 4]] }])], // prettier-ignore
])("%s needs geos", (name, input) => {
  const jsts = engines.find((one) => one.name === "jsts")!.engine;
  expect(() => run(name, { engine: jsts, inputs: { input } })).toThrow(/geos/);
});

test("of points at one place the first has the Voronoi polygon, and nothing has none", () => {
  const places = [[0, 0], [4, 0], [0, 0], [0, 4]].map((coordinates) => ({ type: "Point", coordinates }) as const); // prettier-ignore
  const { properties } = run("voronoiPolygons", { engine, inputs: { input: layerOf([null, ...places]) } });
  expect(properties).toEqual([{ id: 1 }, { id: 2 }, { id: 4 }]);
  expect(run("voronoiPolygons", { engine, inputs: { input: layerOf([null]) } }).geometries).toEqual([]);
});
