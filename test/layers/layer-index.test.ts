import type { Geometry, Position } from "geojson";
import { beforeAll, describe, expect, test } from "vitest";
import { Layer } from "../../src/layers/layer.ts";
import { mainGeometry, openMainGeometry } from "../../src/session/main-loop-geometry.ts";

// expectations are those of a loop over everything, the way it is done without an index
beforeAll(() => openMainGeometry());

/** The same places at each run. */
function places(count: number, seed: number): Position[] {
  let state = seed;
  const next = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  return Array.from({ length: count }, () => [Math.round(next() * 500) / 10, Math.round(next() * 500) / 10]);
}

function layerOf(geometries: readonly (Geometry | null)[]): Layer {
  return Layer.from(geometries.map((geometry, n) => ({ geometry, properties: { n } })), { crs: "EPSG:3857" }); // prettier-ignore
}

const point = (coordinates: Position): Geometry => ({ type: "Point", coordinates });
const square = ([x = 0, y = 0]: Position): Geometry => ({
  type: "Polygon",
  coordinates: [[[x, y], [x + 3, y], [x + 3, y + 2], [x, y + 2], [x, y]]], // prettier-ignore
});
const empty: Geometry = { type: "MultiPoint", coordinates: [] };

describe.each([
  ["points", layerOf([null, ...places(400, 7).map(point), empty])],
  ["areas", layerOf([null, ...places(200, 11).map(square), empty])],
])("an index of %s", (_, layer) => {
  const index = layer.index();
  const all = [...layer].filter(({ geometry }) => geometry !== null && geometry !== empty && JSON.stringify(geometry) !== JSON.stringify(empty)); // prettier-ignore
  const asked = [...places(40, 3).map(point), ...places(10, 5).map(square)];

  test("finds the nearest, those that are as far away in the layer's order", () => {
    for (const geometry of asked) {
      const sizes = all.map((feature) => ({
        n: feature.properties["n"],
        distance: mainGeometry.distance(geometry, feature.geometry),
      }));
      const expected = sizes.toSorted((a, b) => a.distance - b.distance).slice(0, 3);
      const found = index.nearest(geometry, { count: 3 }).map(({ distance, feature }) => ({ n: feature.properties["n"], distance })); // prettier-ignore
      expect(found.map(({ n }) => n)).toEqual(expected.map(({ n }) => n));
      for (const [i, { distance }] of found.entries()) expect(distance).toBeCloseTo(expected[i]!.distance, 12);
    }
  });

  test("leaves out what is too far, and finds all where more are asked for than there are", () => {
    const near = index.nearest(point([25, 25]), { count: 1000, maxDistance: 5 });
    const expected = all.filter(({ geometry }) => mainGeometry.distance(point([25, 25]), geometry) <= 5);
    expect(near.map(({ feature }) => feature.id).toSorted((a, b) => a - b)).toEqual(expected.map(({ id }) => id));
    expect(index.nearest(point([25, 25]), { count: 1000 })).toHaveLength(all.length);
  });

  test("finds what intersects a geometry, and what meets a box", () => {
    const lake: Geometry = { type: "Polygon", coordinates: [[[10, 10], [40, 12], [20, 40], [10, 10]]] }; // prettier-ignore
    const expected = all.filter(({ geometry }) => mainGeometry.intersects(lake, geometry)).map(({ id }) => id);
    expect(expected.length).toBeGreaterThan(10);
    expect(index.intersecting(lake).map(({ id }) => id)).toEqual(expected);
    const inBox = all.filter(({ geometry }) => mainGeometry.intersects(geometry, square([20, 20]))).map(({ id }) => id); // prettier-ignore
    expect(index.inBox([20, 20, 23, 22]).map(({ id }) => id)).toEqual(inBox);
  });
});

test("an index of nothing finds nothing, and mistakes are told", () => {
  const index = layerOf([]).index();
  expect([index.nearest(point([0, 0])), index.inBox([0, 0, 1, 1]), index.intersecting(point([0, 0]))]).toEqual([[], [], []]); // prettier-ignore
  expect(() => index.nearest(point([0, 0]), { count: 0 })).toThrow(/count is 0; expected a whole number from 1/);
  expect(() => index.nearest(point([0, 0]), { maxDistance: -1 })).toThrow(/maxDistance is -1/);
  expect(() => index.nearest({ type: "Dot" } as never)).toThrow(/index\.nearest: /);
  expect(() => index.inBox([0, 0] as never)).toThrow(/takes \[minX, minY, maxX, maxY\]/);
});

test("a prepared geometry answers as the plain one does", () => {
  const area = square([10, 10]);
  const prepared = mainGeometry.prepare(area);
  for (const other of [...places(100, 9).map(point), ...places(100, 13).map(square), null, empty])
    for (const name of ["intersects", "contains", "covers", "touches", "disjoint", "within"] as const)
      expect([name, prepared[name](other)]).toEqual([name, mainGeometry[name](area, other)]);
});

describe("measures on the ground", () => {
  const area: Geometry = {
    type: "Polygon",
    coordinates: [[[8, 47], [9, 47], [9, 48], [8, 48], [8, 47]], [[8.2, 47.2], [8.4, 47.2], [8.4, 47.4], [8.2, 47.2]]], // prettier-ignore
  };
  const line: Geometry = { type: "LineString", coordinates: [[8, 47], [9, 48], [10, 47.5]] }; // prettier-ignore

  test("are those of pyproj 3.7: Geod(ellps='WGS84').geometry_area_perimeter, geometry_length", () => {
    expect(mainGeometry.area(area, { crs: "EPSG:4326" })).toBeCloseTo(8208017666.449463, 2);
    expect(mainGeometry.area(area, { crs: "EPSG:4326", unit: "km2" })).toBeCloseTo(8208.017666449463, 8);
    expect(mainGeometry.length(area, { crs: "EPSG:4326", unit: "km" })).toBeCloseTo(437.32354879123295, 9);
    expect(mainGeometry.length(line, { crs: "EPSG:4326" })).toBeCloseTo(227645.94426633755, 6);
  });

  test("are planar where coordinates are projected, and plain without a CRS", () => {
    const metres = square([0, 0]);
    expect(mainGeometry.area(metres, { crs: "EPSG:25832", unit: "ha" })).toBe(0.0006);
    expect(mainGeometry.area(metres, { crs: "EPSG:2263", unit: "ft2" })).toBeCloseTo(6, 4);
    expect([mainGeometry.area(metres), mainGeometry.length(metres)]).toEqual([6, 10]);
  });

  test.each([
    [{ unit: "km2" }, /the CRS of the coordinates is needed/],
    [{ crs: "EPSG:4326", unit: "km" }, /the unit is "km"; expected such as m2, km2, ha/],
    [{ crs: "EPSG:43266", unit: "m2" }, /EPSG:43266/],
  ])("%j is refused", (options, message) => {
    expect(() => mainGeometry.area(area, options)).toThrow(message);
  });
});
