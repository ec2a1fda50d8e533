import { afterEach, beforeEach, expect, test } from "vitest";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import { Session } from "../../src/session/session.ts";
import { Task } from "../../src/tasks/task.ts";
import { runBody } from "./run-body.ts";

const WORKER = new URL("../../dist/test/worker.js", import.meta.url);
let session: Session;
let roads: Layer;

beforeEach(() => {
  session = new Session({ workerUrl: WORKER, lanes: 1, checkLayers: true });
  const rows = [{ geometry: { type: "Point" as const, coordinates: [1, 2] }, properties: { name: "a" } }];
  roads = Layer.from(rows, { crs: "EPSG:3857", name: "road file" });
  session.store.set("roads", roads);
});
afterEach(() => session.close());

/** What no code can do but ours, with a mistake in it. */
function writeTo(layer: Layer): void {
  dataOf(layer).geometry.xy[0]! += 1;
}

/** A task during which the layer is written to. */
function spoiled(source: string): Task {
  const inputs = [{ name: "lines", layer: roads }];
  const task = runBody(session, { name: "spoil", source: `ctx.emit("now", 1); ${source}`, inputs });
  session.engine.on((event) => {
    if (event.type === "emit" && event.task === task) writeTo(roads);
  });
  return task;
}

test("a task during which an input changes fails with the names of both", async () => {
  await expect(spoiled("return 1")).rejects.toMatchObject({
    code: "LAYER_CHANGED",
    message: expect.stringMatching(
      /^The layer "roads" was written to while the task "spoil" ran: its hash was [\da-f]{8}… and is [\da-f]{8}…\./,
    ),
  });
});

test("a change during a task that fails is found by the next one, and only by that", async () => {
  await expect(spoiled("throw new Error('mine')")).rejects.toThrow("mine");
  const next = session.submitAlgorithm("centroids", { input: "roads" });
  await expect(next).rejects.toMatchObject({
    code: "LAYER_CHANGED",
    message: expect.stringContaining('"roads" was written to after "spoil" and before "centroids roads"'),
  });
  expect((await session.submitAlgorithm("centroids", { input: "roads" })).length).toBe(1);
});

test.each([false, true])("layers that go along in a value are looked at, too (chunks: %s)", async (chunks) => {
  const task = Task.fromFunction((_: unknown, ctx) => ctx.emit("now", 1), { all: [roads] }, { chunks });
  session.engine.on((event) => {
    if (event.type === "emit") writeTo(roads);
  });
  await expect(session.add(task)).rejects.toThrow('The layer "road file" was written to while');
});

test("tasks that change nothing give what they always give", async () => {
  const near = await session.submitAlgorithm("buffer", { input: "roads", distance: 5 }, { as: "near" });
  const unchecked = new Session({ workerUrl: WORKER, lanes: 1 });
  const same = await unchecked.submitAlgorithm("buffer", { input: roads, distance: 5 });
  await unchecked.close();
  expect(near.hash).toBe(same.hash);
});
