import type { LineString, Point, Polygon } from "geojson";
import { describe, expect, test } from "vitest";
import { buffer as algorithm } from "../../src/algorithms/vector-geometry/buffer.ts";
import { checkValues } from "../../src/schema/check-values.ts";
import { boundsOf } from "../../src/geometry/bounds.ts";
import { featureArea } from "../../src/geometry/measures.ts";
import { engines, layerOf, run, square } from "./run.ts";

const point: Point = { type: "Point", coordinates: [100, 200] };
const line: LineString = { type: "LineString", coordinates: [[0, 0], [10, 0]] }; // prettier-ignore

describe.each(engines)("$name", ({ engine }) => {
  const buffer = (shapes: Parameters<typeof layerOf>[0], values: Record<string, unknown>, crs?: string) =>
    run("buffer", { engine, inputs: { input: layerOf(shapes, crs) }, values });

  test("a point becomes a polygon that spans two distances, with the area of its segments", () => {
    const { data, geometries } = buffer([point], { distance: 5, segments: 8 });
    expect(geometries[0]!.type).toBe("MultiPolygon");
    expect(boundsOf(data.geometry)).toEqual([95, 195, 105, 205].map((value) => expect.closeTo(value, 9)));
    expect(featureArea(data.geometry, 0)).toBeCloseTo(0.5 * 32 * 25 * Math.sin(Math.PI / 16), 6);
  });

  test("attributes and order are kept; a feature without geometry stays without", () => {
    const { geometries, properties } = buffer([point, null, line], { distance: 1 });
    expect(properties).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }]);
    expect(geometries.map((geometry) => geometry?.type)).toEqual(["MultiPolygon", undefined, "MultiPolygon"]);
  });

  test.each([
    ["flat", 20],
    ["square", 24],
    ["round", 20 + 4 * Math.SQRT1_2],
  ])("%s ends of a line", (endCapStyle, area) => {
    const { data } = buffer([line], { distance: 1, endCapStyle, segments: 2 });
    expect(featureArea(data.geometry, 0)).toBeCloseTo(area, 3);
  });

  test.each([
    ["miter", 144],
    ["bevel", 144 - 2],
    ["round", 140 + 4 * Math.SQRT1_2],
  ])("%s corners of a square", (joinStyle, area) => {
    const { data } = buffer([square(0, 0, 10)], { distance: 1, joinStyle, segments: 2 });
    expect(featureArea(data.geometry, 0)).toBeCloseTo(area, 3);
  });

  test("a polygon swallowed by a negative distance becomes an empty polygon, not an error", () => {
    const { geometries, data } = buffer([square(0, 0, 10), square(0, 0, 2)], { distance: -2 });
    expect(featureArea(data.geometry, 0)).toBeCloseTo(36, 9);
    expect(geometries[1]).toEqual({ type: "MultiPolygon", coordinates: [] });
  });

  test("dissolve makes one feature with the attributes of the first", () => {
    const { geometries, properties, data } = buffer([square(0, 0, 10), null, square(10, 0, 10)], {
      distance: 1,
      joinStyle: "miter",
      dissolve: true,
    });
    expect(properties).toEqual([{ id: 0 }]);
    expect((geometries[0] as unknown as { coordinates: unknown[] }).coordinates).toHaveLength(1);
    expect(featureArea(data.geometry, 0)).toBeCloseTo(22 * 12, 9);
  });

  test("dissolve of nothing is nothing", () => {
    expect(buffer([], { distance: 1, dissolve: true }).geometries).toEqual([]);
    expect(buffer([null], { distance: 1, dissolve: true }).geometries).toEqual([]);
  });

  test("a length on the ground is converted to the unit of a projected CRS", () => {
    const { data } = buffer([square(0, 0, 1000)], { distance: "30.48m", joinStyle: "miter" }, "EPSG:2222");
    expect(boundsOf(data.geometry)).toEqual([-100, -100, 1100, 1100].map((value) => expect.closeTo(value, 6)));
  });

  test("Web Mercator's metres are pointed out, once", () => {
    const many = Array.from({ length: 3000 }, () => square(0, 0, 1));
    expect(buffer(many, { distance: "5m", segments: 1 }).logs).toEqual([
      expect.stringContaining("Reproject the layer"),
    ]);
    expect(buffer([point], { distance: 5 }).logs).toEqual([]);
  });

  test("the ranges a layer is cut into do not show in the result", () => {
    const shapes = Array.from({ length: 12 }, (_, i) => square(7 * i, (i % 3) * 5, 8));
    const call = { engine, inputs: { input: layerOf(shapes) }, values: { distance: 2 } };
    const whole = run("buffer", { ...call, ranges: [[0, 12]] });
    const cut = run("buffer", { ...call, ranges: [[0, 1], [1, 7], [7, 7], [7, 12]] }); // prettier-ignore
    expect(cut.hash).toBe(whole.hash);
  });

  test("progress rises to 1, and a cancel ends it between two features", () => {
    const seen: number[] = [];
    const stop = new Error("canceled");
    const call = { engine, inputs: { input: layerOf([point, point, point, point]) }, values: { distance: 1 } };
    run("buffer", { ...call, feedback: { progress: (fraction) => seen.push(fraction) } });
    expect(seen).toEqual([0.25, 0.5, 0.75, 1]);
    let calls = 0;
    const throwIfCanceled = () => {
      if (++calls === 3) throw stop;
    };
    expect(() => run("buffer", { ...call, feedback: { throwIfCanceled } })).toThrow(stop);
  });
});

