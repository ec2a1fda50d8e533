import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LayerStore } from "../../src/layers/layer-store.ts";
import { Layer } from "../../src/layers/layer.ts";
import type { MapAssets } from "../../src/map/assets.ts";
import { LiveMap } from "../../src/map/live-map.ts";
import { buildAssets, ListedTasks, runHere } from "../fixtures/map-parts.ts";
import { openInto, type RecordingComm } from "../fixtures/recording-comm.ts";

let assets: MapAssets;
let store: LayerStore;
let comms: RecordingComm[];
let map: LiveMap;

beforeEach(async () => {
  assets ??= await buildAssets("chosen");
  store = new LayerStore();
  comms = [];
  map = new LiveMap({ openComm: openInto(comms), store, runInternal: runHere, tasks: new ListedTasks(), assets });
});
afterEach(() => map.close());

function open(): RecordingComm {
  map.open();
  return comms.at(-1)!;
}

function squareAt(x: number): Layer {
  const ring = [0, 10, 10, 0, 0].map((dx, index) => [x + dx, [0, 0, 10, 10, 0][index]!]);
  return Layer.from({ type: "Polygon", coordinates: [ring] } as { type: string });
}

describe("a table", () => {
  test("brings the rows that are asked for, those around a feature, and says what is wrong with a filter", async () => {
    const comm = open();
    const geometry = { type: "Point", coordinates: [0, 0] } as const;
    const points = Array.from({ length: 300 }, (_, i) => ({ type: "Feature", geometry, properties: { n: 299 - i } }));
    store.set("many", Layer.from({ type: "FeatureCollection", features: points } as { type: string }));
    map.fit(["many"]);
    const at = { layer: "layer-1", rev: 1, sort: 1, descending: false, search: "", filter: "" };
    const ask = async (more: object) =>
      (await comm.ask({ t: "rows", req: JSON.stringify(more), ...at, ...more })).content;
    expect(await ask({ from: 0, count: 2 })).toMatchObject({
      content: {
        answer: {
          total: 300,
          from: 0,
          place: -1,
          rows: [
            [299, 0],
            [298, 1],
          ],
        },
      },
    });
    expect(await ask({ from: 0, count: 2, feature: 99 })).toMatchObject({
      content: {
        answer: {
          total: 300,
          from: 199,
          place: 200,
          rows: [
            [100, 199],
            [99, 200],
          ],
        },
      },
    });
    expect(await ask({ from: 0, count: 1000 })).toMatchObject({ content: { answer: { rows: { length: 200 } } } });
    expect(JSON.stringify(await ask({ from: 0, count: 2, filter: "n <" }))).toContain("problem");
    expect(await ask({ from: 0, count: 2, rev: 7 })).toMatchObject({ content: { answer: null } });
    expect((await comm.ask({ t: "spreads", req: "s", layer: "layer-1", rev: 1 })).content).toMatchObject({
      content: { fields: [{ name: "n", type: "integer", nulls: 0, text: "0 to 299" }] },
    });
  });
});

describe("what is chosen", () => {
  test("is known by name and positions, told to who listens, and gone with the layer's revision", () => {
    const comm = open();
    store.set("square", squareAt(0));
    map.fit(["square"]);
    const heard: unknown[] = [];
    const stop = map.on("select", () => heard.push(map.selection));
    comm.deliver({ method: "custom", content: { t: "chosen", layer: "layer-1", rev: 1, features: [0] } });
    expect(map.selection).toEqual({ name: "square", features: [0] });
    comm.deliver({ method: "custom", content: { t: "chosen", layer: "layer-1", rev: 1, features: ["0"] } });
    comm.deliver({ method: "custom", content: { t: "chosen", layer: "layer-1", rev: 1, features: [] } });
    expect(map.selection).toBeUndefined();
    stop();
    comm.deliver({ method: "custom", content: { t: "chosen", layer: "layer-1", rev: 1, features: [0] } });
    expect(heard).toEqual([{ name: "square", features: [0] }, undefined]);
    store.set("square", squareAt(20));
    map.fit(["square"]);
    comm.deliver({ method: "custom", content: { t: "painted", layer: "layer-1", rev: 2, ms: 1 } });
    expect(map.selection).toBeUndefined();
  });

  test("a look at a feature moves the view there", () => {
    const comm = open();
    store.set("square", squareAt(40));
    map.fit(["square"]);
    comm.deliver({ method: "custom", content: { t: "look", layer: "layer-1", rev: 1, feature: 0 } });
    const { view } = map.widgetState()!.state as { view: { bounds: number[] } };
    view.bounds.forEach((value, index) => expect(value).toBeCloseTo([40, 0, 50, 10][index]!));
    comm.deliver({ method: "custom", content: { t: "look", layer: "layer-1", rev: 1, feature: 7 } });
    expect((map.widgetState()!.state as { view: unknown }).view).toEqual(view);
  });
});
