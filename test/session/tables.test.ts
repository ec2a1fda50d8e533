import { afterAll, beforeAll, expect, test } from "vitest";
import { Layer } from "../../src/layers/layer.ts";
import { type Geo, makeGeo } from "../../src/session/geo.ts";
import { MapView } from "../../src/session/map-view.ts";
import { Session } from "../../src/session/session.ts";
import { resultSummary } from "../../kernel/display/task-line.ts";

let session: Session;
let geo: Geo & Record<"buffer" | "clip", (input: unknown, options: object) => PromiseLike<Layer>>;
const towns = Layer.from([{ name: "Ayr" }, { name: "Bonn" }], { name: "towns" });
const square = Layer.from([{ geometry: { type: "Point", coordinates: [0, 0] } }], { crs: "EPSG:3857", name: "square" });

beforeAll(() => {
  session = new Session({ workerUrl: new URL("../../dist/test/worker.js", import.meta.url), lanes: 1 });
  geo = makeGeo(session) as unknown as typeof geo;
});
afterAll(() => session.close());

test("an algorithm that needs geometries refuses a table before anything is queued, by its name", async () => {
  expect(() => geo.buffer(towns, { distance: 1 })).toThrow(/buffer: input is "towns", a table without geometry/);
  expect(() => geo.clip(square, { overlay: towns })).toThrow(/clip: overlay is "towns", a table/);
  expect(session.engine.tasks()).toEqual([]);
});

test("a table that a task makes is refused when it is there", async () => {
  const made = geo.task("some", ({ towns: given }: { towns: Layer }) => given.filter(() => true), { input: { towns } });
  await expect(geo.buffer(made, { distance: 1 })).rejects.toThrow(/buffer: input is "some", a table without geometry/);
  const result = (await made) as Layer;
  expect(result.hash).toBe(towns.hash);
  expect(resultSummary(result)).toBe("2 rows, table");
});

test("the map does not show a table, and says what does", () => {
  session.store.set("towns", towns);
  const view = new MapView(session);
  const message = '"towns" is a table: it has no geometry that a map could show.';
  expect(() => view.nameOf({ input: towns })).toThrow(message);
  expect(() => view.nameOf({ input: "towns" })).toThrow(message);
});
