import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { Layer, dataOf } from "../../src/layers/layer.ts";
import { drawPicture } from "../../src/render/picture.ts";
import { manyPolygons } from "../fixtures/many-polygons.ts";

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

/** The colours of a palette PNG, pixel by pixel, as "r,g,b". */
function colorsOf(png: Uint8Array): { width: number; height: number; at: (x: number, y: number) => string } {
  const bytes = Buffer.from(png);
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    chunks.set(bytes.toString("latin1", at + 4, at + 8), bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const header = chunks.get("IHDR")!;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflateSync(chunks.get("IDAT")!);
  const palette = chunks.get("PLTE")!;
  return {
    width,
    height,
    at: (x, y) =>
      palette
        .subarray(3 * rows[y * (width + 1) + 1 + x]!)
        .subarray(0, 3)
        .join(","),
  };
}

test("a layer is drawn in its colour in the middle of a picture of the size asked for", () => {
  const picture = colorsOf(drawPicture([{ data: dataOf(square), color: "#ff0000", name: "square" }], size));
  expect([picture.width, picture.height]).toEqual([400, 250]);
  const [red = 0, green = 0] = picture.at(200, 125).split(",").map(Number);
  expect(red).toBeGreaterThan(200);
  expect(green).toBeLessThan(130);
  expect(picture.at(5, 5)).not.toBe(picture.at(200, 125));
});

test("the same layers give the same bytes", () => {
  const layers = [{ data: dataOf(square), color: "#0072b2", name: "square" }];
  expect(drawPicture(layers, size)).toEqual(drawPicture(layers, size));
});

test("a colour can't break out of its attribute", () => {
  const color = `#f00"/><image href="http://example.org/x.png"/><path d="`;
  expect(() => drawPicture([{ data: dataOf(square), color, name: "square" }], size)).not.toThrow();
});

test("no layers, or an empty one, give a picture of the world", () => {
  const world = colorsOf(drawPicture([], { ...size, basemap: dataOf(square) }));
  expect(world.at(205, 152)).not.toBe(world.at(20, 20));
  const empty = Layer.from({ type: "FeatureCollection", features: [] } as { type: string });
  expect(drawPicture([{ data: dataOf(empty), color: "#f00", name: "none" }], size).length).toBeGreaterThan(100);
});

test("a picture of 100,000 polygons stays below 150 KB", () => {
  const layers = [{ data: manyPolygons(100_000), color: "#0072b2", name: "many" }];
  expect(drawPicture(layers, { widthPx: 800, heightPx: 500 }).length).toBeLessThan(150_000);
});

test("a small palette keeps the colour of every layer, however small the layer is", () => {
  const dot = Layer.from({ type: "Point", coordinates: [5, 5] } as { type: string });
  const layers = [
    { data: manyPolygons(2000), color: "#0072b2", name: "many" },
    { data: dataOf(dot), color: "#e69f00", name: "dot" },
  ];
  const picture = colorsOf(drawPicture(layers, { ...size, basemap: dataOf(square), colors: 8 }));
  const seen = new Set<string>();
  for (let y = 0; y < picture.height; y++) for (let x = 0; x < picture.width; x++) seen.add(picture.at(x, y));
  expect(seen.size).toBeLessThanOrEqual(8);
  expect(seen).toContain("230,159,0");
});
