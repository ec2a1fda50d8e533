import { expect, test } from "vitest";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { reprojectColumn } from "../../src/crs/reproject-column.ts";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import { geometryAt } from "../../src/geometry/geojson.ts";

const wgs84 = parseCrsId("EPSG:4326");
const utm = parseCrsId("EPSG:32632");

function column(...geometries: Parameters<GeometryBuilder["addGeoJson"]>[0][]) {
  const builder = new GeometryBuilder();
  for (const geometry of geometries) builder.addGeoJson(geometry);
  return builder.finish();
}

test("all vertices move, structure and kinds stay", () => {
  const moved = reprojectColumn(
    column(
      {
        type: "MultiPoint",
        coordinates: [
          [9, 0],
          [9, 10],
        ],
      },
      null,
      { type: "Point", coordinates: [9, 0] },
    ),
    { from: wgs84, to: utm },
  );
  expect(geometryAt(moved, 0)).toEqual({
    type: "MultiPoint",
    coordinates: [
      [expect.closeTo(500_000, 6), expect.closeTo(0, 6)],
      [expect.closeTo(500_000, 6), expect.closeTo(1_105_412.49, 2)],
    ],
  });
  expect(geometryAt(moved, 1)).toBeNull();
  expect(moved.xy.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test("a feature beyond the projection loses its geometry, the others stay, and the caller hears of it", () => {
  const lost: number[] = [];
  const source = column(
    { type: "Point", coordinates: [9, 50] },
    {
      type: "LineString",
      coordinates: [
        [9, 50],
        [9, 95],
      ],
    },
    {
      type: "Polygon",
      coordinates: [
        [
          [9, 50],
          [10, 50],
          [10, 51],
          [9, 50],
        ],
      ],
    },
  );
  const moved = reprojectColumn(source, { from: wgs84, to: utm, onLost: (index) => lost.push(index) });
  expect(lost).toEqual([1]);
  expect([...moved.kinds]).toEqual([1, 0, 3]);
  expect(geometryAt(moved, 1)).toBeNull();
  expect(geometryAt(moved, 2)).toMatchObject({ type: "Polygon" });
  expect(moved.xy).toHaveLength(10);
});

test.each([
  [179, 181, 19926188.852, 20148827.833],
  [-181, -179, -20148827.833, -19926188.852],
  [281, 285, -8794239.772, -8348961.809],
])("a line from %d to %d degrees stays in one piece in Web Mercator", (west, east, left, right) => {
  const line = { type: "LineString" as const, coordinates: [[west, 0], [east, 0]] }; // prettier-ignore
  const mercator = parseCrsId("EPSG:3857");
  const there = reprojectColumn(column(line), { from: wgs84, to: mercator });
  expect([there.xy[0], there.xy[2]]).toEqual([expect.closeTo(left, 2), expect.closeTo(right, 2)]);
  const back = reprojectColumn(there, { from: mercator, to: wgs84 });
  expect(back.xy[2]! - back.xy[0]!).toBeCloseTo(east - west, 9);
});
