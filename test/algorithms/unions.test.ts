import fc from "fast-check";
import type { Geometry } from "geojson";
import { describe, expect, test } from "vitest";
import { RangeWork } from "../../src/algorithms/runners/range-work.ts";
import { joinUnions, runUnions, writePolygons } from "../../src/algorithms/runners/unions.ts";
import { jobRanges, planUnions } from "../../src/algorithms/unions/union-plan.ts";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import type { GeometryColumn } from "../../src/geometry/column.ts";
import type { GeometryEngine } from "../../src/geometry/engine.ts";
import { featureArea, featureLength } from "../../src/geometry/measures.ts";
import { stars as starLayer } from "../bench/stars.mjs";
import { columnOf } from "../geometry/columns.ts";
import { engines } from "./run.ts";

const geos = engines[0]!.engine;
const feedback = {
  progress: () => undefined,
  isCanceled: () => false,
  throwIfCanceled: () => undefined,
  log: () => undefined,
};

/** The union made tile by tile; undefined where tiles did not fit together. */
function tiled(shapes: readonly Geometry[], engine: GeometryEngine, tileVertices: number): GeometryColumn | undefined {
  const column = columnOf(...shapes);
  const plan = planUnions(column, new Uint32Array(column.length), tileVertices);
  const setup = { inputs: {}, values: {}, invalid: "abort" } as const;
  const parts = jobRanges(plan, 5).map((range) =>
    runUnions(plan, new RangeWork(setup, range, { engine, feedback }), (index) => ({ column, index })),
  );
  const [polygons] = joinUnions(plan, parts, 1);
  if (!polygons) return undefined;
  const builder = new GeometryBuilder();
  writePolygons(polygons, builder);
  return builder.finish();
}

function united(shapes: readonly Geometry[], engine: GeometryEngine): GeometryColumn {
  const column = columnOf(...shapes);
  const builder = new GeometryBuilder();
  engine.scope(() => engine.write(engine.union(shapes.map((_, i) => engine.read(column, i))), builder));
  return builder.finish();
}

/** What is wrong with a union made tile by tile: nothing, where the engine makes the same of all at once. */
function problems(shapes: readonly Geometry[], engine: GeometryEngine, tileVertices: number): readonly string[] {
  const [own, theirs] = [tiled(shapes, engine, tileVertices), united(shapes, geos)];
  if (own === undefined) return ["tiles did not fit together"];
  const apart = new GeometryBuilder();
  const isValid = geos.scope(() => {
    const [a, b] = [geos.read(own, 0), geos.read(theirs, 0)];
    geos.write(geos.symmetricDifference(a, b), apart);
    return geos.isValid(a);
  });
  const [lengths, mine] = [featureLength(theirs, 0), featureLength(own, 0)];
  return [
    ...(isValid ? [] : ["invalid"]),
    ...(featureArea(apart.finish(), 0) <= 1e-9 * featureArea(theirs, 0) ? [] : ["another area"]),
    ...(Math.abs(mine - lengths) <= 1e-9 * lengths ? [] : ["another length"]),
    ...(own.partKinds.length === theirs.partKinds.length ? [] : ["another number of polygons"]),
    ...(own.ringOffsets.length === theirs.ringOffsets.length ? [] : ["another number of rings"]),
    ...(vertices(own).join() === vertices(theirs).join() ? [] : ["other vertices"]),
  ];
}

/** To a millionth, each once. */
function vertices({ xy }: GeometryColumn): readonly string[] {
  const all = Array.from({ length: xy.length / 2 }, (_, i) => `${rounded(xy[2 * i]!)} ${rounded(xy[2 * i + 1]!)}`);
  return [...new Set(all)].toSorted();
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0;
}

function box(x: number, y: number, width: number, height = width): Geometry {
  const corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y]]; // prettier-ignore
  return { type: "Polygon", coordinates: [corners] };
}

describe.each(engines)("$name", ({ engine }) => {
  test("stars whose neighbours overlap", () => {
    const shapes = starLayer(150).features.map(({ geometry }) => geometry);
    expect(problems(shapes, engine, 400)).toEqual([]);
  });
});

test("large stars, small ones and long bars across many tiles", () => {
  const shapes: Geometry[] = starLayer(400).features.map(({ geometry }) => geometry);
  shapes.push(box(-200, 1003.3, 4600, 11), box(777.7, -300, 5, 4800));
  expect(problems(shapes, geos, 300)).toEqual([]);
});

test("a ring around tiles that are covered all over, with holes in two of them", () => {
  const cells = Array.from({ length: 400 }, (_, i) => box((i % 20) * 10, Math.floor(i / 20) * 10, 11.5));
  const left = cells.filter((_, i) => i !== 210 && i !== 87);
  expect(problems(left, geos, 60)).toEqual([]);
  expect(tiled(left, geos, 60)!.ringOffsets.length - 1).toBe(3);
});

test("squares that touch in corners and along sides are parted as the engine parts them", () => {
  const cells = fc.uniqueArray(fc.integer({ min: 0, max: 143 }), { minLength: 30, maxLength: 110 });
  fc.assert(
    fc.property(cells, fc.integer({ min: 20, max: 120 }), (numbers, tileVertices) => {
      const shapes = numbers.map((cell) => box(cell % 12, Math.floor(cell / 12), 1));
      expect(problems(shapes, geos, tileVertices)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("rectangles of any size on a grid, of which many share lines", () => {
  const size = fc.integer({ min: 1, max: 9 });
  const shape = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), size, size);
  fc.assert(
    fc.property(fc.array(shape, { minLength: 20, maxLength: 80 }), fc.integer({ min: 20, max: 150 }), (all, most) => {
      const shapes = all.map(([x, y, width, height]) => box(x, y, width, height));
      expect(problems(shapes, geos, most)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("features that meet no other stay as they are, each in a job of its own", () => {
  const plan = planUnions(columnOf(box(0, 0, 1), box(5, 5, 1), box(5.5, 5.5, 1)), new Uint32Array(3), 400);
  expect([...plan.offsets]).toEqual([0, 1, 3]);
});
