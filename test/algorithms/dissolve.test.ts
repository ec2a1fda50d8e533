import type { Feature, Geometry } from "geojson";
import { describe, expect, test } from "vitest";
import { featureArea } from "../../src/geometry/measures.ts";
import { engines, layerOf, run, square } from "./run.ts";

function feature(geometry: Geometry | null, properties: Record<string, unknown>): Feature {
  return { type: "Feature", geometry: geometry as Geometry, properties };
}

const states = [
  feature(square(0, 0, 1), { name: "a", state: "west", n: 1 }),
  feature(square(5, 0, 1), { name: "b", state: "east", n: 2 }),
  feature(square(1, 0, 1), { name: "c", state: "west", n: 1 }),
  feature(square(9, 0, 1), { name: "d", state: null, n: 2 }),
  feature(square(6, 0, 1), { name: "e", state: "east", n: 3 }),
];

describe.each(engines)("$name", ({ engine }) => {
  const dissolve = (shapes: (Geometry | Feature | null)[], field?: string | string[]) =>
    run("dissolve", { engine, inputs: { input: layerOf(shapes) }, values: { field } });

  test("everything becomes one feature with the attributes of the first", () => {
    const { properties, geometries, data } = dissolve(states);
    expect(properties).toEqual([{ name: "a", state: "west", n: 1 }]);
    expect(geometries[0]!.type).toBe("MultiPolygon");
    expect((geometries[0] as { coordinates: unknown[] }).coordinates).toHaveLength(3);
    expect(featureArea(data.geometry, 0)).toBe(5);
  });

  test("a field makes groups, in the order of their first feature; null is a group", () => {
    const { properties, data } = dissolve(states, "state");
    expect(properties.map(({ name }) => name)).toEqual(["a", "b", "d"]);
    expect([0, 1, 2].map((i) => featureArea(data.geometry, i))).toEqual([2, 2, 1]);
  });

  test("of two fields both values count", () => {
    expect(dissolve(states, ["state", "n"]).properties.map(({ name }) => name)).toEqual(["a", "b", "d", "e"]);
  });

  test("the result has no line where features met", () => {
    const { geometries } = dissolve([square(0, 0, 1), square(1, 0, 1)]);
    const [ring] = (geometries[0] as { coordinates: number[][][][] }).coordinates[0]!;
    expect(ring).toHaveLength(engine.name === "geos" ? 7 : ring!.length);
    expect(ring!.every(([x, y]) => x !== 1 || y === 0 || y === 1)).toBe(true);
  });

  test("lines that meet end to end become one, crossing ones are cut there", () => {
    const { geometries } = dissolve([
      { type: "LineString", coordinates: [[0, 0], [1, 0]] }, // prettier-ignore
      { type: "LineString", coordinates: [[2, 1], [1, 0]] }, // prettier-ignore
      { type: "LineString", coordinates: [[5, 0], [6, 0]] }, // prettier-ignore
    ]);
    const lines = (geometries[0] as { coordinates: number[][][] }).coordinates;
    expect(geometries[0]!.type).toBe("MultiLineString");
    expect(lines.map((line) => line.length).toSorted((a, b) => a - b)).toEqual([2, 3]);
    const cross = dissolve([
      { type: "LineString", coordinates: [[0, 0], [2, 2]] }, // prettier-ignore
      { type: "LineString", coordinates: [[0, 2], [2, 0]] }, // prettier-ignore
    ]);
    expect((cross.geometries[0] as { coordinates: unknown[] }).coordinates).toHaveLength(4);
  });

  test("a ring of lines becomes one closed line", () => {
    const corners = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]; // prettier-ignore
    const sides = [0, 1, 2, 3].map((i): Geometry => ({
      type: "LineString",
      coordinates: [corners[i]!, corners[i + 1]!],
    }));
    const { geometries } = dissolve(sides);
    const [line, ...others] = (geometries[0] as { coordinates: number[][][] }).coordinates;
    expect(others).toEqual([]);
    expect(line).toHaveLength(5);
    expect(line![0]).toEqual(line![4]);
  });

  test("points lose repetitions", () => {
    const { geometries } = dissolve([[1, 1], [2, 2], [1, 1]].map((coordinates): Geometry => ({ type: "Point", coordinates }))); // prettier-ignore
    expect(geometries).toEqual([{ type: "MultiPoint", coordinates: [[1, 1], [2, 2]] }]); // prettier-ignore
  });

  test("a group without geometry keeps its place; a layer without features stays empty", () => {
    const { geometries, properties } = dissolve([feature(null, { g: 1 }), feature(square(0, 0, 1), { g: 2 })], "g");
    expect(properties).toEqual([{ g: 1 }, { g: 2 }]);
    expect(geometries[0]).toBeNull();
    expect(dissolve([]).geometries).toEqual([]);
  });

  test("all shells run clockwise, those of features that meet no other too", () => {
    const { geometries } = dissolve([square(0, 0, 1), square(5, 0, 1), square(5.5, 0, 1)]);
    const polygons = (geometries[0] as { coordinates: number[][][][] }).coordinates;
    const areas = polygons.map(([shell]) =>
      shell!.reduce((sum, [x, y], i) => {
        const [beforeX, beforeY] = shell![Math.max(0, i - 1)]!;
        return sum + beforeX! * y! - x! * beforeY!;
      }, 0),
    );
    expect(areas.map(Math.sign)).toEqual([-1, -1]);
  });

  test("an unknown field is refused with the near one", () => {
    expect(() => dissolve(states, "stat")).toThrowError(/no field "stat".*Did you mean "state"/);
  });

  test("the area of overlapping squares is that of their union, however the layer is cut", () => {
    const shapes = Array.from({ length: 60 }, (_, i) => square((i * 7) % 40, (i * 11) % 30, 4));
    const call = { engine, inputs: { input: layerOf(shapes) } };
    const covered = new Set(
      shapes.flatMap((_, i) =>
        Array.from(
          { length: 16 },
          (_unused, cell) => `${((i * 7) % 40) + (cell % 4)} ${((i * 11) % 30) + (cell >> 2)}`,
        ),
      ),
    );
    for (const ranges of [
      [[0, 60]],
      [
        [0, 13],
        [13, 14],
        [14, 14],
        [14, 60],
      ],
    ]) {
      // prettier-ignore
      const { data } = run("dissolve", { ...call, ranges: ranges as [number, number][] });
      expect(featureArea(data.geometry, 0)).toBeCloseTo(covered.size, 9);
    }
  });
});
