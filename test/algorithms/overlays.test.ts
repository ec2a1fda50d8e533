import type { Feature, Geometry } from "geojson";
import { describe, expect, test } from "vitest";
import type { GeometryColumn } from "../../src/geometry/column.ts";
import { featureArea } from "../../src/geometry/measures.ts";
import { engines, layerOf, run, square } from "./run.ts";

const point = (x: number, y: number): Geometry => ({ type: "Point", coordinates: [x, y] });
const line: Geometry = { type: "LineString", coordinates: [[0, 0], [9, 0]] }; // prettier-ignore
const named = (name: string, geometry: Geometry | null) =>
  ({ type: "Feature", geometry, properties: { name } }) as Feature;

function areaOf(column: GeometryColumn): number {
  return Array.from({ length: column.length }, (_, i) => featureArea(column, i)).reduce((a, b) => a + b, 0);
}

describe.each(engines)("overlays with $name", ({ engine }) => {
  const over = (id: string, input: ReturnType<typeof layerOf>, overlay?: ReturnType<typeof layerOf>) =>
    run(id, { engine, inputs: overlay === undefined ? { input } : { input, overlay } });
  const few = layerOf([square(0, 0, 4), square(3, 1, 4), null, square(5, 5, 4)]);
  const named3 = layerOf([named("a", square(2, 2, 2)), named("b", null), named("c", square(6, 0, 3))]);

  test("features without geometry keep their own attributes on both sides", () => {
    for (const id of ["union", "symmetricalDifference"]) {
      const without = over(id, few, named3).data.geometry.kinds.indexOf(0);
      const { properties } = over(id, few, named3);
      expect(properties[without]).toEqual({ id: 2, name: null });
      expect(properties.filter(({ id: own, name }) => own === null && name === "b")).toHaveLength(1);
    }
    expect(over("intersection", few, named3).geometries).not.toContain(null);
  });

  test("the pieces of a union are the pieces of the others together, in area", () => {
    const [all, common, either] = ["union", "intersection", "symmetricalDifference"].map((id) =>
      areaOf(over(id, few, named3).data.geometry),
    );
    expect(all).toBeCloseTo(common! + either!, 9);
  });

  test("nothing is left of points that lie in the overlay or on its border", () => {
    const points = layerOf([point(1, 1), point(4, 2), point(9, 9)]);
    expect(over("difference", points, layerOf([square(0, 0, 4)])).properties).toEqual([{ id: 2 }]);
  });

  test("empty layers give empty or whole results with all fields", () => {
    const none = layerOf([]);
    expect(over("intersection", few, none).properties).toEqual([]);
    expect(over("intersection", none, named3).data.fields.map(({ name }) => name)).toEqual(["name"]);
    expect(over("union", none, named3).properties).toEqual([{ name: "a" }, { name: "b" }, { name: "c" }]);
    expect(over("union", few, none).properties).toHaveLength(4);
    expect(over("difference", few, none).properties).toHaveLength(4);
  });

  test("a feature that is there twice is cut like any other", () => {
    const { properties, geometries } = over("union", layerOf([square(0, 0, 4), square(0, 0, 4)]));
    expect(properties).toEqual([{ id: 0 }, { id: 1 }]);
    expect(geometries[0]).toEqual(geometries[1]);
  });

  test("a piece that two features have in common is the same to the last bit", () => {
    const tilted: Geometry = { type: "Polygon", coordinates: [[[1.1, 0.3], [5.7, 2.9], [2.3, 6.1], [1.1, 0.3]]] }; // prettier-ignore
    const { geometries } = over("union", layerOf([square(0, 0, 4), tilted]));
    expect(geometries).toHaveLength(4);
    expect(new Set(geometries.map((geometry) => JSON.stringify(geometry))).size).toBe(3);
  });

  test("the ranges do not matter", () => {
    for (const id of ["intersection", "difference", "union", "symmetricalDifference"]) {
      const inputs = { input: few, overlay: named3 };
      const back = id === "union" || id === "symmetricalDifference" ? [[4, 5], [5, 7]] : []; // prettier-ignore
      const ranges = [[0, 1], [1, 3], [3, 4], ...back] as [number, number][]; // prettier-ignore
      expect(run(id, { engine, inputs, ranges }).hash).toBe(run(id, { engine, inputs }).hash);
    }
  });

  test("lines and polygons have no union, and collections no overlay", () => {
    const lines = layerOf([line]);
    expect(() => over("union", few, lines)).toThrow(/the input has polygons, the overlay lines; both must be/);
    const mixed = layerOf([{ type: "GeometryCollection", geometries: [square(0, 0, 4), point(9, 9)] }]);
    expect(() => over("difference", mixed, few)).toThrow(/Feature 0 is a collection of points, lines or polygons/);
  });
});