describe.each(engines)("invalid input, $name", ({ engine }) => {
  const bowtie: Polygon = { type: "Polygon", coordinates: [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]] }; // prettier-ignore
  const call = { engine, inputs: { input: layerOf([square(0, 0, 1), bowtie, point]) }, values: { distance: 0.001 } };

  test("abort names the feature, the reason and the place", () => {
    expect(() => run("buffer", call)).toThrowError(
      expect.objectContaining({
        code: "INVALID_GEOMETRY",
        message: expect.stringMatching(
          /^Feature 1 of input .*[Ss]elf-intersection at 1 1.*--invalid fix.*--invalid skip/,
        ),
      }),
    );
  });

  test("skip leaves it out and counts", () => {
    const { properties, logs } = run("buffer", { ...call, invalid: "skip" });
    expect(properties).toEqual([{ id: 0 }, { id: 2 }]);
    expect(logs).toEqual([expect.stringMatching(/^warning: Left out 1 invalid of 3 features of input: 1 \(Self/i)]);
  });

  test("fix repairs it and counts", () => {
    const { properties, logs, data } = run("buffer", { ...call, invalid: "fix", ranges: [[0, 1], [1, 3]] }); // prettier-ignore
    expect(properties).toHaveLength(3);
    expect(featureArea(data.geometry, 1)).toBeCloseTo(2, 1);
    expect(logs).toEqual([expect.stringMatching(/^warning: Repaired 1 invalid of 3 features of input: 1 \(Self/i)]);
  });
});

const at = (x: number, y: number): Point => ({ type: "Point", coordinates: [x, y] });

test.each([
  ["metres", square(390_000, 5_820_000, 50), "looks like metres"],
  ["latitude before longitude", at(48.85, 102.35), "looks like latitude"],
])("a length on the ground refuses %s in a layer that says degrees", (_, shape, reason) => {
  const { engine } = engines[0]!;
  const inputs = { input: layerOf([square(0, 0, 1), shape], "EPSG:4326") };
  const ground = { buffer: { distance: "500m" }, simplify: { tolerance: "500m" } };
  for (const [name, values] of Object.entries(ground)) {
    for (const ranges of [
      [[0, 2]],
      [
        [0, 1],
        [1, 2],
      ],
    ] as const) {
      // prettier-ignore
      const refused = () => run(name, { engine, inputs, values, ranges });
      expect(refused).toThrow(expect.objectContaining({ code: "CRS_MISMATCH" }));
      expect(refused).toThrow(`${name}: `);
      expect(refused).toThrow(/Feature 1 has the longitude .* and the latitude/);
      expect(refused).toThrow(reason);
    }
  }
  expect(run("buffer", { engine, inputs, values: { distance: "1deg" } }).data.geometry.length).toBe(2);
});

test("a feature that takes long to grow tells how far it has come", () => {
  const { engine } = engines[0]!;
  const said: number[] = [];
  const feedback = { progress: (fraction: number) => said.push(fraction) };
  run("buffer", {
    engine,
    inputs: { input: layerOf([square(0, 0, 40)], "EPSG:4326") },
    values: { distance: "9km" },
    feedback,
  });
  expect(said.length).toBeGreaterThan(20);
  expect(said).toEqual(said.toSorted((a, b) => a - b));
  expect(said.at(-1)).toBe(1);
});

test("a circle of very many segments has them", () => {
  const { data } = run("buffer", {
    engine: engines[0]!.engine,
    inputs: { input: layerOf([point]) },
    values: { distance: 5, segments: 1000 },
  });
  expect(featureArea(data.geometry, 0)).toBeCloseTo(25 * Math.PI, 4);
});

test("what a result needs at the least is known before it is made", () => {
  const input = layerOf([point, point, null]);
  const needs = (values: Record<string, unknown>) => {
    const checked = checkValues(algorithm, { distance: 5, ...values });
    return algorithm.leastBytes!({ inputs: { input }, values: checked, invalid: "fix" });
  };
  expect(needs({ segments: 1000 })).toBe(2 * 4000 * 16);
  expect(needs({ segments: 1e15 })).toBeLessThan(2 ** 30);
  expect(needs({ distance: -5 })).toBe(0);
});
