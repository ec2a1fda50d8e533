import type { Geometry } from "geojson";
import { describe, expect, test } from "vitest";
import { keepByArea, keepByGrid } from "../../src/algorithms/vector-geometry/thin-line.ts";
import { featureVertices } from "../../src/geometry/measures.ts";
import { engines, layerOf, run } from "./run.ts";

const bumpy: Geometry = { type: "LineString", coordinates: [[0, 0], [1, 0.1], [2, 0], [3, 2], [4, 0]] }; // prettier-ignore
const octagon: Geometry = { type: "Polygon", coordinates: [[[1, 0], [9, 0], [10, 1], [10, 9], [9, 10], [1, 10], [0, 9], [0, 1], [1, 0]]] }; // prettier-ignore

const circle = (radius: number, x = 300): number[][] => {
  const ring = Array.from({ length: 40 }, (_, i) => [
    x + radius * Math.cos((i * Math.PI) / 20),
    300 + radius * Math.sin((i * Math.PI) / 20),
  ]);
  return [...ring, ring[0]!];
};

describe.each(engines)("$name", ({ engine }) => {
  const simplify = (shapes: (Geometry | null)[], values: Record<string, unknown>, crs?: string) =>
    run("simplify", { engine, inputs: { input: layerOf(shapes, crs) }, values });

  test("douglas-peucker keeps what is further off than the tolerance", () => {
    const { geometries } = simplify([bumpy], { tolerance: 0.5 });
    expect(geometries).toEqual([{ type: "LineString", coordinates: [[0, 0], [2, 0], [3, 2], [4, 0]] }]); // prettier-ignore
  });

  test("a polygon stays a valid polygon whatever the tolerance", () => {
    const { geometries, data } = simplify([octagon], { tolerance: 100 });
    expect(geometries[0]!.type).toBe("Polygon");
    expect(featureVertices(data.geometry, 0)).toBeGreaterThanOrEqual(4);
  });

  test("points and missing geometries pass, attributes too", () => {
    const point: Geometry = { type: "Point", coordinates: [1, 2] };
    for (const method of ["douglas-peucker", "snap-to-grid", "visvalingam"]) {
      const { geometries, properties } = simplify([point, null], { method });
      expect(geometries).toEqual([point, null]);
      expect(properties).toEqual([{ id: 0 }, { id: 1 }]);
    }
  });

  test.each([
    ["visvalingam", 5],
    ["visvalingam", 1000],
    ["snap-to-grid", 5],
    ["snap-to-grid", 1000],
    ["douglas-peucker", 5],
    ["douglas-peucker", 1000],
  ])("a closed line simplified by %s, %d, is one that a buffer takes", (method, tolerance) => {
    const contour = circle(50);
    const hole = circle(3);
    const shapes: Geometry[] = [
      { type: "LineString", coordinates: contour },
      { type: "MultiLineString", coordinates: [contour, hole] },
      { type: "Polygon", coordinates: [contour, hole] },
      { type: "MultiPolygon", coordinates: [[circle(3, 700)], [contour, hole]] },
    ];
    const { data, geometries, logs } = simplify(shapes, { method, tolerance });
    run("buffer", { engine, inputs: { input: data }, values: { distance: 1 } });
    expect(geometries.map((geometry) => geometry?.type)).toEqual(shapes.map(({ type }) => type));
    const collapsed = ["warning: 6 rings are smaller than the tolerance and left out; features: 0, 1, 2, 3."];
    expect(logs).toEqual(method === "snap-to-grid" && tolerance === 1000 ? collapsed : []);
    expect(data.geometry.xy.length > 0).toBe(logs.length === 0);
  });

  test("metres on a layer in degrees are converted along the equator", () => {
    const line: Geometry = { type: "LineString", coordinates: [[0, 0], [0.5, 0.01], [1, 0]] }; // prettier-ignore
    const vertices = ["1km", "2km"].map(
      (tolerance) => simplify([line], { tolerance }, "EPSG:4326").data.geometry.xy.length / 2,
    );
    expect(vertices).toEqual([3, 2]);
  });
});

test("snap-to-grid keeps the first of the vertices in a cell, and the ends", () => {
  const { engine } = engines[0]!;
  const line: Geometry = { type: "LineString", coordinates: [[0, 0], [0.2, 0.1], [4, 0], [4.1, 0.3], [9.9, 0], [10, 0]] }; // prettier-ignore
  const { geometries } = run("simplify", {
    engine,
    inputs: { input: layerOf([line]) },
    values: { method: 1, tolerance: 1 },
  });
  expect(geometries).toEqual([{ type: "LineString", coordinates: [[0, 0], [4, 0], [9.9, 0], [10, 0]] }]); // prettier-ignore
});

test("nothing is kept of a ring that collapses", () => {
  const xy = Float64Array.of(0, 0, 1, 0, 1, 1, 0, 1, 0, 0);
  expect(keepByGrid({ xy, closed: true }, 100)).toEqual([]);
  expect(keepByGrid({ xy, closed: false }, 100)).toEqual([0, 4]);
  const flat = Float64Array.of(0, 0, 1, 1, 2, 2, 3, 3, 0, 0);
  expect(keepByArea({ xy: flat, closed: true }, 1)).toEqual([]);
});

test("visvalingam drops the smallest triangles first and never fewer than a ring needs", () => {
  const xy = Float64Array.of(0, 0, 1, 0.1, 2, 0, 3, 2, 4, 0);
  expect(keepByArea({ xy, closed: false }, 0.05)).toEqual([0, 1, 2, 3, 4]);
  expect(keepByArea({ xy, closed: false }, 0.2)).toEqual([0, 2, 3, 4]);
  expect(keepByArea({ xy, closed: false }, 100)).toEqual([0, 4]);
  const ring = Float64Array.of(0, 0, 4, 0, 4, 4, 2, 5, 0, 4, 0, 0);
  expect(keepByArea({ xy: ring, closed: true }, 100)).toHaveLength(4);
});

test("visvalingam agrees with a plain scan for the smallest triangle", () => {
  const xy = Float64Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? i : Math.sin(i * 12.9898) * 43.758 % 7)); // prettier-ignore
  for (const area of [0.5, 3, 10]) expect(keepByArea({ xy, closed: false }, area)).toEqual(scan(xy, area));
});

/** The same by definition: look at all triangles each time. */
function scan(xy: Float64Array, area: number): number[] {
  const kept = Array.from({ length: xy.length / 2 }, (_, i) => i);
  let least = 0;
  for (;;) {
    const sizes = kept.slice(1, -1).map((b, i) => {
      const [a, c] = [kept[i]!, kept[i + 2]!];
      const [ax, ay] = [xy[2 * a]!, xy[2 * a + 1]!];
      return Math.abs((xy[2 * b]! - ax) * (xy[2 * c + 1]! - ay) - (xy[2 * c]! - ax) * (xy[2 * b + 1]! - ay)) / 2;
    });
    const smallest = Math.min(...sizes);
    least = Math.max(least, smallest);
    if (kept.length === 2 || least > area) return kept;
    kept.splice(sizes.indexOf(smallest) + 1, 1);
  }
}
