import type { Geometry } from "geojson";
import { describe, expect, test } from "vitest";
import { boundsOf } from "../../src/geometry/bounds.ts";
import { featureArea, featureLength } from "../../src/geometry/measures.ts";
import { engines, layerOf, run, square } from "./run.ts";

const collected: Geometry = {
  type: "MultiPolygon",
  coordinates: [square(0, 0, 2), square(8, 0, 2)].map((part) => (part as { coordinates: number[][][] }).coordinates),
};

describe.each(engines)("$name", ({ engine }) => {
  const clip = (input: (Geometry | null)[], overlay: (Geometry | null)[], crs = "EPSG:3857") =>
    run("clip", { engine, inputs: { input: layerOf(input, crs), overlay: layerOf(overlay, crs) } });

  test("features are cut, keep their attributes and become multi-part; those outside go", () => {
    const { geometries, properties, data } = clip(
      [square(0, 0, 10), square(50, 50, 1), square(4, 4, 2)],
      [square(5, 0, 10)],
    );
    expect(properties).toEqual([{ id: 0 }, { id: 2 }]);
    expect(geometries.map((geometry) => geometry?.type)).toEqual(["MultiPolygon", "MultiPolygon"]);
    expect([0, 1].map((i) => featureArea(data.geometry, i))).toEqual([50, 2]);
  });

  test("what lies inside comes through untouched, vertex for vertex", () => {
    const inner = square(1, 1, 3);
    const { geometries } = clip([inner], [square(0, 0, 10)]);
    expect(geometries).toEqual([
      { type: "MultiPolygon", coordinates: [(inner as { coordinates: unknown }).coordinates] },
    ]);
  });

  test("each member of a collection is cut by itself", () => {
    const collection: Geometry = {
      type: "GeometryCollection",
      geometries: [
        { type: "Point", coordinates: [0.5, 1.5] },
        { type: "Point", coordinates: [5, 5] },
        { type: "LineString", coordinates: [[0, 1], [9, 1]] }, // prettier-ignore
        { type: "Polygon", coordinates: [[[0, 0], [3, 0], [3, 0.5], [0, 0.5], [0, 0]]] }, // prettier-ignore
      ],
    };
    const { data, geometries } = clip([collection], [square(0, 0, 1), square(1, 0, 1), square(0, 1, 2)]);
    const { geometries: members } = geometries[0] as { geometries: Geometry[] };
    expect(members.map(({ type }) => type)).toEqual(["Point", "LineString", "Polygon"]);
    expect(members[0]).toEqual({ type: "Point", coordinates: [0.5, 1.5] });
    expect(featureLength(data.geometry, 0)).toBeCloseTo(2 + 5, 12);
    expect(featureArea(data.geometry, 0)).toBe(1);
    expect(clip([collection], [square(20, 20, 1)]).geometries).toEqual([]);
  });

  test.each([
    [190, -175, 0, [190, 195]],
    [-170, 185, 0, [-170, -165]],
    [170, -185, 0, [175, 180]],
    [-5, 355, 3, [-2, 5]],
  ])("longitudes mean the same a turn further: %d and %d", (west, other, inset, [from, to]) => {
    const { data } = clip([square(west, 0, 10)], [square(other + inset, 0, 10)], "EPSG:4326");
    expect(boundsOf(data.geometry)).toEqual([from, 0, to, 10].map((value) => expect.closeTo(value!, 9)));
    expect(clip([square(west, 0, 10)], [square(other + inset, 0, 10)], "EPSG:3857").geometries).toEqual([]);
  });

  test("a polygon that only shares an edge or a corner gives nothing", () => {
    expect(clip([square(0, 0, 5), square(0, 5, 5)], [square(5, 0, 5)]).geometries).toEqual([]);
  });

  test("where it overlaps and touches at once only the area stays", () => {
    const { data, geometries } = clip([collected], [square(1, 0, 7)]);
    expect(geometries[0]).toMatchObject({ type: "MultiPolygon", coordinates: [expect.anything()] });
    expect(featureArea(data.geometry, 0)).toBe(2);
  });

  test("neighbouring and overlapping overlay polygons act as one", () => {
    const overlay = [square(0, 0, 5), square(5, 0, 5), square(3, 0, 5)];
    const line: Geometry = { type: "LineString", coordinates: [[-5, 1], [20, 1]] }; // prettier-ignore
    const { geometries, data } = clip([square(2, 1, 4), line], overlay);
    expect(featureArea(data.geometry, 0)).toBe(16);
    expect(geometries[1]).toEqual({ type: "MultiLineString", coordinates: [[[0, 1], [10, 1]]] }); // prettier-ignore
  });

  test("an overlay of large polygons gives what its union would", () => {
    const circles: Geometry[] = [0, 8].map((x) => ({ type: "Polygon", coordinates: [ring(x)] }));
    const { data } = clip([square(0, -2, 8)], circles);
    expect(featureArea(data.geometry, 0)).toBeCloseTo(64, 6);
  });

  test("points inside or on the edge stay, multi-points lose members", () => {
    const { geometries, properties } = clip(
      [
        { type: "Point", coordinates: [1, 1] },
        { type: "Point", coordinates: [0, 5] },
        { type: "Point", coordinates: [20, 5] },
        { type: "MultiPoint", coordinates: [[2, 2], [30, 30]] }, // prettier-ignore
      ],
      [square(0, 0, 10)],
    );
    expect(properties).toEqual([{ id: 0 }, { id: 1 }, { id: 3 }]);
    expect(geometries[2]).toEqual({ type: "MultiPoint", coordinates: [[2, 2]] });
  });

  test("a line along an edge of the overlay stays", () => {
    const { geometries } = clip([{ type: "LineString", coordinates: [[-5, 0], [5, 0]] }], [square(0, 0, 10)]); // prettier-ignore
    expect(geometries).toEqual([{ type: "MultiLineString", coordinates: [[[0, 0], [5, 0]]] }]); // prettier-ignore
  });

  test("nothing in, nothing to cut with, nothing out", () => {
    expect(clip([], [square(0, 0, 1)]).geometries).toEqual([]);
    expect(clip([square(0, 0, 1), null], []).geometries).toEqual([]);
    expect(clip([null], [null, square(0, 0, 1)]).geometries).toEqual([]);
  });

  test("pieces of a grid add up to the whole", () => {
    const grid = Array.from({ length: 25 }, (_, i) => square((i % 5) * 3, Math.floor(i / 5) * 3, 3));
    const shape: Geometry = { type: "Polygon", coordinates: [[[1, 1], [13, 2], [11, 14], [2, 9], [1, 1]], [[4, 4], [8, 4], [6, 8], [4, 4]]] }; // prettier-ignore
    const { data } = clip(grid, [shape]);
    const total = grid.reduce((sum, _, i) => sum + (i < data.geometry.length ? featureArea(data.geometry, i) : 0), 0);
    expect(total).toBeCloseTo(featureArea(layerOf([shape]).geometry, 0), 9);
  });

  test("an overlay in another CRS is reprojected, with a note", () => {
    const inputs = { input: layerOf([square(0, 0, 2)], "EPSG:4326"), overlay: layerOf([square(0, 0, 111_319.4908)]) };
    const { data, logs } = run("clip", { engine, inputs });
    expect(featureArea(data.geometry, 0)).toBeCloseTo(1, 3);
    expect(logs).toEqual([expect.stringContaining("EPSG:3857; it was reprojected to EPSG:4326")]);
  });

  test("an overlay that is no polygon layer is refused", () => {
    expect(() => clip([square(0, 0, 1)], [{ type: "Point", coordinates: [0, 0] }])).toThrowError(
      expect.objectContaining({ code: "BAD_ARGUMENT", message: expect.stringContaining("of type Point") }),
    );
  });

  test("an invalid overlay polygon follows the policy, counted once however many ranges met it", () => {
    const bowtie: Geometry = { type: "Polygon", coordinates: [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]] }; // prettier-ignore
    const call = { engine, inputs: { input: layerOf([square(0, 0, 4), square(1, 0, 4)]), overlay: layerOf([bowtie]) } };
    expect(() => run("clip", call)).toThrowError(/Feature 0 of overlay/);
    const ranges = [[0, 1], [1, 2]] as const; // prettier-ignore
    const { logs, data } = run("clip", { ...call, ranges, invalid: "fix" });
    expect(logs).toEqual([expect.stringMatching(/Repaired 1 invalid of 1 features of overlay/)]);
    expect([0, 1].map((i) => featureArea(data.geometry, i))).toEqual([2, 1]);
  });

  test("ranges do not show in the result", () => {
    const input = layerOf(Array.from({ length: 10 }, (_, i) => square(i, i / 3, 2)));
    const overlay = layerOf([square(1, 1, 3), square(3, 1, 6)]);
    const hashes = [[[0, 10]], [[0, 3], [3, 4], [4, 10]]].map((ranges) => run("clip", { engine, inputs: { input, overlay }, ranges: ranges as [number, number][] }).hash); // prettier-ignore
    expect(hashes[0]).toBe(hashes[1]);
  });
});

function ring(x: number): number[][] {
  const angles = Array.from({ length: 201 }, (_, i) => ((i % 200) * Math.PI) / 100);
  return angles.map((angle) => [x + 10 * Math.cos(angle), 10 * Math.sin(angle)]);
}
