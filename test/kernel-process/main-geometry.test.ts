import { afterAll, beforeAll, expect, test } from "vitest";
import { KernelClient, shown } from "../fixtures/kernel-client.ts";

let client: KernelClient;
beforeAll(async () => {
  client = await KernelClient.start();
});
afterAll(() => client.close());

const BOX = '{ type: "Polygon", coordinates: [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]] } as Geometry';

test.each<readonly [string, string, string]>([
  [
    "a function of geometries",
    `const box: Geometry = ${BOX};\ngeometry.area(geometry.buffer(box, 1, { joinStyle: "miter" }))`,
    "36",
  ],
  [
    "a cell that only calls",
    "const grown = (d: number) => geometry.buffer(box, d);\ngeometry.contains(grown(2), box)",
    "true",
  ],
  ["ground measures", 'Math.round(geometry.area(box, { crs: "EPSG:4326", unit: "km2" }))', "196870"],
  [
    "the nearest of a layer",
    'Layer.from(box).index().nearest({ type: "Point", coordinates: [7, 4] })[0]!.distance',
    "3",
  ],
  ["the package's entry", 'import { geometry as shapes } from "mapcell/geometry";\nshapes.length(box)', "16"],
])("%s works in a cell", async (_, code, expected) => {
  expect(shown(await client.execute(code))).toContain(expected);
});

test("a geometry shows a picture of itself, and what is none does not", async () => {
  const answer = await client.execute("geometry.centroid(box)");
  expect(JSON.stringify(answer.output)).toContain("image/svg+xml");
  expect(shown(answer)).toContain("type: 'Point'");
  const none = await client.execute('({ type: "Polygon", coordinates: "none" })');
  expect(JSON.stringify(none.output)).not.toContain("image/svg");
});
