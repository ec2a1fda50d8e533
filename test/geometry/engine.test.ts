import type { Geometry } from "geojson";
import { describe, expect, test } from "vitest";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import type { GeometryEngine } from "../../src/geometry/engine.ts";
import type { Predicate } from "../../src/geometry/predicate.ts";
import { columnOf, everyKind, geometriesOf, square } from "./columns.ts";
import { ask, engines, round, run } from "./engines.ts";

const box = (x: number, y: number, side: number): Geometry => ({ type: "Polygon", coordinates: [square(x, y, side)] });
const emptyCollection: Geometry = { type: "GeometryCollection", geometries: [] };
const bowTie: Geometry = { type: "Polygon", coordinates: [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]] }; // prettier-ignore

describe.each(engines.map((engine) => [engine.name, engine] as const))("%s", (_, engine) => {
  test("reads and writes every kind; a feature without geometry is an empty collection", () => {
    const column = columnOf(...everyKind);
    const builder = new GeometryBuilder();
    engine.scope(() => {
      for (let i = 0; i < column.length; i++) engine.write(engine.read(column, i), builder);
    });
    expect(geometriesOf(builder.finish())).toEqual([...everyKind.slice(0, -1), emptyCollection]);
  });

  test.each(everyKind.map((geometry) => [JSON.stringify(geometry), geometry] as const))(
    "every operation takes %s",
    (__, geometry) => {
      const other = box(1, 1, 20);
      const results = engine.scope(() => {
        const column = columnOf(geometry, other);
        const [a, b] = [engine.read(column, 0), engine.read(column, 1)];
        const builder = new GeometryBuilder();
        for (const made of operationsOn(engine)) engine.write(made(a, b), builder);
        const prepared = engine.prepare(a);
        return {
          written: builder.finish().length,
          empty: engine.isEmpty(a),
          invalidity: engine.invalidity(a),
          agree: tests.map((name) => prepared.test(name, b) === engine.test(name, a, b)),
          distance: engine.distance(a, b),
        };
      });
      const empty = geometry === null || JSON.stringify(geometry).endsWith("[]}");
      expect(results).toEqual({
        written: 13,
        empty,
        invalidity: undefined,
        agree: tests.map(() => true),
        distance: empty ? Number.NaN : 0,
      });
    },
  );

  test("buffers keep GEOS's kind: polygon or multi polygon", () => {
    const near: Geometry = { type: "MultiPoint", coordinates: [[0, 0], [1, 0]] }; // prettier-ignore
    const far: Geometry = { type: "MultiPoint", coordinates: [[0, 0], [10, 0]] }; // prettier-ignore
    expect(run(engine, (g) => engine.buffer(g, 1, round), near).geometry?.type).toBe("Polygon");
    expect(run(engine, (g) => engine.buffer(g, 1, round), far).geometry?.type).toBe("MultiPolygon");
  });

  test("a polygon swallowed by a negative distance becomes an empty polygon", () => {
    const buffer = run(engine, (g) => engine.buffer(g, -6, round), box(0, 0, 10));
    expect(buffer.geometry).toEqual({ type: "Polygon", coordinates: [] });
  });

  test.each([
    ["flat", "round", 20],
    ["square", "round", 24],
    ["round", "round", 20 + Math.PI],
  ] as const)("a line's buffer with %s caps", (endCapStyle, joinStyle, area) => {
    const options = { segments: 64, endCapStyle, joinStyle, miterLimit: 2 };
    expect(run(engine, (g) => engine.buffer(g, 1, options), line([0, 0], [10, 0])).area).toBeCloseTo(area, 2);
  });

  test.each([
    ["miter", 5, 144],
    ["bevel", 5, 142],
    ["round", 5, 140 + Math.PI],
  ] as const)("a square's buffer with %s joins", (joinStyle, miterLimit, area) => {
    const options = { segments: 64, endCapStyle: "round", joinStyle, miterLimit } as const;
    expect(run(engine, (g) => engine.buffer(g, 1, options), box(0, 0, 10)).area).toBeCloseTo(area, 2);
  });

  test("overlays have the areas they should", () => {
    const [a, b] = [box(0, 0, 4), box(2, 2, 4)] as const;
    expect(run(engine, (...inputs) => engine.union(inputs), a, b, a).area).toBe(28);
    expect(run(engine, (x, y) => engine.intersection(x, y), a, b).area).toBe(4);
    expect(run(engine, (x, y) => engine.difference(x, y), a, b).area).toBe(12);
    expect(run(engine, (x, y) => engine.symmetricDifference(x, y), a, b).area).toBe(24);
    expect(run(engine, () => engine.union([])).geometry).toEqual(emptyCollection);
  });

  test("one geometry given twice is united with itself", () => {
    expect(run(engine, (a) => engine.union([a, a, a]), box(0, 0, 4)).area).toBe(16);
  });

  test("collections of mixed dimensions are overlaid as their union", () => {
    const a = collection(box(0, 0, 4), line([2, 2], [8, 2]), point(9, 7), point(1, 1));
    const b = collection(box(3, 1, 7), point(20, 20), line([0, 0], [4, 4]));
    const intersection = run(engine, (x, y) => engine.intersection(x, y), a, b);
    expect(intersection.area).toBe(3);
    expect(ask(engine, (x, y) => engine.distance(engine.intersection(x, y), x), a, point(9, 7))).toBe(0);
    expect(run(engine, (x, y) => engine.difference(x, y), a, b).geometry).toMatchObject({ type: "Polygon" });
    expect(run(engine, (x, y) => engine.difference(x, y), a, b).area).toBe(13);
    expect(run(engine, (x, y) => engine.symmetricDifference(x, y), a, b).area).toBe(13 + 46);
    expect(run(engine, (...inputs) => engine.union(inputs), a, b).area).toBe(16 + 46);
  });

  test.each<[Geometry, Geometry, readonly Predicate[]]>([
    [collection(box(0, 0, 4), point(9, 9)), point(9, 9), ["intersects", "contains", "covers"]],
    [collection(box(0, 0, 4), point(9, 9)), point(0, 0), ["intersects", "covers", "touches"]],
    [point(1, 1), collection(box(0, 0, 4), line([5, 5], [6, 6])), ["intersects", "within"]],
    [collection(box(0, 0, 4), line([5, 5], [6, 6])), box(2, 2, 4), ["intersects", "overlaps"]],
    [collection(line([-1, 1], [5, 1]), point(9, 9)), box(0, 0, 4), ["intersects", "crosses"]],
    [collection(box(0, 0, 4), box(2, 0, 4)), { type: "Polygon", coordinates: [[[0, 0], [6, 0], [6, 4], [0, 4], [0, 0]]] }, ["intersects", "contains", "covers", "within", "equals"]], // prettier-ignore
    [collection(box(0, 0, 4), point(9, 9)), line([7, 0], [8, 0]), ["disjoint"]],
  ])("%j and %j: the collection counts as the union of its members", (a, b, expected) => {
    expect(ask(engine, (x, y) => everyTest.filter((name) => engine.test(name, x, y)), a, b)).toEqual(expected);
  });

  test("simplify drops vertices within the tolerance and keeps polygons whole", () => {
    const wavy = line([0, 0], [1, 0.1], [2, -0.1], [3, 0]);
    expect(run(engine, (g) => engine.simplify(g, 0.5), wavy).geometry).toEqual(line([0, 0], [3, 0]));
    expect(run(engine, (g) => engine.simplify(g, 100), box(0, 0, 1)).geometry?.type).toBe("Polygon");
    expect(run(engine, (g) => engine.simplify(g, 100), box(0, 0, 1)).area).toBeGreaterThan(0);
  });

  test("hull and point on surface", () => {
    const corner = line([0, 0], [4, 0], [4, 4]);
    expect(run(engine, (g) => engine.convexHull(g), corner).area).toBe(8);
    const ring: Geometry = { type: "Polygon", coordinates: [square(0, 0, 10), square(1, 1, 8)] };
    expect(ask(engine, (g) => engine.test("contains", g, engine.pointOnSurface(g)), ring)).toBe(true);
  });

  test("invalidity tells why and where", () => {
    expect(ask(engine, (g) => engine.invalidity(g), bowTie)).toEqual({ reason: "Self-intersection", at: [1, 1] });
    expect(ask(engine, (g) => engine.invalidity(g), box(0, 0, 1))).toBeUndefined();
  });

  test.each<[string, Geometry]>([
    ["a ring of one vertex", { type: "Polygon", coordinates: [[[1, 1]]] }],
    ["a ring of two vertices", { type: "Polygon", coordinates: [[[1, 1], [2, 2]]] }], // prettier-ignore
    ["a hole of two vertices", { type: "Polygon", coordinates: [square(0, 0, 4), [[1, 1], [2, 2]]] }], // prettier-ignore
    ["a line of one vertex", { type: "LineString", coordinates: [[1, 1]] }],
    ["a line in a collection", { type: "MultiLineString", coordinates: [[[1, 1]], [[2, 2], [3, 3]]] }], // prettier-ignore
  ])("%s is invalid, not an exception, and can be repaired", (__, geometry) => {
    expect(ask(engine, (g) => engine.invalidity(g)?.reason, geometry)).toEqual(expect.any(String));
    expect(ask(engine, (g) => engine.invalidity(engine.makeValid(g)), geometry)).toBeUndefined();
  });

  test.each<[string, Geometry, number]>([
    ["covers its part", box(1, 1, 1), 1],
    ["covers nothing beside it", box(20, 20, 1), 0],
  ])("a prepared area %s", (__, other, expected) => {
    const prepared = (name: (typeof tests)[number]): boolean =>
      ask(engine, (a, b) => engine.prepare(a).test(name, b), box(0, 0, 10), other);
    expect(tests.map((name) => (prepared(name) ? 1 : 0))).toEqual(
      tests.map((name) => (name === "disjoint" ? 1 - expected : ["intersects", "contains", "covers"].includes(name) ? expected : 0)), // prettier-ignore
    );
  });

  test("a geometry can be freed early, and is refused outside of a scope", () => {
    const column = columnOf(box(0, 0, 1));
    const area = engine.scope(() => {
      const builder = new GeometryBuilder();
      const read = engine.read(column, 0);
      const buffer = engine.buffer(read, 1, round);
      engine.release(read);
      engine.write(buffer, builder);
      return builder.finish().length;
    });
    expect(area).toBe(1);
    expect(() => engine.read(column, 0)).toThrow("outside of a scope");
  });

  test("what the library gives up on is a TOPOLOGY error", () => {
    const crossing: Geometry = {
      type: "MultiPolygon",
      coordinates: [[square(0, 0, 4)], [[[1, -1], [2, 5], [3, -1], [4, 6], [1, 8], [1, -1]]]],
    }; // prettier-ignore
    expect(() => run(engine, (a, b) => engine.intersection(a, b), crossing, bowTie)).toThrow(
      expect.objectContaining({ code: "TOPOLOGY" }),
    );
  });
});

