import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LayerStore } from "../../src/layers/layer-store.ts";
import { Layer } from "../../src/layers/layer.ts";
import type { MapAssets } from "../../src/map/assets.ts";
import { LiveMap } from "../../src/map/live-map.ts";
import type { MapLayer } from "../../src/map/map-state.ts";
import type { TaskItem } from "../../src/map/tasks-state.ts";
import { buildAssets, listed, ListedTasks, runHere } from "../fixtures/map-parts.ts";
import { decodeTile } from "../fixtures/mvt.ts";
import { colorsOf } from "../fixtures/palette-png.ts";
import { openInto, type RecordingComm } from "../fixtures/recording-comm.ts";

let assets: MapAssets;
let store: LayerStore;
let tasks: ListedTasks;
let comms: RecordingComm[];
let map: LiveMap;

const squareAt = (x: number, name = "square") =>
  Layer.from({
    type: "FeatureCollection",
    features: [
      {
        type: "Feature",
        properties: { name, size: 2 },
        geometry: {
          type: "Polygon",
          coordinates: [
            [
              [x, 0],
              [x + 10, 0],
              [x + 10, 10],
              [x, 10],
              [x, 0],
            ],
          ],
        },
      },
    ],
  } as { type: string });

beforeEach(async () => {
  assets ??= await buildAssets("live-map");
  store = new LayerStore();
  tasks = new ListedTasks();
  comms = [];
  map = new LiveMap({
    openComm: openInto(comms),
    store,
    runInternal: runHere,
    tasks,
    assets,
  });
});

afterEach(() => map.close());

function open(): RecordingComm {
  map.open();
  return comms.at(-1)!;
}

function stateOf(comm: RecordingComm): Record<string, unknown> {
  return comm.opened.data["state"] as Record<string, unknown>;
}

describe("the model", () => {
  test("opens as front ends need it, small and without a bundle", () => {
    const comm = open();
    expect(comm.opened).toMatchObject({ targetName: "jupyter.widget", metadata: { version: "2.1.0" } });
    expect(stateOf(comm)).toMatchObject({
      _model_module: "anywidget",
      _model_name: "AnyModel",
      _model_module_version: "*",
      _view_module: "anywidget",
      _view_name: "AnyView",
      _view_module_version: "*",
      _view_count: null,
      _esm: assets.loader,
    });
    expect(assets.loader.length).toBeLessThan(5000);
    expect(JSON.stringify(stateOf(comm)).length).toBeLessThan(10_000);
  });

  test("is one for all views, until the front end closes it", () => {
    expect(map.open().modelId).toBe("model-1");
    expect(map.open().bundle).toMatchObject({
      "application/vnd.jupyter.widget-view+json": { version_major: 2, version_minor: 1, model_id: "model-1" },
    });
    comms[0]!.closeByFrontEnd();
    expect(map.open().modelId).toBe("model-2");
  });

  test("answers a request for the state with all of it, as after a reload", async () => {
    store.set("a", squareAt(0));
    const comm = open();
    comm.deliver({ method: "request_state" });
    const state = comm.sent.at(-1)!.content["state"] as Record<string, unknown>;
    expect(Object.keys(state).toSorted()).toEqual(Object.keys(stateOf(comm)).toSorted());
    expect(state["modelId"]).toBe("model-1");
    expect(map.widgetState()).toEqual({ modelId: "model-1", state });
  });

  test("hands out its files by their hash and nothing else", async () => {
    const comm = open();
    for (const hash of Object.values(assets.hashes)) {
      const { buffers } = await comm.ask({ t: "asset", hash });
      expect(buffers[0]).toBe(assets.files.get(hash));
    }
    const before = comm.sent.length;
    comm.deliver({ method: "custom", content: { t: "asset", hash: "../package.json" } });
    expect(comm.sent).toHaveLength(before);
  });

  test.each([
    null,
    7,
    {},
    { t: "tile" },
    { t: "tile", req: "1", layer: "layer-1", rev: 1, z: -1, x: 0, y: 0 },
    { t: "constructor" },
  ])("leaves a message it doesn't know alone: %j", (content) => {
    const comm = open();
    const before = comm.sent.length;
    comm.deliver({ method: "custom", content });
    expect(comm.sent).toHaveLength(before);
  });
});

