import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Feature, FeatureCollection, Geometry } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { describe, expect, test } from "vitest";
import { boundsOf } from "../../src/geometry/bounds.ts";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import type { GeometryColumn } from "../../src/geometry/column.ts";
import type { GeometryEngine } from "../../src/geometry/engine.ts";
import { featureArea } from "../../src/geometry/measures.ts";
import { edgeDistances } from "./ground-distance.ts";
import { engines, layerOf, run, square } from "./run.ts";

const atlas = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve("world-atlas/countries-110m.json"), "utf8"),
) as Topology<{ countries: GeometryCollection<{ name: string }> }>;
const countries = (feature(atlas, atlas.objects.countries) as FeatureCollection).features;

function country(name: string): Feature {
  return countries.find(({ properties }) => properties?.["name"] === name)!;
}

/** 48 segments put the middle of an arc's edge 0.013 % too near. */
function buffer(engine: GeometryEngine, shape: Geometry | Feature, values: Record<string, unknown>) {
  const inputs = { input: layerOf([shape], "EPSG:4326") };
  const { data } = run("buffer", { engine, inputs, values: { segments: 48, ...values }, invalid: "fix" });
  return { result: data.geometry, source: valid(inputs.input.geometry, engine) };
}

/** What the policy "fix" buffers. */
function valid(column: GeometryColumn, engine: GeometryEngine): GeometryColumn {
  const builder = new GeometryBuilder();
  engine.scope(() => engine.write(engine.makeValid(engine.read(column, 0)), builder));
  return builder.finish();
}

/** Largest deviation from the distance, as a share of it. */
function worst(result: GeometryColumn, source: GeometryColumn, metres: number): number {
  const distances = edgeDistances(result, source, { step: metres / 50, samples: 150 });
  expect(distances.length).toBeGreaterThan(40);
  return Math.max(...distances.map((distance) => Math.abs(distance - metres) / metres));
}

const shapes: [string, Geometry, number][] = [
  ["a point in Kenya", { type: "Point", coordinates: [36.8, -1.3] }, 50_000],
  ["a point at the north pole", { type: "Point", coordinates: [0, 90] }, 100_000],
  ["a point at the south pole, given with a longitude", { type: "Point", coordinates: [123, -90] }, 2_000_000],
  ["a point near a pole", { type: "Point", coordinates: [30, 89.9] }, 50_000],
  ["a point on the antimeridian", { type: "Point", coordinates: [180, -17] }, 50_000],
  ["a point that reaches over it", { type: "Point", coordinates: [-179.9, 60] }, 500_000],
  ["a line across it", { type: "LineString", coordinates: [[170, 60], [190, 62], [200, 50]] }, 100_000], // prettier-ignore
  ["a long straight border", { type: "LineString", coordinates: [[-120, 49], [-95, 49], [-95, 55]] }, 10_000], // prettier-ignore
  ["a polygon around the pole", { type: "Polygon", coordinates: [[[-180, 80], [-60, 85], [60, 80], [180, 80], [180, 90], [-180, 90], [-180, 80]]] }, 100_000], // prettier-ignore
  ["a polygon with a hole", { type: "Polygon", coordinates: [[[10, 50], [20, 50], [20, 55], [10, 55], [10, 50]], [[12, 51], [12, 54], [18, 54], [18, 51], [12, 51]]] }, 30_000], // prettier-ignore
  ["a tiny polygon, hugely grown", square(10, 50, 0.01), 800_000],
];

describe.each(engines)("$name", ({ engine }) => {
  test.each(shapes)("%s: the edge is where it should be, to 0.1 %%", (_, shape, metres) => {
    const { result, source } = buffer(engine, shape, { distance: `${metres}m` });
    expect(worst(result, source, metres)).toBeLessThan(0.001);
  });

  test.each(["Kenya", "Fiji"])("%s, grown by 50 km", (name) => {
    const { result, source } = buffer(engine, country(name), { distance: "50km" });
    expect(worst(result, source, 50_000)).toBeLessThan(0.001);
  });

  test("shrinking moves the edge inwards as exactly, holes included, not from the antimeridian", () => {
    for (const shape of [shapes[9]![1], square(10, 50, 3), square(176, -18, 3), fiji(2)]) {
      const { result, source } = buffer(engine, shape, { distance: "-30km" });
      expect(worst(result, source, 30_000)).toBeLessThan(0.001);
    }
    const [west, , east] = boundsOf(buffer(engine, fiji(2), { distance: "-30km" }).result)!;
    expect([west, east]).toEqual([-180, 180]);
  });

  test("nothing is left of what is too small, and of points and lines", () => {
    for (const shape of [square(0, 0, 0.1), shapes[0]![1], shapes[6]![1]]) {
      expect(buffer(engine, shape, { distance: "-30km" }).result.xy).toHaveLength(0);
    }
  });
});

