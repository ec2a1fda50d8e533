import { expect, test } from "vitest";
import { Layer, dataOf } from "../../src/layers/layer.ts";
import { channels, drawingOf, seenColor } from "../../src/styles/drawing.ts";
import { drawPicture, LAND } from "../../src/render/picture.ts";
import { manyPolygons } from "../fixtures/many-polygons.ts";
import { colorsOf } from "../fixtures/palette-png.ts";

const size = { widthPx: 400, heightPx: 250 };
const square = Layer.from({
  type: "Polygon",
  coordinates: [
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
      [0, 0],
    ],
  ],
} as { type: string });

function drawing(color: string) {
  return drawingOf({ color, opacity: 1 }, "polygon");
}

test("a layer is drawn in its colour in the middle of a picture of the size asked for", () => {
  const picture = colorsOf(drawPicture([{ data: dataOf(square), drawing: drawing("#ff0000"), name: "square" }], size));
  expect([picture.width, picture.height]).toEqual([400, 250]);
  const [red = 0, green = 0] = picture.at(200, 125).split(",").map(Number);
  expect(red).toBeGreaterThan(200);
  expect(green).toBeLessThan(130);
  expect(picture.at(5, 5)).not.toBe(picture.at(200, 125));
});

test("the same layers give the same bytes", () => {
  const layers = [{ data: dataOf(square), drawing: drawing("#0072b2"), name: "square" }];
  expect(drawPicture(layers, size)).toEqual(drawPicture(layers, size));
});

test("a colour can't break out of its attribute", () => {
  const color = `#f00"/><image href="http://example.org/x.png"/><path d="`;
  expect(() => drawPicture([{ data: dataOf(square), drawing: drawing(color), name: "square" }], size)).not.toThrow();
});

test("no layers, or an empty one, give a picture of the world", () => {
  const world = colorsOf(drawPicture([], { ...size, basemap: dataOf(square) }));
  expect(world.at(205, 152)).not.toBe(world.at(20, 20));
  const empty = Layer.from({ type: "FeatureCollection", features: [] } as { type: string });
  expect(drawPicture([{ data: dataOf(empty), drawing: drawing("#f00"), name: "none" }], size).length).toBeGreaterThan(
    100,
  );
});

test("a picture of 100,000 polygons stays below 150 KB", () => {
  const layers = [{ data: manyPolygons(100_000), drawing: drawing("#0072b2"), name: "many" }];
  expect(drawPicture(layers, { widthPx: 800, heightPx: 500 }).length).toBeLessThan(150_000);
});

test("a small palette keeps the colour of every layer, however small the layer is", () => {
  const dot = Layer.from({ type: "Point", coordinates: [5, 5] } as { type: string });
  const layers = [
    { data: manyPolygons(2000), drawing: drawing("#0072b2"), name: "many" },
    { data: dataOf(dot), drawing: drawing("#e69f00"), name: "dot" },
  ];
  const picture = colorsOf(drawPicture(layers, { ...size, basemap: dataOf(square), colors: 8 }));
  const seen = new Set<string>();
  for (let y = 0; y < picture.height; y++) for (let x = 0; x < picture.width; x++) seen.add(picture.at(x, y));
  expect(seen.size).toBeLessThanOrEqual(8);
  expect(seen).toContain("230,159,0");
});

test("classes are drawn in their colours, and the legend's swatch is what is seen", () => {
  const two = Layer.from({
    type: "FeatureCollection",
    features: [-20, 20].map((x) => ({
      type: "Feature",
      properties: {},
      geometry: {
        type: "Polygon",
        coordinates: [
          [
            [x - 9, 0],
            [x + 9, 0],
            [x + 9, 9],
            [x - 9, 9],
            [x - 9, 0],
          ],
        ],
      },
    })),
  } as { type: string });
  const list = ["#ff0000", "#00ff00"].map((color) => ({ color, label: color, count: 1 }));
  const style = { color: "#000000", opacity: 1, request: { by: "x" }, classes: { list, numbers: Uint8Array.of(1, 0) } };
  const land = Layer.from({
    type: "Polygon",
    coordinates: [
      [
        [-60, -30],
        [60, -30],
        [60, 30],
        [-60, 30],
        [-60, -30],
      ],
    ],
  } as { type: string });
  const picture = colorsOf(
    drawPicture(
      [{ data: dataOf(two), drawing: drawingOf(style, "polygon"), classes: style.classes.numbers, name: "two" }],
      { ...size, basemap: dataOf(land) },
    ),
  );
  expect(difference(picture.at(80, 125), "#00ff00")).toBeLessThan(2);
  expect(difference(picture.at(320, 125), "#ff0000")).toBeLessThan(2);
});

/** Of a pixel from a colour that is drawn over land, in steps of 256. */
function difference(pixel: string, color: string): number {
  const seen = channels(seenColor(color, 0.85, LAND));
  return Math.max(...pixel.split(",").map((value, index) => Math.abs(Number(value) - seen[index]!)));
}
