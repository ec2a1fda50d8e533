import { runInThisContext } from "node:vm";
import { expect, test } from "vitest";
import { Layer } from "../../src/layers/layer.ts";
import type { TaskContext } from "../../src/tasks/task-context.ts";
import { Task } from "../../src/tasks/task.ts";
import type { Outcome } from "../../src/tasks/task-state.ts";
import { bodyTask, laneEngine, squares } from "./lane-engine.ts";

interface Geometry {
  buffer(geometry: unknown, distance: number): { type: "Polygon"; coordinates: number[][][] };
  area(geometry: unknown): number;
}
/** In scope of task functions. */
declare const geometry: Geometry;

const CLASSIC = `
  const buffered = [];
  for (const f of roads) {
    ctx.throwIfCanceled();
    buffered.push({ ...f, geometry: geometry.buffer(f.geometry, 5) });
    ctx.progress(buffered.length / roads.length);
  }
  return buffered;`;

test("the classic loop as the body of a cell", async () => {
  const result = await laneEngine().add(bodyTask(CLASSIC, { roads: squares(20) }));
  expect(result).toBeInstanceOf(Layer);
  const layer = result as Layer;
  expect(layer).toMatchObject({ length: 20, crs: "EPSG:3857", geometryType: "Polygon" });
  expect(layer.bounds).toEqual([-5, -5, 196, 6]);
  expect(layer.head(2)[1]?.properties).toEqual({ number: 1, name: "square 1" });
});

test("the classic loop as a function", async () => {
  const task = Task.fromFunction(
    ({ roads, distance }, ctx) => {
      const areas: number[] = [];
      for (const f of roads) {
        ctx.throwIfCanceled();
        areas.push(geometry.area(geometry.buffer(f.geometry, distance)));
        ctx.progress(areas.length / roads.length);
      }
      return { areas, first: roads.head(1)[0]?.properties["name"] };
    },
    { roads: squares(3), distance: 0 },
  );
  expect(await laneEngine().add(task)).toEqual({ areas: [1, 1, 1], first: "square 0" });
});

class Classic extends Task {
  readonly roads: Layer;
  readonly distance = 5;
  sum = 0;
  readonly seen: string[] = [];
  done: Outcome<unknown> | undefined;
  readonly onDone = (): string => "main loop only";

  constructor(roads: Layer) {
    super("classic");
    this.roads = roads;
  }

  override run(ctx: TaskContext): unknown {
    for (const f of this.roads) {
      ctx.throwIfCanceled();
      this.sum += this.areaOf(f.geometry);
      this.seen.push(String(f.properties["name"]));
    }
    return this.seen.length;
  }

  private areaOf(shape: unknown): number {
    return geometry.area(geometry.buffer(shape, this.distance - 5));
  }

  override finished(outcome: Outcome<unknown>): void {
    this.done = outcome;
    this.seen.push(this.onDone());
  }
}

test("the classic loop as a subclass: its fields go there, what run set comes back before finished", async () => {
  const roads = squares(2);
  const task = laneEngine().add(new Classic(roads));
  expect(await task).toBe(2);
  expect(task).toMatchObject({
    sum: 2,
    seen: ["square 0", "square 1", "main loop only"],
    done: { status: "complete", result: 2 },
  });
  expect(task.roads).toBe(roads);
});

test("each kind of result", async () => {
  const engine = laneEngine();
  const inputs = { roads: squares(2) };
  const run = (source: string): Task => engine.add(bodyTask(source, inputs));
  const layerOf = async (source: string): Promise<unknown> => {
    const { crs, length } = (await run(source)) as Layer;
    return { crs, length };
  };
  expect(await layerOf("return roads.head(1)")).toEqual({ crs: "EPSG:3857", length: 1 });
  expect(await layerOf("return roads.filter((f) => f.properties.number === 1)")).toEqual({
    crs: "EPSG:3857",
    length: 1,
  });
  expect(await layerOf("return { type: 'FeatureCollection', features: [...roads] }")).toEqual({
    crs: "EPSG:3857",
    length: 2,
  });
  expect(await layerOf("return { features: roads.head(), crs: 'EPSG:25832' }")).toEqual({
    crs: "EPSG:25832",
    length: 2,
  });
  expect(await layerOf("return roads.toGeoJSON()")).toEqual({ crs: "EPSG:3857", length: 2 });
  expect(await layerOf("return Layer.from([{ geometry: null }], { crs: 'EPSG:4326' })")).toEqual({
    crs: "EPSG:4326",
    length: 1,
  });
  expect(await layerOf("return (function* () { yield* roads; })()")).toEqual({ crs: "EPSG:3857", length: 2 });
  expect(await run("return { count: roads.length, roads }")).toEqual({ count: 2, roads: expect.any(Layer) });
  expect(await run("return new Map([['a', new Date(0)]])")).toEqual(new Map([["a", new Date(0)]]));
  expect(await run("return []")).toEqual([]);
  expect(await run("")).toBeUndefined();
});

test("where a layer is expected, no features are an empty layer", async () => {
  const task = bodyTask("return []", { roads: squares(1) }, { expected: "layer" });
  expect(await laneEngine().add(task)).toMatchObject({ length: 0, crs: "EPSG:3857" });
});