describe("layers", () => {
  test("arrive in one update with the whole list", async () => {
    const comm = open();
    const update = comm.update("layers");
    store.set("a", squareAt(0));
    store.set("b", squareAt(20));
    const { layers } = (await update) as { layers: MapLayer[] };
    expect(layers).toEqual([
      {
        id: "layer-1",
        rev: 1,
        name: "a",
        kind: "polygon",
        count: 1,
        style: expect.objectContaining({ color: "#0072b2", opacity: 0.8, classes: [] }),
        visible: true,
        bounds: [0, 0, 10, 10],
      },
      expect.objectContaining({ id: "layer-2", name: "b", style: expect.objectContaining({ color: "#e69f00" }) }),
    ]);
  });

  test("are ordered for the eye: areas below points, whichever came first", async () => {
    const comm = open();
    const update = comm.update("layers");
    store.set("city", Layer.from({ type: "Point", coordinates: [1, 1] } as { type: string }));
    store.set("a", squareAt(0));
    const { layers } = (await update) as { layers: MapLayer[] };
    expect(layers.map(({ name }) => name)).toEqual(["a", "city"]);
  });

  test("have tiles by revision; the one before stays until the new one is painted", async () => {
    const comm = open();
    store.set("a", squareAt(0));
    await comm.update("layers");
    store.set("a", squareAt(100));
    await comm.update("layers");
    const tile = { t: "tile", layer: "layer-1", z: 2, y: 1 };
    const [before, now] = [
      await comm.ask({ ...tile, req: "1", rev: 1, x: 2 }),
      await comm.ask({ ...tile, req: "2", rev: 2, x: 3 }),
    ];
    for (const { content, buffers } of [before, now]) {
      expect(content["content"]).toMatchObject({ status: "found" });
      expect(decodeTile(buffers[0]!)[0]!.features).toHaveLength(1);
    }
    comm.deliver({ method: "custom", content: { t: "painted", layer: "layer-1", rev: 2, ms: 5 } });
    expect((await comm.ask({ ...tile, req: "3", rev: 1, x: 2 })).content["content"]).toMatchObject({ status: "gone" });
  });

  test("that are removed have no tiles", async () => {
    const comm = open();
    store.set("a", squareAt(0));
    await comm.update("layers");
    store.remove("a");
    await comm.update("layers");
    const { content } = await comm.ask({ t: "tile", req: "1", layer: "layer-1", rev: 1, z: 0, x: 0, y: 0 });
    expect(content["content"]).toMatchObject({ status: "gone" });
  });

  test("answer with the attributes of one feature", async () => {
    const comm = open();
    store.set("a", squareAt(0, "<b>bold</b>"));
    await comm.update("layers");
    const ask = (req: string, feature: number) => comm.ask({ t: "props", req, layer: "layer-1", rev: 1, feature });
    expect((await ask("1", 0)).content["content"]).toMatchObject({
      values: [
        ["name", "<b>bold</b>"],
        ["size", 2],
      ],
    });
    expect((await ask("2", 1)).content["content"]).toMatchObject({ values: null });
  });

  test("switched in a browser are switched in the store, and confirmed in one update", async () => {
    const comm = open();
    store.set("a", squareAt(0));
    await comm.update("layers");
    comm.deliver({ method: "update", state: { switched: { "layer-1": false, "layer-9": true } } });
    expect(store.get("a")?.visible).toBe(false);
    expect(comm.sent.at(-1)!.content["state"]).toMatchObject({ switched: {}, layers: [{ visible: false }] });
  });
});

