import { afterEach, beforeEach, expect, test } from "vitest";
import { LayerStore } from "../../src/layers/layer-store.ts";
import { Layer } from "../../src/layers/layer.ts";
import type { MapAssets } from "../../src/map/assets.ts";
import { LiveMap } from "../../src/map/live-map.ts";
import type { MapLayer } from "../../src/map/map-state.ts";
import { buildAssets, ListedTasks, runHere } from "../fixtures/map-parts.ts";
import { openInto, type RecordingComm } from "../fixtures/recording-comm.ts";

const point = Layer.from({ type: "Point", coordinates: [1, 1] } as { type: string });
const comms: RecordingComm[] = [];

let assets: MapAssets;
let store: LayerStore;
let map: LiveMap;

beforeEach(async () => {
  assets ??= await buildAssets("arranged-layers");
  comms.length = 0;
  store = new LayerStore();
  map = new LiveMap({ openComm: openInto(comms), store, runInternal: runHere, tasks: new ListedTasks(), assets });
  map.open();
  for (const name of ["a", "b", "c"]) store.set(name, point);
  layers(); // a browser knows them now
});
afterEach(() => map.close());

function layers(): readonly MapLayer[] {
  return map.widgetState()!.state["layers"] as readonly MapLayer[];
}

function deliver(content: object): void {
  comms[0]!.deliver({ method: "custom", content });
}

test("are in the order that a browser has put them in; what comes later is above", () => {
  deliver({ t: "arrange", layers: ["layer-3", "layer-1", "layer-2", "layer-9"] });
  store.set("d", point);
  expect(layers().map(({ name }) => name)).toEqual(["c", "a", "b", "d"]);
});

test("look as a browser has chosen", () => {
  deliver({ t: "restyle", layer: "layer-2", color: "#123abc", opacity: 0.25 });
  expect(layers().map(({ style }) => [style.color, style.opacity])[1]).toEqual(["#123abc", 0.25]);
  expect(store.get("b")!.style.chosen).toBe(true);
});

test.each([
  { t: "restyle", layer: "layer-2", color: "red;}", opacity: 0.25 },
  { t: "restyle", layer: "layer-2", color: "#123abc", opacity: 7 },
  { t: "restyle", layer: "layer-9", color: "#123abc", opacity: 1 },
  { t: "arrange", layers: "layer-2" },
  { t: "arrange", layers: [7] },
])("stay as they are after %j", (content) => {
  const before = layers();
  deliver(content);
  expect(layers()).toEqual(before);
});
