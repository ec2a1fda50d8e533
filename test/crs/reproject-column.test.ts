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
    wgs84,
    utm,
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
  const moved = reprojectColumn(source, wgs84, utm, (index) => lost.push(index));
  expect(lost).toEqual([1]);
  expect([...moved.kinds]).toEqual([1, 0, 3]);
  expect(geometryAt(moved, 1)).toBeNull();
  expect(geometryAt(moved, 2)).toMatchObject({ type: "Polygon" });
  expect(moved.xy).toHaveLength(10);
});