describe("updates", () => {
  test("come at most twenty times a second, and the last state is always sent", async () => {
    const comm = open();
    const before = comm.sent.length;
    const started = performance.now();
    for (let i = 0; i <= 500; i++) {
      tasks.set(listed({ id: 1, fraction: i / 500 }));
      if (i % 50 === 0) await new Promise((resolve) => void setImmediate(resolve));
    }
    for (;;) {
      const { tasks: sent } = (await comm.update("tasks")) as { tasks: TaskItem[] };
      if (sent[0]!.fraction === 1) break;
    }
    const updates = comm.sent.length - before;
    expect(updates).toBeLessThanOrEqual(2 + (performance.now() - started) / 50);
  });

  test("list running tasks, and steer them", async () => {
    const comm = open();
    const update = comm.update("tasks");
    tasks.set(listed({ id: 7, name: "clip", status: "queued", waitsFor: [{ id: 6, name: "load" }] }));
    expect(((await update) as { tasks: TaskItem[] }).tasks).toMatchObject([
      { id: 7, name: "clip", waitsFor: [{ id: 6, name: "load" }] },
    ]);
    const steer = (task: unknown, verb: unknown) =>
      comm.deliver({ method: "custom", content: { t: "steer", task, verb } });
    steer(7, "cancel");
    steer(8, "hold");
    steer(7, "destroy");
    steer("7", "cancel");
    expect(tasks.steered).toEqual([
      [7, "cancel"],
      [8, "hold"],
    ]);
  });
});

describe("the view", () => {
  const at = { type: "at", center: [1, 2], zoom: 3, bounds: [0, 1, 2, 3], by: "v", byHand: true };

  test("fits the first layer, and no later one by itself", async () => {
    const comm = open();
    store.set("a", squareAt(0));
    expect((await comm.update("view"))["view"]).toEqual({ type: "fit", bounds: [0, 0, 10, 10], turn: 1 });
    const next = comm.update("layers");
    store.set("b", squareAt(100));
    expect(await next).not.toHaveProperty("view");
  });

  test("fits layers that were asked for when they come, until somebody moves the map", async () => {
    store.set("a", squareAt(0));
    const comm = open();
    map.show(["a", "later"]);
    store.set("later", squareAt(100));
    expect((await comm.update("view"))["view"]).toMatchObject({ bounds: [0, 0, 110, 10] });
    map.show(["last"]);
    comm.deliver({ method: "update", state: { view: at } });
    const next = comm.update("layers");
    store.set("last", squareAt(50));
    expect(await next).not.toHaveProperty("view");
    expect(map.bounds).toEqual([0, 1, 2, 3]);
  });

  test("of layers on both sides of 180 degrees is the narrow one, also in the picture", async () => {
    store.set("west", squareAt(165));
    store.set("east", squareAt(-175));
    const comm = open();
    const told: Readonly<Record<string, string>>[] = [];
    map.addCompanion({ names: ["west", "east"], modelId: "", update: (bundle) => told.push(bundle) });
    const next = comm.update("view");
    map.show(["west", "east"]);
    expect((await next)["view"]).toMatchObject({ bounds: [165, 0, 195, 10] });
    await map.drawPictures();
    // 30 degrees in 800 pixels: both squares are there, and large
    const picture = colorsOf(Buffer.from(told[0]!["image/png"]!, "base64"));
    const [left, middle, right] = [150, 400, 650].map((x) => picture.at(x, 225));
    expect(left).not.toBe(middle);
    expect(right).not.toBe(middle);
    expect(left).not.toBe(right);
  });

  test("of a browser is taken only if it is one", () => {
    const comm = open();
    for (const view of [{ ...at, zoom: "near" }, { ...at, center: [1] }, { ...at, bounds: null }, { type: "fit" }, 3]) {
      comm.deliver({ method: "update", state: { view } });
    }
    expect(map.bounds).toBeUndefined();
  });

  test("shows and hides layers", () => {
    store.set("a", squareAt(0));
    map.hide(["a", "unknown"]);
    expect(store.get("a")?.visible).toBe(false);
    map.show(["a"]);
    expect(store.get("a")?.visible).toBe(true);
  });
});

