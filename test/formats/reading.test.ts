import { join } from "node:path";
import { expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readLayer } from "../../src/formats/open.ts";
import { layerFromData } from "../../src/layers/layer.ts";

const atlas = join("node_modules", "world-atlas", "countries-110m.json");

test("world-atlas has 177 countries, with their ids", async () => {
  const data = await readLayer(atlas, { baseDir: process.cwd(), layer: "countries" }, silent);
  const layer = layerFromData("countries", data);
  expect(layer.length).toBe(177);
  expect(layer.crs).toBe("EPSG:4326");
  expect(layer.geometryType).toBe("MultiPolygon");
  expect(layer.fields).toEqual([
    { name: "id", type: "string" },
    { name: "name", type: "string" },
  ]);
  expect(layer.head(1)[0]?.properties).toEqual({ id: "242", name: "Fiji" });
});
