import { afterEach, beforeEach, expect, test } from "vitest";
import type { MapAssets } from "../../src/map/assets.ts";
import { LiveTasks } from "../../src/map/live-tasks.ts";
import { buildAssets, listed, ListedTasks } from "../fixtures/map-parts.ts";
import { openInto, type RecordingComm } from "../fixtures/recording-comm.ts";

let assets: MapAssets;
let tasks: ListedTasks;
let comms: RecordingComm[];
let live: LiveTasks;

beforeEach(async () => {
  assets ??= await buildAssets("live-tasks");
  tasks = new ListedTasks();
  comms = [];
  live = new LiveTasks({
    openComm: openInto(comms),
    tasks,
    assets,
  });
});

afterEach(() => live.close());

function watch(open = true): void {
  comms[0]!.deliver({ method: "custom", content: { t: "view", view: "v", open } });
}

test("all views share one model, which is not the map's and pulls a bundle of a few KB", async () => {
  const { modelId, bundle } = live.open();
  expect(live.open()).toEqual({ modelId, bundle });
  expect(bundle).toEqual({
    "application/vnd.jupyter.widget-view+json": { version_major: 2, version_minor: 1, model_id: "model-1" },
  });
  expect(comms[0]!.opened).toMatchObject({
    targetName: "jupyter.widget",
    metadata: { version: "2.1.0" },
    data: { state: { _anywidget_id: "mapcell.Tasks", _esm: assets.loader, list: { counts: "0 tasks", items: [] } } },
  });
  const { buffers } = await comms[0]!.ask({ t: "asset", hash: assets.tasks.bundle });
  expect(buffers[0]!.length).toBeLessThan(10_000);
});

test("the state of a hundred tasks with long names stays below 50 KB", () => {
  const long = { name: "n".repeat(80), note: "t".repeat(160), waitsFor: [{ id: 1, name: "w".repeat(30) }] };
  tasks.set(...Array.from({ length: 100 }, (_, id) => listed({ id, ...long })));
  live.open();
  expect(JSON.stringify(comms[0]!.opened.data).length).toBeLessThan(50_000);
});

test("a thousand changes are told four times a second, and the last one always", async () => {
  live.open();
  const started = performance.now();
  const before = comms[0]!.sent.length;
  const last = comms[0]!.next(({ content }) => JSON.stringify(content).includes('"fraction":1'));
  for (let i = 0; i <= 1000; i++) {
    tasks.set(listed({ id: 1, fraction: i / 1000 }));
    if (i % 100 === 0) await new Promise((resolve) => void setImmediate(resolve));
  }
  await last;
  expect(comms[0]!.sent.length - before).toBeLessThanOrEqual(2 + (performance.now() - started) / 250);
});

test("elapsed time moves on without any event, while somebody looks", async () => {
  live.open();
  tasks.set(listed({ id: 1, elapsedMs: 1000 }));
  await comms[0]!.update("list");
  watch();
  tasks.age(1, 2000); // nobody is told
  expect(await comms[0]!.update("list")).toMatchObject({ list: { items: [{ elapsedMs: 2000 }] } });
});

test("it knows whether a page shows it, also after the front end has closed the model", () => {
  live.open();
  expect(live.isWatched).toBe(false);
  watch();
  expect(live.isWatched).toBe(true);
  watch(false);
  expect(live.isWatched).toBe(false);
  watch();
  comms[0]!.closeByFrontEnd();
  expect(live.isWatched).toBe(false);
  expect(live.open().modelId).toBe("model-2");
});

test("buttons reach the tasks, anything else does not", () => {
  live.open();
  for (const content of [
    { t: "steer", task: 3, verb: "hold" },
    { t: "steer", task: 3, verb: "constructor" },
    { t: "steer", task: -3, verb: "hold" },
    { t: "painted", layer: "a", rev: 1, ms: 1 },
  ]) {
    comms[0]!.deliver({ method: "custom", content });
  }
  expect(tasks.steered).toEqual([[3, "hold"]]);
});
