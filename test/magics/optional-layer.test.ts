import { expect, test } from "vitest";
import { Layer } from "../../src/layers/layer.ts";
import { square } from "../algorithms/run.ts";
import { MagicCells } from "./magic-cells.ts";

test("a layer that an algorithm can do without need not be given", async () => {
  const cells = new MagicCells();
  const features = [square(0, 0, 4), square(2, 2, 4)].map((geometry) => ({
    type: "Feature",
    geometry,
    properties: {},
  }));
  const squares = Layer.from({ type: "FeatureCollection", features } as { type: string }, { crs: "EPSG:3857" });
  cells.session.store.set("squares", squares);
  await cells.run("%union squares --as pieces");
  await cells.run("%wait");
  const [task] = cells.session.engine.tasks();
  expect(task?.state).toMatchObject({ status: "complete", result: { length: 4 } });
});
