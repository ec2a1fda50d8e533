import { expect, test } from "vitest";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import { labelPoint } from "../../src/styles/label-point.ts";
import { labelsOf, labelText } from "../../src/styles/labels.ts";

type Position = readonly [number, number];

const ring = (...positions: readonly Position[]) => [...positions, positions[0]!];
const box = (x: number, y: number, side: number) => ring([x, y], [x + side, y], [x + side, y + side], [x, y + side]);

function layerOf(geometries: readonly object[], names: readonly unknown[] = []): Layer {
  const features = geometries.map((geometry, index) => ({
    type: "Feature",
    geometry,
    properties: { name: names[index] },
  }));
  return Layer.from({ type: "FeatureCollection", features } as { type: string });
}

function placeOf(geometry: object): Position | undefined {
  const point = labelPoint(dataOf(layerOf([geometry])).geometry, 0);
  return point && [point.x, point.y];
}

test.each<[string, object, Position | undefined]>([
  ["in the middle of a square", { type: "Polygon", coordinates: [box(0, 0, 10)] }, [5, 5]],
  [
    "in the wide leg of an L, where its middle is outside",
    { type: "Polygon", coordinates: [ring([0, 0], [10, 0], [10, 1], [4, 1], [4, 10], [0, 10])] },
    [2, 5],
  ],
  ["beside a hole", { type: "Polygon", coordinates: [box(0, 0, 10), ring([1, 1], [1, 9], [6, 9], [6, 1])] }, [8, 5]],
  ["in the largest of several", { type: "MultiPolygon", coordinates: [[box(0, 0, 1)], [box(20, 0, 4)]] }, [22, 2]],
  [
    "halfway along a line",
    {
      type: "LineString",
      coordinates: [
        [0, 0],
        [6, 0],
        [6, 2],
      ],
    },
    [4, 0],
  ],
  ["at a point", { type: "Point", coordinates: [3, 4] }, [3, 4]],
  ["nowhere without coordinates", { type: "Polygon", coordinates: [] }, undefined],
])("a label is %s", (_, geometry, expected) => {
  expect(placeOf(geometry)).toEqual(expected);
});

test("labels are in one line, short, the largest first; null and empty text give none", () => {
  const squares = [1, 5, 2, 3, 4].map((side) => ({ type: "Polygon", coordinates: [box(0, 0, side)] }));
  const names = ["small", `${"a".repeat(5000)}${"b".repeat(5000)}`, null, "", "two\nlines \u202eturned"];
  const labels = labelsOf(dataOf(layerOf(squares, names)), "name", { crs: "EPSG:4326" } as never);
  expect([...labels.features]).toEqual([1, 4, 0]);
  const texts = [0, 1, 2].map((index) => labelText(labels, index));
  expect(texts[0]!.length).toBeLessThan(50);
  expect(texts[0]).toContain("…");
  expect(texts.slice(1)).toEqual(["two lines  turned", "small"]);
});
