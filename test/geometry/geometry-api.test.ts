import type { Geometry } from "geojson";
import { describe, expect, test } from "vitest";
import { geometryApi, type GeometryApi } from "../../src/geometry/geometry-api.ts";
import { square } from "./columns.ts";
import { engines } from "./engines.ts";

const box: Geometry = { type: "Polygon", coordinates: [square(0, 0, 4)] };
const inside: Geometry = { type: "Polygon", coordinates: [square(1, 1, 1)] };
const beside: Geometry = { type: "Polygon", coordinates: [square(4, 0, 4)] };
const point: Geometry = { type: "Point", coordinates: [10, 0] };

describe.each(engines.map((engine) => [engine.name, geometryApi(() => engine)] as const))(
  "geometry on %s",
  (_, geometry) => {
    test("GeoJSON goes in and comes out", () => {
      const { area } = geometry;
      expect(geometry.buffer(box, 1, { joinStyle: "miter" })).toMatchObject({ type: "Polygon" });
      expect(area(geometry.buffer(box, 1, { joinStyle: "miter" }))).toBe(36);
      expect(area(geometry.union(box, [inside, beside]))).toBe(32);
      expect(area(geometry.intersection(box, inside))).toBe(1);
      expect(area(geometry.difference(box, inside))).toBe(15);
      expect(area(geometry.symmetricDifference(box, beside))).toBe(32);
      expect(geometry.simplify({ type: "LineString", coordinates: [[0, 0], [1, 0.1], [2, 0]] }, 1)).toEqual({
      type: "LineString",
      coordinates: [[0, 0], [2, 0]],
    }); // prettier-ignore
      expect(area(geometry.convexHull({ type: "MultiPolygon", coordinates: [[square(0, 0, 1)], [square(3, 0, 1)]] }))).toBe(4); // prettier-ignore
      expect(geometry.centroid(box)).toEqual({ type: "Point", coordinates: [2, 2] });
      expect(geometry.pointOnSurface(box)).toEqual({ type: "Point", coordinates: [2, 2] });
      expect(geometry.length(box)).toBe(16);
      expect(geometry.distance(box, point)).toBe(6);
      expect(geometry.bounds(beside)).toEqual([4, 0, 8, 4]);
    });

    test("heights rise evenly along a densified line", () => {
      const line: Geometry = { type: "LineString", coordinates: [[0, 0, 10], [4, 0, 20]] }; // prettier-ignore
      expect(geometry.densify(line, 2)).toEqual({ type: "LineString", coordinates: [[0, 0, 10], [2, 0, 15], [4, 0, 20]] }); // prettier-ignore
    });

    test("an invalid geometry can be found and repaired", () => {
      const bowTie: Geometry = { type: "Polygon", coordinates: [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]] }; // prettier-ignore
      expect(geometry.isValid(box)).toBe(true);
      expect(geometry.isValid(bowTie)).toBe(false);
      expect(geometry.area(geometry.makeValid(bowTie))).toBe(2);
    });

    test.each<[keyof GeometryApi, boolean[]]>([
      ["intersects", [true, true, false]],
      ["contains", [true, false, false]],
      ["within", [false, false, false]],
      ["touches", [false, true, false]],
      ["overlaps", [false, false, false]],
      ["crosses", [false, false, false]],
      ["disjoint", [false, false, true]],
      ["equals", [false, false, false]],
    ])("%s", (name, expected) => {
      const predicate = geometry[name] as GeometryApi["intersects"];
      expect([inside, beside, point].map((other) => predicate(box, other))).toEqual(expected);
      expect(predicate(box, box)).toBe(["intersects", "contains", "within", "equals"].includes(name));
    });

    test("a feature without geometry counts as empty", () => {
      expect(geometry.buffer(null, 5)).toEqual({ type: "Polygon", coordinates: [] });
      expect(geometry.area(null)).toBe(0);
      expect(geometry.centroid(null)).toEqual({ type: "Point", coordinates: [] });
      expect(geometry.distance(null, box)).toBeNaN();
      expect(geometry.bounds(null)).toBeUndefined();
      expect(geometry.intersects(null, box)).toBe(false);
      expect(geometry.area(geometry.union(box, null))).toBe(16);
    });

    test.each<[(api: GeometryApi) => unknown, string, string]>([
      [
        (api) => api.buffer(box, "50m" as never),
        "BAD_ARGUMENT",
        'distance "50m"; expected a finite number, in layer units',
      ],
      [(api) => api.buffer(box, Number.NaN), "BAD_ARGUMENT", "distance NaN"],
      [
        (api) => api.buffer(box, 1, { segments: 0 }),
        "BAD_ARGUMENT",
        "segments 0; expected a whole number of 1 or more",
      ],
      [
        (api) => api.buffer(box, 1, { endCapStyle: "pointed" as never }),
        "BAD_ARGUMENT",
        "expected round, flat, square",
      ],
      [(api) => api.buffer(box, 1, { joinStyle: "mitre" as never }), "BAD_ARGUMENT", "expected round, miter, bevel"],
      [
        (api) => api.buffer(box, 1, { miterLimit: 0.5 }),
        "BAD_ARGUMENT",
        "miterLimit 0.5; expected a finite number from 1",
      ],
      [(api) => api.buffer(box, 1, { segment: 5 } as never), "BAD_ARGUMENT", 'no option "segment"; it has segments'],
      [(api) => api.simplify(box, -1), "BAD_ARGUMENT", "tolerance -1; expected a finite number from 0"],
      [
        (api) => api.area({ type: "Feature" } as never),
        "INVALID_GEOMETRY",
        "geometry.area, argument 1: A geometry is of type",
      ],
      [
        (api) => api.intersects(box, undefined as never),
        "INVALID_GEOMETRY",
        "geometry.intersects, argument 2: A geometry is missing",
      ],
    ])("refuses %s", (call, code, message) => {
      expect(() => call(geometry)).toThrow(expect.objectContaining({ code }));
      expect(() => call(geometry)).toThrow(message);
    });
  },
);
