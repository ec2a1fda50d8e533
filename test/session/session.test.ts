import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Layer } from "../../src/layers/layer.ts";
import { Session } from "../../src/session/session.ts";
import { Task } from "../../src/tasks/task.ts";
import { runBody } from "./run-body.ts";

const WORKER = new URL("../../dist/test/worker.js", import.meta.url);
let session: Session;

beforeEach(() => {
  session = new Session({ workerUrl: WORKER, lanes: 2 });
});
afterEach(() => session.close());

/** Ten points on a line, in metres. */
function points(count = 10): Layer {
  const rows = Array.from({ length: count }, (_, index) => ({
    geometry: { type: "Point" as const, coordinates: [index * 100, 0] },
    properties: { index },
  }));
  return Layer.from(rows, { crs: "EPSG:3857", name: "points" });
}

describe("names", () => {
  test("a name means the latest submission, whichever task ends last", async () => {
    const slow = session.submitAlgorithm("buffer", { input: points(2000), distance: 10 }, { as: "near" });
    const quick = session.submitAlgorithm("centroids", { input: points(3) }, { as: "near" });
    await Promise.all([slow, quick]);
    expect(session.store.get("near")?.layer.length).toBe(3);
    expect(session.names.layer("near").geometryType).toBe("Point");
  });

  test("a task that is still running can be named as an input and becomes a dependency", async () => {
    session.submitAlgorithm("buffer", { input: points(), distance: 10 }, { as: "near" });
    const centres = await session.submitAlgorithm("centroids", { input: "near" });
    expect(centres.head(1)[0]?.geometry).toEqual({
      type: "Point",
      coordinates: [expect.closeTo(0, 6), expect.closeTo(0, 6)],
    });
  });

  test("running a submission again replaces the layer in place", async () => {
    await session.submitAlgorithm("centroids", { input: points() }, { as: "a" });
    await session.submitAlgorithm("centroids", { input: points() }, { as: "b" });
    session.store.setVisible("a", false);
    await session.submitAlgorithm("centroids", { input: points(4) }, { as: "a" });
    expect(session.store.list().map(({ name, revision, visible }) => ({ name, revision, visible }))).toEqual([
      { name: "a", revision: 2, visible: false },
      { name: "b", revision: 1, visible: true },
    ]);
  });

  test("a cancelled task leaves no layer, and its name says so", async () => {
    const task = session.submitAlgorithm("buffer", { input: points(), distance: 1 }, { as: "near" });
    task.cancel();
    expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
    expect(session.store.list()).toEqual([]);
    expect(() => session.submitAlgorithm("centroids", { input: "near" })).toThrow(
      /"near" has no layer: task 1 was cancelled/,
    );
  });

  test("dependents of a failed task end as cancelled, and say why", async () => {
    const load = session.load("roads", "missing.geojson");
    const near = session.submitAlgorithm("buffer", { input: "roads", distance: 1 });
    expect((await load.settled).status).toBe("failed");
    expect(await near.settled).toEqual({ status: "canceled", reason: "dependency" });
  });
});

describe("refusals come before anything is queued", () => {
  test.each([
    ["an unknown layer", () => session.submitAlgorithm("buffer", { input: "raods" }), /no layer "raods"/],
    ["an unknown algorithm", () => session.submitAlgorithm("bufer", {}), /Did you mean "buffer"/],
    [
      "an unknown parameter",
      () => session.submitAlgorithm("buffer", { input: points(), distanse: 1 }),
      /"distanse".*Did you mean "distance"/,
    ],
    ["a wrong unit", () => session.submitAlgorithm("buffer", { input: points(), distance: "5 parsec" }), /parsec/],
    [
      "negative segments",
      () => session.submitAlgorithm("buffer", { input: points(), distance: 1, segments: -3 }),
      /-3/,
    ],
    ["a missing layer", () => session.submitAlgorithm("clip", { input: points() }), /"overlay"/],
    ["something that is no layer", () => session.submitAlgorithm("buffer", { input: 7 }), /7 is not a layer/],
  ])("%s", (_, submit, message) => {
    expect(submit).toThrow(message);
    expect(session.engine.tasks()).toEqual([]);
  });
});

test("every submission is told within the call that makes it", () => {
  const told: string[] = [];
  session.onSubmitted(({ task, as }) => told.push(`${task.description} as ${as}`));
  session.submitAlgorithm("centroids", { input: points() }, { as: "centres" });
  expect(told).toEqual(["centroids points → centres as centres"]);
});