const tests = ["intersects", "contains", "covers", "within", "touches", "overlaps", "crosses", "disjoint"] as const;

const everyTest: readonly Predicate[] = [...tests, "equals"];

type Binary = GeometryEngine["intersection"];

function operationsOn(engine: GeometryEngine): Binary[] {
  return [
    (a) => engine.buffer(a, 1, round),
    (a) => engine.buffer(a, -1, round),
    (a) => engine.union([a]),
    (a, b) => engine.union([a, b]),
    (a, b) => engine.intersection(a, b),
    (a, b) => engine.difference(a, b),
    (a, b) => engine.difference(b, a),
    (a, b) => engine.symmetricDifference(a, b),
    (a) => engine.simplify(a, 0.5),
    (a) => engine.convexHull(a),
    (a) => engine.pointOnSurface(a),
    (a) => engine.makeValid(a),
    (a) => a,
  ];
}

function point(x: number, y: number): Geometry {
  return { type: "Point", coordinates: [x, y] };
}

function line(...coordinates: [number, number][]): Geometry {
  return { type: "LineString", coordinates };
}

function collection(...geometries: Geometry[]): Geometry {
  return { type: "GeometryCollection", geometries };
}

test("where jsts breaks down it says so in words, not JavaScript's", () => {
  const [, jsts] = engines;
  expect(() => run(jsts!, (handle) => jsts!.buffer(handle, 10, round), box(0, 0, 1e308))).toThrow(
    /^The geometry library gave up: (?!.*(undefined|null|Invalid))/,
  );
});
