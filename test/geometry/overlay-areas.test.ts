import fc from "fast-check";
import type { Polygon } from "geojson";
import { expect, test } from "vitest";
import { writePolygons } from "../../src/algorithms/runners/unions.ts";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import type { GeometryColumn } from "../../src/geometry/column.ts";
import type { EngineGeometry } from "../../src/geometry/engine-geometry.ts";
import type { GeometryAt } from "../../src/geometry/geometry-at.ts";
import { openEngine } from "../../src/geometry/engines/open-engine.ts";
import { featureArea, featureLength } from "../../src/geometry/measures.ts";
import { cutArea, type RingList, uniteAreas } from "../../src/geometry/overlay/overlay-areas.ts";
import { columnOf } from "./columns.ts";

// what GEOS makes of the same polygons is what it has to be
const geos = await openEngine("geos");

function ring(x: number, y: number, radii: readonly number[]): [number, number][] {
  const corners = radii.map((radius, step): [number, number] => {
    const angle = (2 * Math.PI * step) / radii.length;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
  return [...corners, corners[0]!];
}

/** Stars of any shape around places in a small square, some with a hole, some the other way around. */
const star = fc
  .record({
    x: fc.double({ min: 0, max: 30, noNaN: true }),
    y: fc.double({ min: 0, max: 30, noNaN: true }),
    radii: fc.array(fc.double({ min: 2, max: 15, noNaN: true }), { minLength: 3, maxLength: 12 }),
    hasHole: fc.boolean(),
    isTurned: fc.boolean(),
  })
  .map(({ x, y, radii, hasHole, isTurned }): Polygon => {
    const hole = ring(
      x,
      y,
      Array.from({ length: 5 }, () => Math.min(...radii) * 0.3),
    );
    const rings = hasHole && radii.length > 5 ? [ring(x, y, radii), hole] : [ring(x, y, radii)];
    return { type: "Polygon", coordinates: isTurned ? rings.map((one) => one.toReversed()) : rings };
  });

const box = fc
  .tuple(fc.nat(12), fc.nat(12), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .map(([x, y, width, height]): Polygon => {
    const corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y]]; // prettier-ignore
    return { type: "Polygon", coordinates: [corners] };
  });

function written(fill: (builder: GeometryBuilder) => void): GeometryColumn {
  const builder = new GeometryBuilder();
  fill(builder);
  return builder.finish();
}

/** What is wrong with polygons: nothing where GEOS's have the same border, vertex by vertex. */
function problems(polygons: readonly RingList[], make: () => EngineGeometry): string[] {
  const own = written((builder) => writePolygons(polygons, builder));
  const theirs = written((builder) => geos.scope(() => geos.write(make(), builder)));
  const isValid = geos.scope(() => geos.isValid(geos.read(own, 0)));
  const differ = (measure: typeof featureArea): boolean =>
    Math.abs(measure(own, 0) - measure(theirs, 0)) > 1e-9 * measure(theirs, 0);
  return [
    ...(isValid ? [] : ["invalid"]),
    ...(differ(featureArea) ? ["another area"] : []),
    ...(differ(featureLength) ? ["another length"] : []),
    ...(own.xy.length === theirs.xy.length ? [] : ["another number of vertices"]),
    ...(own.partKinds.length === theirs.partKinds.length ? [] : ["another number of polygons"]),
    ...(own.ringOffsets.length === theirs.ringOffsets.length ? [] : ["another number of rings"]),
  ];
}

/** How often the answer was left to the engine. */
function check(shapes: typeof star, numRuns: number, maxLength = 9): number {
  let left = 0;
  const several = fc.array(shapes, { minLength: 2, maxLength });
  fc.assert(
    fc.property(several, (all) => {
      const column = columnOf(...all);
      const places = all.map((_, index) => ({ column, index }));
      const read = (indices: readonly number[]): EngineGeometry =>
        geos.union(indices.map((index) => geos.read(column, index)));
      const numbers = all.map((_, index) => index);
      const union = uniteAreas(places);
      if (union === undefined) left++;
      const found = union === undefined ? [] : problems(union, () => read(numbers));
      for (const rule of ["intersection", "difference"] as const) {
        const cut = cutArea(places[0]!, places.slice(1), rule);
        if (cut === undefined) continue;
        const made = (): EngineGeometry => geos[rule](geos.read(column, 0), read(numbers.slice(1)));
        const polygons = cut === "all" ? uniteAreas(places.slice(0, 1))! : cut;
        found.push(...problems(polygons, made));
      }
      expect(found).toEqual([]);
    }),
    { numRuns, seed: 7 },
  );
  return left / numRuns;
}

test("stars anywhere are united and cut as GEOS does it", () => {
  expect(check(star, 300)).toBeLessThan(0.2);
});

test("some of them and many", () => {
  expect(check(star, 40, 120)).toBeLessThan(0.3);
});

test("boxes on a grid, which touch, are left to the engine or made as GEOS makes them", () => {
  expect(check(box, 150)).toBeGreaterThan(0.5);
});

test("a polygon within another, in its hole, and around it", () => {
  const frame: Polygon = { type: "Polygon", coordinates: [ring(0, 0, [9, 9, 9, 9, 9]), ring(0, 0, [6, 6, 6, 6])] };
  const dot: Polygon = { type: "Polygon", coordinates: [ring(0.1, 0.2, [1, 2, 1])] };
  const seed: Polygon = { type: "Polygon", coordinates: [ring(0, 7.1, [0.2, 0.3, 0.2])] };
  const column = columnOf(frame, dot, seed);
  const [around, inHole, inside] = [0, 1, 2].map((index) => ({ column, index })) as [
    GeometryAt,
    GeometryAt,
    GeometryAt,
  ];
  expect(uniteAreas([around, inHole, inside])!.map(({ length }) => length)).toEqual([2, 1]);
  expect(cutArea(inside, [around], "intersection")).toBe("all");
  expect(cutArea(inside, [around], "difference")).toEqual([]);
  expect(cutArea(inHole, [around], "intersection")).toEqual([]);
  expect(cutArea(inHole, [around], "difference")).toBe("all");
  expect(cutArea(around, [inside], "difference")!).toHaveLength(1);
  expect(cutArea(around, [inside], "difference")![0]).toHaveLength(3);
});

test("what is not area, not finite, or touches is left to the engine", () => {
  const shape: Polygon = { type: "Polygon", coordinates: [ring(0, 0, [9, 9, 9, 9, 9])] };
  const column = columnOf(shape, shape, { type: "LineString", coordinates: [[0, 0], [5, 5]] }); // prettier-ignore
  const [one, same, line] = [0, 1, 2].map((index) => ({ column, index }));
  expect(uniteAreas([one!, same!])).toBeUndefined();
  expect(uniteAreas([one!, line!])).toBeUndefined();
  const broken = { ...column, xy: column.xy.map((value, i) => (i === 2 ? Number.NaN : value)) };
  expect(uniteAreas([{ column: broken, index: 0 }, same!])).toBeUndefined();
});

test("where everything crosses everything, it is left to the engine, which unites early", () => {
  const radii = Array.from({ length: 24 }, () => 100);
  const column = columnOf(
    ...Array.from({ length: 500 }, (_, i): Polygon => ({
      type: "Polygon",
      coordinates: [ring(40 * Math.sin(i * i), 40 * Math.cos(i * i), radii)],
    })),
  );
  expect(uniteAreas(Array.from({ length: 500 }, (_, index) => ({ column, index })))).toBeUndefined();
  expect(uniteAreas(Array.from({ length: 60 }, (_, index) => ({ column, index })))).toHaveLength(1);
});
