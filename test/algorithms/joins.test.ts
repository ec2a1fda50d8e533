import type { Feature, Geometry } from "geojson";
import { describe, expect, test } from "vitest";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import { engines, layerOf, run, square } from "./run.ts";

const at = (x: number, y: number): Geometry => ({ type: "Point", coordinates: [x, y] });
const row = (geometry: Geometry | null, properties: object) => ({ type: "Feature", geometry, properties }) as Feature;
const line = (...coordinates: [number, number][]): Geometry => ({ type: "LineString", coordinates });

describe.each(engines)("joins with $name", ({ engine }) => {
  const areas = layerOf([square(0, 0, 4), null, square(3, 0, 4)]);

  test("numbers match whatever holds them, text never does, and null matches null", () => {
    const input = layerOf([row(at(0, 0), { n: 1 }), row(at(1, 0), { n: 2 }), row(null, { n: null })]);
    const joined = (values: unknown[], method = "first") => {
      const input2 = layerOf(values.map((key, i) => row(null, { key, i })));
      const inputs = { input, input2 };
      return run("joinAttributesTable", { engine, inputs, values: { field: "n", field2: "key", method } });
    };
    expect(joined([1, 2.5, null]).properties.map(({ i }) => i)).toEqual([0, null, 2]);
    expect(joined(["9007199254740993", 1n, 2n]).properties.map(({ i }) => i)).toHaveLength(3);
    expect(joined([1, 1, 2], "one-to-many").properties.map(({ i }) => i)).toEqual([0, 1, 2, null]);
    const none = joined(["1", "2"]);
    expect(none.properties.map(({ i }) => i)).toEqual([null, null, null]);
    expect(none.logs).toEqual(["warning: No value of n (integer) is one of key (string)."]);
    expect(none.others["rest"]!.geometry.length).toBe(3);
  });

  test("tables are joined to tables", () => {
    const inputs = {
      input: dataOf(Layer.from([{ k: "a" }, { k: "b" }])),
      input2: dataOf(Layer.from([{ k: "b", v: 3 }])),
    };
    const made = run("joinAttributesTable", { engine, inputs, values: { field: "k", field2: "k", fieldsToCopy: "v" } });
    expect(made.properties).toEqual([{ k: "a", v: null }, { k: "b", v: 3 }]); // prettier-ignore
    expect(made.data.geometry.absent).toBe(true);
  });

  test("the largest overlap is that of the largest area, or of the greatest length", () => {
    const input = layerOf([line([0, 1], [6, 1]), line([3, 1], [7, 1])]);
    const inputs = {
      input,
      join: layerOf([row(square(0, 0, 2), { a: "short" }), row(square(2, 0, 5), { a: "long" })]),
    };
    const values = { method: 2 };
    expect(run("joinAttributesByLocation", { engine, inputs, values }).properties.map(({ a }) => a)).toEqual([
      "long",
      "long",
    ]);
  });

  test("QGIS's labels are the methods", () => {
    const inputs = { input: layerOf([at(3.5, 1)]), join: areas };
    const results = [
      "Create separate feature for each matching feature (one-to-many)",
      "Take attributes of the first matching feature only (one-to-one)",
      "Take attributes of the feature with largest overlap only (one-to-one)",
    ].map((method) => run("joinAttributesByLocation", { engine, inputs, values: { method } }).properties.length);
    expect(results).toEqual([2, 1, 1]);
  });

  test("weights that are null weigh nothing, and a null class is a class", () => {
    const points = layerOf([
      row(at(1, 1), { w: 2.5, c: "x" }),
      row(at(2, 1), { w: null, c: null }),
      row(at(2, 2), { w: 1, c: "x" }),
    ]);
    const counted = (values: object) =>
      run("countPointsInPolygon", { engine, inputs: { polygons: areas, points }, values: { field: "n", ...values } });
    expect(counted({}).properties.map(({ n }) => n)).toEqual([3, 0, 0]);
    expect(counted({ weight: "w" }).properties.map(({ n }) => n)).toEqual([3.5, 0, 0]);
    expect(counted({ classField: "c" }).properties.map(({ n }) => n)).toEqual([2, 0, 0]);
  });

  test("lengths in longitude and latitude are metres on the ellipsoid", () => {
    const polygons = layerOf([square(0, -1, 2)], "EPSG:4326");
    const lines = layerOf([line([-1, 0], [1, 0])], "EPSG:4326");
    const [made] = run("sumLineLengths", { engine, inputs: { polygons, lines } }).properties;
    // one degree of the equator of WGS 84: 6378137 π / 180
    expect(made!["LENGTH"]).toBeCloseTo((6_378_137 * Math.PI) / 180, 6);
  });

  test("a field of text is not filled with numbers, and the layers must be what they are called", () => {
    const named = layerOf([row(square(0, 0, 4), { name: "a" })]);
    const lines = layerOf([line([0, 1], [6, 1])]);
    const inputs = { polygons: named, lines };
    expect(() => run("sumLineLengths", { engine, inputs, values: { lenField: "name" } })).toThrow(
      /The field name is there already and holds string, not numbers/,
    );
    expect(() => run("sumLineLengths", { engine, inputs: { polygons: lines, lines } })).toThrow(
      /The polygons must be a layer of polygons; this one is of type LineString/,
    );
    expect(() => run("countPointsInPolygon", { engine, inputs: { polygons: named, points: lines } })).toThrow(
      /The points must be a layer of points; this one is of type LineString/,
    );
  });

  test("the ranges do not matter", () => {
    const inputs = { input: areas, join: layerOf([square(1, 1, 1), square(3, 1, 1)]) };
    const whole = run("joinAttributesByLocation", { engine, inputs });
    const ranges = [[0, 1], [1, 2], [2, 3]] as const; // prettier-ignore
    expect(run("joinAttributesByLocation", { engine, inputs, ranges }).hash).toBe(whole.hash);
  });
});
