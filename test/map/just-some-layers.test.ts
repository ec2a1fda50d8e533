import { afterEach, beforeEach, expect, test } from "vitest";
import { LayerStore } from "../../src/layers/layer-store.ts";
import { Layer } from "../../src/layers/layer.ts";
import type { MapAssets } from "../../src/map/assets.ts";
import { LiveMap } from "../../src/map/live-map.ts";
import type { MapLayer } from "../../src/map/map-state.ts";
import { buildAssets, ListedTasks, runHere } from "../fixtures/map-parts.ts";
import { openInto } from "../fixtures/recording-comm.ts";

const point = Layer.from({ type: "Point", coordinates: [1, 1] } as { type: string });
const ring = [
  [0, 0],
  [9, 0],
  [9, 9],
  [0, 0],
];
const area = Layer.from({ type: "Polygon", coordinates: [ring] } as { type: string });

let assets: MapAssets;
let store: LayerStore;
let map: LiveMap;

beforeEach(async () => {
  assets ??= await buildAssets("just-some-layers");
  store = new LayerStore();
  map = new LiveMap({ openComm: openInto([]), store, runInternal: runHere, tasks: new ListedTasks(), assets });
  map.open();
});

afterEach(() => map.close());

/** Lowest first; what is not visible in brackets. */
function listedNames(): string[] {
  const { layers } = map.widgetState()!.state as { layers: readonly MapLayer[] };
  return layers.map(({ name, visible }) => (visible ? name : `(${name})`));
}

test("are all that is visible, in the order given, the last on top", () => {
  store.set("spot", point);
  for (const name of ["a", "b", "c"]) store.set(name, area);
  expect(listedNames()).toEqual(["a", "b", "c", "spot"]);
  map.only(["spot", "c", "a"]);
  expect(listedNames()).toEqual(["(b)", "spot", "c", "a"]);
});

test("keep their places while they are made; what was begun before is out of sight, what comes after is above", () => {
  const [late, before] = [store.bind("late"), store.bind("before")];
  store.set("a", area);
  map.only(["late", "a"]);
  store.set("after", area);
  store.settle(before, area);
  store.settle(late, area);
  expect(listedNames().filter((name) => !name.startsWith("("))).toEqual(["late", "a", "after"]);
  expect(listedNames()).toContain("(before)");
});

test("stay the picture of their cell, in its order, whatever a later cell asks for", async () => {
  for (const name of ["a", "b", "c"]) store.set(name, area);
  const told: string[] = [];
  const companion = (...names: string[]): void => {
    map.only(names);
    map.addCompanion({ names, modelId: "model-1", update: (bundle) => told.push(bundle["text/plain"]!) });
  };
  companion("b", "a");
  await map.drawPictures();
  companion("c");
  store.setStyle("a", { color: "#ff0000" });
  await map.drawPictures();
  expect(told).toEqual([
    "Map: 2 layers (b, a), 2 features\n  * b: 1 polygon\n  * a: 1 polygon",
    "Map: 1 layer (c), 1 feature\n  * c: 1 polygon",
  ]);
});