test("an error shows the lines of the cell that threw", async () => {
  const task = laneEngine().add(
    bodyTask("const a: number = 1;\n\nfor (const f of roads) {\n  f.missing.x;\n}", { roads: squares(1) }),
  );
  const error = (await task.catch((caught: unknown) => caught)) as Error;
  expect(error).toBeInstanceOf(TypeError);
  expect(error.stack?.split("\n").slice(1)).toEqual([
    expect.stringMatching(/^ {4}at task \(cell 4, line 5, column 13\)$/),
  ]);
});

test("range counts, reports progress and stops at a cancel", async () => {
  const engine = laneEngine({ graceMs: 60_000 });
  const task = engine.add(bodyTask("let n = 0; for (const i of ctx.range(5)) n += i; return n"));
  expect(await task).toBe(10);
  const endless = engine.add(bodyTask("ctx.emit('started', 1); for (const i of ctx.range(2 ** 50)) i;"));
  await new Promise<void>((resolve) => endless.on(({ type }) => type === "emit" && resolve()));
  endless.cancel();
  expect(await endless.settled).toEqual({ status: "canceled", reason: "user" });
});

test.each([
  ["range of a fraction", "for (const i of ctx.range(1.5)) i;", /expected a whole number/],
  ["an unknown log level", "ctx.log('loud', 'x')", /expected info, warning or error/],
  ["a layer emitted", "ctx.emit('part', { roads })", /can't send a Layer/],
  ["not a geometry", "geometry.buffer(5, 1)", /./],
  ["writing to a layer", "roads.name = 'mine'", /./],
])("%s is refused", async (_, source, message) => {
  const task = laneEngine().add(bodyTask(source, { roads: squares(1) }));
  expect(await task.settled).toMatchObject({
    status: "failed",
    reason: "error",
    error: { message: expect.stringMatching(message) },
  });
});

test("process.exit and an endless loop in a cell end only their task", async () => {
  const engine = laneEngine({ graceMs: 50 });
  expect(await engine.add(bodyTask("process.exit(0)")).settled).toMatchObject({ status: "failed", reason: "lost" });
  const endless = engine.add(bodyTask("ctx.emit('started', 1); for (;;) {}"));
  await new Promise<void>((resolve) => endless.on(({ type }) => type === "emit" && resolve()));
  endless.cancel();
  expect(await endless.settled).toEqual({ status: "canceled", reason: "user" });
  expect(await engine.add(bodyTask("return 5"))).toBe(5);
});

test("a geometry call that lasts is ended without the grace for user code", async () => {
  const engine = laneEngine({ graceMs: 60_000 });
  const source = `
    const star = [];
    for (let i = 0; i <= 200000; i++) star.push([Math.cos(i * 2.4) * (i % 997), Math.sin(i * 2.4) * (i % 991)]);
    ctx.emit('started', 1);
    return geometry.buffer({ type: "LineString", coordinates: star }, 300, { segments: 30 });`;
  const task = engine.add(bodyTask(source));
  await new Promise<void>((resolve) => task.on(({ type }) => type === "emit" && resolve()));
  task.cancel();
  expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
});

test("a hostile task that writes to all it can reach changes no layer", async () => {
  const roads = squares(10);
  const before = roads.hash;
  const source = `
    const attempts = [
      () => { roads.name = "x"; },
      () => { Object.getPrototypeOf(roads).head = () => []; },
      () => { for (const f of roads) { f.geometry.coordinates[0][0][0] = 1e9; f.properties.name = "x"; } },
      () => { roads.bounds[0] = 1e9; },
      () => { roads.fields.length = 0; },
      () => { Object.defineProperty(roads, "length", { value: 0 }); },
      () => { for (const name of ["slice", "subarray", "set", "at", "fill"]) Float64Array.prototype[name] = function () { this.fill(0); return this; }; },
      () => { Object.getPrototypeOf(Float64Array.prototype).subarray = function () { this.fill(0); return this; }; },
      () => { TextDecoder.prototype.decode = (bytes) => { bytes.fill(0); return ""; }; },
      () => { roads.head(10); roads.toGeoJSON(); roads.filter(() => true); geometry.buffer(roads.head(1)[0].geometry, 1); },
    ];
    let refused = 0;
    for (const attempt of attempts) try { attempt(); } catch { refused++; }
    return refused;`;
  const engine = laneEngine();
  expect(await engine.add(bodyTask(source, { roads }))).toBeGreaterThan(0);
  const again = Layer.from(roads.toGeoJSON(), { crs: roads.crs, name: roads.name });
  expect(again.hash).toBe(before);
  expect(squares(10).hash).toBe(before);
});

test.each([
  ["eval", "() => eval(['geo', 'metry'].join('') + '.area({ type: \"Point\", coordinates: [0, 0] })')"],
  ["an escape", "() => g\\u0065ometry.area({ type: 'Point', coordinates: [0, 0] })"],
])("a function whose text hides the geometry library behind %s finds it", async (_, text) => {
  const fn = runInThisContext(text) as () => unknown;
  expect(await laneEngine().add(Task.fromFunction(fn))).toBe(0);
});