describe("the companion output", () => {
  type Bundle = Readonly<Record<string, string>>;

  /** What the companions of one cell after another are told. */
  function companion(...names: readonly string[]): Bundle[] {
    const told: Bundle[] = [];
    const { modelId } = map.open();
    map.addCompanion({ names, modelId, update: (bundle) => told.push(bundle) });
    return told;
  }

  const colorAt = (bundle: Bundle, x: number, y: number) =>
    colorsOf(Buffer.from(bundle["image/png"]!, "base64")).at(x, y);

  test("is a picture with a legend, without script, and carries the map's id", async () => {
    store.set("a", squareAt(0));
    store.set("<script>alert(1)</script>", squareAt(20));
    const told = companion();
    await map.drawPictures();
    const [bundle] = told;
    expect(bundle!["text/html"]).toContain('data-map="model-1"');
    expect(bundle!["text/html"]).not.toContain("<script");
    expect(bundle!["text/html"]).toContain("&lt;script&gt;");
    expect(Buffer.from(bundle!["image/png"]!, "base64").subarray(1, 4).toString()).toBe("PNG");
    expect(bundle!["text/plain"]).toMatch(/^Map: 2 layers .* 2 features\n {2}\* a: 1 polygon\n/);
  });

  test("is made once for the same layers", async () => {
    store.set("a", squareAt(0));
    const told = companion();
    await map.drawPictures();
    await map.drawPictures();
    expect(told).toHaveLength(1);
    store.setVisible("a", false);
    await map.drawPictures();
    expect(told.map((bundle) => bundle["text/plain"]!.includes("without visible layers"))).toEqual([false, true]);
  });

  test("shows what was asked for, where that is", async () => {
    store.set("a", squareAt(0));
    store.set("b", squareAt(100));
    const [one, other] = [companion("a"), companion("b")];
    await map.drawPictures();
    expect([one, other].map(([bundle]) => bundle!["text/plain"])).toEqual([
      "Map: 1 layer (a), 1 feature\n  * a: 1 polygon",
      "Map: 1 layer (b), 1 feature\n  * b: 1 polygon",
    ]);
    expect(colorAt(one[0]!, 400, 225)).not.toEqual(colorAt(other[0]!, 400, 225)); // each in its own colour, in the middle
  });

  test("of an earlier cell keeps what was there, once it is there", async () => {
    store.set("a", squareAt(0));
    const first = companion("a", "late");
    const second = companion();
    await map.drawPictures();
    store.set("late", squareAt(20));
    await map.drawPictures();
    expect(first.at(-1)!["text/plain"]).toContain("2 layers (a, late)");
    store.set("a", squareAt(50));
    store.set("more", squareAt(50));
    await map.drawPictures();
    expect(first).toHaveLength(2);
    expect(second.at(-1)!["text/plain"]).toContain("3 layers");
  });

  test("of a second map without names is drawn, though nothing has changed since the first", async () => {
    store.set("a", squareAt(0));
    companion();
    await map.drawPictures();
    const second = companion();
    await map.drawPictures();
    expect(second.map((bundle) => bundle["text/plain"]!.split("\n")[0])).toEqual(["Map: 1 layer (a), 1 feature"]);
  });

  test("is as opaque as the layer", async () => {
    store.set("a", squareAt(0));
    const told = companion("a");
    await map.drawPictures();
    store.setStyle("a", { opacity: 0 });
    await map.drawPictures();
    const [opaque, clear] = told.map((bundle) => colorAt(bundle, 400, 225));
    expect(clear).not.toEqual(opaque);
    expect(clear).toEqual(colorAt(told[1]!, 5, 225)); // the sea of the Gulf of Guinea
  });

  test("leaves a small picture in the state, which stays below 50 KB", async () => {
    store.set("a", squareAt(0));
    open();
    await map.drawPictures();
    await comms[0]!.update("snapshot");
    const { state } = map.widgetState()!;
    expect(state["snapshot"]).toMatch(/^data:image\/png;base64,/);
    expect(JSON.stringify(state).length).toBeLessThan(50_000);
  });
});

test("a layer that can't be made into tiles is reported, and the map goes on", async () => {
  const broken = new LiveMap({
    openComm: openInto(comms),
    store,
    runInternal: () => Promise.reject(new Error("no room")),
    tasks,
    assets,
  });
  broken.open();
  const comm = comms.at(-1)!;
  store.set("a", squareAt(0));
  await comm.update("layers");
  const { content } = await comm.ask({ t: "tile", req: "1", layer: "layer-1", rev: 1, z: 0, x: 0, y: 0 });
  expect(content["content"]).toMatchObject({ status: "failed", message: "no room" });
  const told: Readonly<Record<string, string>>[] = [];
  broken.addCompanion({ names: [], modelId: "", update: (bundle) => told.push(bundle) });
  await broken.drawPictures();
  expect(told[0]!["text/plain"]).toContain("1 layer");
  broken.close();
});