const { engine } = engines[0]!;

test.each([
  ["Russia", "100km"],
  ["Antarctica", "100km"],
  ["Canada", "500km"],
])("%s, grown by %s", (name, distance) => {
  const { result, source } = buffer(engine, country(name), { distance });
  expect(worst(result, source, 1000 * Number.parseInt(distance, 10))).toBeLessThan(0.001);
});

test("results are valid, lie between -180 and 180, and hold the source", () => {
  for (const shape of [
    ...shapes.map(([, geometry]) => geometry).filter(isOnMap),
    country("Russia"),
    country("Antarctica"),
  ]) {
    const { result, source } = buffer(engine, shape, { distance: "50km", segments: 5 });
    const [west, south, east, north] = boundsOf(result)!;
    expect([west >= -180, south >= -90, east <= 180, north <= 90]).toEqual([true, true, true, true]);
    engine.scope(() => {
      const grown = engine.read(result, 0);
      expect(engine.invalidity(grown)).toBeUndefined();
      expect(engine.test("covers", grown, engine.read(source, 0))).toBe(true);
    });
  }
});

test("a circle around a pole is a band along the edge of the map", () => {
  const { result } = buffer(engine, shapes[1]![1], { distance: "100km" });
  expect(boundsOf(result)).toEqual([-180, expect.closeTo(89.1047, 3), 180, 90]);
  expect(featureArea(result, 0)).toBeCloseTo(360 * (90 - 89.1047), 0);
});

test("a circle on the antimeridian has a part on each side", () => {
  const { result } = buffer(engine, shapes[4]![1], { distance: "50km" });
  expect(result.geomOffsets[1]).toBe(2);
  const sides = [0, 1].map((part) => boundsOf({ ...result, xy: partOf(result, part) })!);
  expect(sides.map(([west, , east]) => [west, east]).toSorted((a, b) => a[0]! - b[0]!)).toEqual([
    [-180, expect.closeTo(-179.53, 2)],
    [expect.closeTo(179.53, 2), 180],
  ]);
});

test("ends of lines: flat stops at the end, square goes one distance further", () => {
  const meridian: Geometry = { type: "LineString", coordinates: [[10, 0], [10, 1]] }; // prettier-ignore
  const norths = ["flat", "square", "round"].map(
    (endCapStyle) => boundsOf(buffer(engine, meridian, { distance: "50km", endCapStyle }).result)![3],
  );
  expect(norths[0]).toBeCloseTo(1, 3);
  expect(norths[1]).toBeCloseTo(1 + 50 / 110.58, 3);
  expect(norths[2]).toBeCloseTo(1 + 50 / 110.58, 3);
});

test("corners: mitred ones stick out, bevelled ones are cut off", () => {
  const areas = ["miter", "round", "bevel"].map((joinStyle) =>
    featureArea(buffer(engine, square(0, 0, 1), { distance: "20km", joinStyle }).result, 0),
  );
  const d = 20 / 111;
  const corners = areas.map((area) => (area - 1 - 4 * d) / (d * d));
  expect(corners[0]).toBeCloseTo(4, 1);
  expect(corners[1]).toBeCloseTo(Math.PI, 1);
  expect(corners[2]).toBeCloseTo(2, 1);
});

test("more than a quarter of the globe is refused", () => {
  expect(() => buffer(engine, shapes[0]![1], { distance: "12000km" })).toThrowError(
    /12000 km; expected at most 10000 km/,
  );
});

function isOnMap(geometry: Geometry): boolean {
  return boundsOf(layerOf([geometry], "EPSG:4326").geometry)![2] <= 180;
}

/** A square of so many degrees, cut in two by the antimeridian. */
function fiji(size: number): Geometry {
  const [west, east] = [square(180 - size, -18, size), square(-180, -18, size)] as { coordinates: number[][][] }[];
  return { type: "MultiPolygon", coordinates: [west!.coordinates, east!.coordinates] };
}

function partOf(column: GeometryColumn, part: number): Float64Array {
  const [ring, end] = [column.partOffsets[part]!, column.partOffsets[part + 1]!];
  return column.xy.slice(2 * column.ringOffsets[ring]!, 2 * column.ringOffsets[end]!);
}
