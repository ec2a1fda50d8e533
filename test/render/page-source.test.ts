import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import { makePageLayer } from "../../src/render/page-layer.ts";
import { unpackPage } from "../../src/render/page-source.ts";
import { makeTileSource } from "../../src/render/tile-source.ts";
import { cutTile } from "../../src/render/tiles.ts";

const layer = Layer.from([
  { geometry: { type: "Polygon", coordinates: [[[0, 0], [30, 0], [30, 30], [0, 30], [0, 0]], [[5, 5], [10, 5], [10, 10], [5, 5]]] }, properties: { name: "a<b", size: 1.5 } }, // prettier-ignore
  { geometry: { type: "LineString", coordinates: [[170, -20], [190, 20]] }, properties: { name: null, size: 2 } }, // prettier-ignore
  { geometry: null, properties: { name: "nowhere", size: null } },
  { geometry: { type: "Point", coordinates: [-60, 40] }, properties: { name: "p", size: 3 } },
]);

test("a page cuts the tiles that a kernel cuts, and knows the same attributes", () => {
  const data = dataOf(layer);
  const classes = Uint8Array.of(0, 1, 1, 0);
  const packed = gunzipSync(makePageLayer({ data, classes, labels: undefined }));
  const page = unpackPage(packed.buffer.slice(packed.byteOffset, packed.byteOffset + packed.byteLength));
  const source = makeTileSource(data);
  let found = 0;
  for (let z = 0; z <= 4; z++)
    for (let x = 0; x < 2 ** z; x++)
      for (let y = 0; y < 2 ** z; y++) {
        const kernel = cutTile(source, { z, x, y, classes });
        found += kernel.length;
        expect(Buffer.from(cutTile(page.source, { z, x, y, classes: page.classes })).equals(kernel)).toBe(true);
      }
  expect(found).toBeGreaterThan(1000);
  expect(page.values).toEqual([
    ["name", ["a<b", null, "nowhere", "p"]],
    ["size", [1.5, 2, null, 3]],
  ]);
});