test("an interrupt cancels all but the kept tasks", async () => {
  const kept = session.submitAlgorithm("centroids", { input: points() }, { keep: true });
  const other = session.submitAlgorithm("centroids", { input: points() });
  session.interrupt();
  expect((await kept.settled).status).toBe("complete");
  expect((await other.settled).status).toBe("canceled");
});

describe("the classic example: loop over prefetched geometries, buffer, report, look for a cancel, collect in finished", () => {
  test("as a %%task body", async () => {
    const source = `
      const out = [];
      for (const [i, f] of [...points].entries()) {
        ctx.throwIfCanceled();
        out.push({ ...f, geometry: geometry.buffer(f.geometry!, 50) });
        ctx.progress((i + 1) / points.length);
      }
      return out;`;
    const body = { name: "wide", source, inputs: [{ name: "points", layer: points() }] };
    const layer = await runBody(session, body, { as: "wide" });
    expect(layer).toMatchObject({ name: "wide", length: 10, geometryType: "Polygon", crs: "EPSG:3857" });
    expect(session.store.get("wide")?.layer).toBe(layer);
  });

  test("as Task.fromFunction", async () => {
    let collected = 0;
    const task = Task.fromFunction(
      (input: { layer: Layer; distance: number }, ctx) => {
        const areas: number[] = [];
        for (const f of input.layer) {
          ctx.throwIfCanceled();
          areas.push(geometry.area(geometry.buffer(f.geometry!, input.distance, { segments: 64 })));
          ctx.progress(areas.length / input.layer.length);
        }
        return areas;
      },
      { layer: points(), distance: 50 },
      { finished: (outcome) => (collected = outcome.status === "complete" ? outcome.result.length : -1) },
    );
    const areas = await session.add(task);
    expect(areas[0]).toBeCloseTo(Math.PI * 2500, -1);
    expect(collected).toBe(10);
  });

  test("as a subclass", async () => {
    class BufferAll extends Task<number> {
      layer: Layer;
      distance = 50;
      sum = 0;
      outcomes: string[] = [];
      constructor(layer: Layer) {
        super("buffer all");
        this.layer = layer;
      }
      override run(ctx: { throwIfCanceled(): void; progress(fraction: number): void }): number {
        let count = 0;
        for (const f of this.layer) {
          ctx.throwIfCanceled();
          this.sum += geometry.area(geometry.buffer(f.geometry!, this.distance));
          ctx.progress(++count / this.layer.length);
        }
        return count;
      }
      override finished(outcome: { status: string }): void {
        this.outcomes.push(`${outcome.status} ${Math.round(this.sum / 1000)}`);
      }
    }
    const task = session.add(new BufferAll(points()));
    expect(await task).toBe(10);
    expect(task.outcomes).toEqual(["complete 77"]);
  });
});

test("an input is taken as it is at the call, and what can't cross is named", async () => {
  const input = { values: [1, 2, 3] };
  const task = session.add(Task.fromFunction(({ values }: { values: number[] }) => values.length, input));
  input.values.push(4);
  expect(await task).toBe(3);
  const bad = Task.fromFunction((rows: { draw: unknown }[]) => rows.length, [{ draw: () => 1 }]);
  expect(() => session.add(bad)).toThrow(/input\[0\]\.draw is a function and can't be sent/);
});

test("a task can be an exported function of a TypeScript file, and sends values on its way", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mapcell-module-"));
  writeFileSync(
    join(folder, "work.ts"),
    "export const run = (n: number, ctx: { emit(name: string, value: unknown): void }): number => { ctx.emit('half', n / 2); return 2 * n; };",
  );
  const own = new Session({ workerUrl: WORKER, lanes: 1, baseDir: folder });
  const heard: unknown[] = [];
  const task = Task.fromModule<number>("work.ts", "run", 8);
  task.on((event) => void (event.type === "emit" && heard.push([event.name, event.value])));
  expect(await own.add(task)).toBe(16);
  expect(heard).toEqual([["half", 4]]);
  await own.close();
  rmSync(folder, { recursive: true });
});

test("a named body without features makes an empty layer", async () => {
  const body = { name: "none", source: "return points.head(0);", inputs: [{ name: "points", layer: points() }] };
  expect(await runBody(session, body, { as: "none" })).toMatchObject({ length: 0, crs: "EPSG:3857" });
});

declare const geometry: {
  area(g: unknown): number;
  buffer(g: unknown, distance: number, options?: { segments?: number }): unknown;
};
