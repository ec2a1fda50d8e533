import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { Layer } from "../../src/layers/layer.ts";
import { Session } from "../../src/session/session.ts";
import { ResultStore } from "../../src/store/result-store.ts";
import type { CacheFromEnvironment } from "../../src/store/store-place.ts";
import type { Task } from "../../src/tasks/task.ts";
import { runBody } from "./run-body.ts";

const WORKER = new URL("../../dist/test/worker.js", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "mapcell-cache-"));
const place = { folder: join(folder, "cache"), limitBytes: 1e9 };
/** By how they use the cache; nothing but what is on disk tells one what another has computed. */
const sessions = new Map<string, Session>();

function sessionWith(use: CacheFromEnvironment["use"] = "on", kept = place): Session {
  const id = JSON.stringify([use, kept]);
  const session =
    sessions.get(id) ?? new Session({ workerUrl: WORKER, lanes: 2, baseDir: folder, cache: { use, place: kept } });
  sessions.set(id, session);
  return session;
}
beforeEach(() => rmSync(place.folder, { recursive: true, force: true }));
afterAll(async () => {
  await Promise.all([...sessions.values()].map((session) => session.close()));
  rmSync(folder, { recursive: true, force: true });
});

const cities = Layer.from(
  Array.from({ length: 40 }, (_, n) => ({
    geometry: { type: "Point" as const, coordinates: [n % 8, Math.floor(n / 8)] },
    properties: { n, name: `city ${n}` },
  })),
  { crs: "EPSG:3857", name: "cities" },
);

/** The layers of a small analysis, and which of them were not computed. */
async function analysis(session: Session, distance: number) {
  const tasks = {
    near: session.submitAlgorithm("buffer", { input: cities, distance }),
    boxes: session.submitAlgorithm("boundingBoxes", { input: cities }),
  };
  const whole = session.submitAlgorithm("dissolve", { input: tasks.near });
  const all: Record<string, Task<Layer>> = { ...tasks, whole };
  await Promise.all(Object.values(all));
  return Object.fromEntries(
    Object.entries(all).map(([name, task]) => [name, { hash: (task.state as { result: Layer }).result.hash, fromCache: task.fromCache }]), // prettier-ignore
  );
}

function objects(): string[] {
  const root = join(folder, "cache", "v1", "objects");
  return readdirSync(root).flatMap((sub) => readdirSync(join(root, sub)).map((name) => join(root, sub, name)));
}

test("a result is computed once, and again only where something that it depends on has changed", async () => {
  const without = await analysis(sessionWith("off"), 0.3);
  const first = await analysis(sessionWith(), 0.3);
  expect(Object.values(first).map(({ fromCache }) => fromCache)).toEqual([false, false, false]);
  const again = await analysis(sessionWith(), 0.3);
  expect(Object.values(again).map(({ fromCache }) => fromCache)).toEqual([true, true, true]);
  const hashes = (result: typeof first) => Object.values(result).map(({ hash }) => hash);
  expect(hashes(first)).toEqual(hashes(without));
  expect(hashes(again)).toEqual(hashes(without));
  const other = await analysis(sessionWith(), 0.4);
  expect(Object.values(other).map(({ fromCache }) => fromCache)).toEqual([false, true, false]);
  expect(hashes(other)).toEqual(hashes(await analysis(sessionWith("off"), 0.4)));
});

test("what a task said is said again, and its remark stays", async () => {
  const bow = Layer.from(
    [{ geometry: { type: "Polygon", coordinates: [[[0, 0], [4, 4], [4, 2], [2, 4], [0, 0]]] }, properties: {} }], // prettier-ignore
    { crs: "EPSG:3857" },
  );
  const run = async () => {
    const task = sessionWith().submitAlgorithm("centroids", { input: bow });
    const { provenance } = await task;
    return { said: task.logs, provenance, fromCache: task.fromCache };
  };
  const first = await run();
  expect(first.said).toHaveLength(1);
  expect(await run()).toEqual({ ...first, fromCache: true });
});

const isLate = (f: { readonly properties: Record<string, unknown> }): boolean => (f.properties["n"] as number) > 30;

test("layers beside the first, values, and what a function's filter leaves are found again", async () => {
  const session = sessionWith();
  const run = async () => {
    const tasks = [
      session.submitAlgorithm("extractByExpression", { input: cities, expression: '"n" > 30' }),
      session.submitAlgorithm("filter", { input: cities, expression: isLate }),
      session.submitAlgorithm("basicStatisticsForFields", { input: cities, fieldName: "n" }),
    ];
    const [some, mine, told] = (await Promise.all(tasks)) as unknown as (Layer & Readonly<Record<string, Layer>>)[];
    const layers = [some, some?.["rest"], mine, mine?.["rest"]].map((layer) => [layer?.length, layer?.hash]);
    return { layers, told, fromCache: tasks.map(({ fromCache }) => fromCache) };
  };
  const first = await run();
  expect(first.layers.map(([length]) => length)).toEqual([9, 31, 9, 31]);
  expect(first.told).toMatchObject({ COUNT: 40, MAX: 39 });
  expect(await run()).toEqual({ ...first, fromCache: [true, true, true] });
});

function pointText(x: number): string {
  return JSON.stringify({ type: "Feature", geometry: { type: "Point", coordinates: [x, 2] }, properties: { a: 1 } });
}

async function loadPlace() {
  const task = sessionWith().load("place", "place.geojson");
  const { hash, provenance } = await task;
  return { hash, source: provenance.source, fromCache: task.fromCache };
}

test("a layer read from a file is taken from the cache until the file, or one beside it, changes", async () => {
  const file = join(folder, "place.geojson");
  writeFileSync(file, pointText(1));
  const first = await loadPlace();
  expect(await loadPlace()).toEqual({ ...first, fromCache: true });
  writeFileSync(file, pointText(3));
  const changed = await loadPlace();
  expect(changed.fromCache).toBe(false);
  expect(changed.hash).not.toBe(first.hash);
  writeFileSync(join(folder, "place.prj"), "");
  expect((await loadPlace()).fromCache).toBe(false);
});

const DOUBLE = "return cities.toGeoJSON().features.map((f) => ({ ...f, properties: { n: f.properties.n * factor } }));";

async function widen(source: string, factor: number, chunks: boolean) {
  const options = { name: "wider", source, inputs: [{ name: "cities", layer: cities }], share: { factor }, chunks };
  const task = runBody(sessionWith(), options, { as: "wider" }) as Task<Layer>;
  return { hash: (await task).hash, fromCache: task.fromCache };
}

test("a user's function is known by its code and what it shares", async () => {
  for (const chunks of [false, true]) {
    const first = await widen(DOUBLE, 2, chunks);
    expect(first.fromCache).toBe(false);
    expect(await widen(DOUBLE, 2, chunks)).toEqual({ ...first, fromCache: true });
    expect((await widen(DOUBLE, 3, chunks)).fromCache).toBe(false);
    expect((await widen(DOUBLE.replace("* factor", "+ factor"), 2, chunks)).fromCache).toBe(false);
  }
});

test.each([
  ["the time", "return Date.now() > 0"],
  ["chance", "return Math.random() < 2"],
  ["a file", "const { readFileSync } = await import('node:fs'); return readFileSync.length"],
  ["a module by a name that is made", "const m = 'node:' + 'os'; return (await import(m)).EOL"],
  ["listeners", "ctx.emit('part', 1); return 1"],
  ["the environment", "return typeof process"],
])("a function that asks for %s is never taken from the cache", async (_, source) => {
  const options = { name: "odd", source, inputs: [{ name: "cities", layer: cities }] };
  for (let n = 0; n < 2; n++) {
    const task = runBody(sessionWith(), options);
    await task;
    expect(task.fromCache).toBe(false);
  }
});

test("values of functions come back as they were", async () => {
  const source = "return { sum: cities.length, at: [1n, -0, NaN], first: new Map([['a', new Uint8Array([1, 2])]]) };";
  const options = { name: "count", source, inputs: [{ name: "cities", layer: cities }] };
  const value = await runBody(sessionWith(), options);
  const task = runBody(sessionWith(), options);
  expect(await task).toEqual(value);
  expect(task.fromCache).toBe(true);
});

test("one flipped byte anywhere in an entry is found, said, and the result computed anew", async () => {
  const session = sessionWith();
  const clean = await analysis(session, 0.3);
  const said: string[] = [];
  session.engine.on((event) => void (event.type === "log" && said.push(event.entry.text)));
  for (const at of [0, 20, 60, 0.5, -1]) {
    for (const path of objects()) {
      const bytes = readFileSync(path);
      const index = at === 0.5 ? Math.floor(bytes.length / 2) : at < 0 ? bytes.length + at : at;
      bytes[index]! ^= 0x10;
      writeFileSync(path, bytes);
    }
    said.length = 0;
    expect(await analysis(session, 0.3)).toEqual(clean);
    const damage = "What the cache had of this was damaged. It is dropped, and computed anew.";
    expect(said.filter((text) => text === damage)).toHaveLength(3);
  }
  said.length = 0;
  const last = await analysis(session, 0.3);
  expect(Object.values(last).every(({ fromCache }) => fromCache)).toBe(true);
  // what it says is what the work itself has said
  expect(said).toEqual(["Of each group's first feature: n, name. For something else: --aggregates n=sum"]);
});

test("a note that leads elsewhere leads to nothing", async () => {
  await analysis(sessionWith(), 0.3);
  const root = join(folder, "cache", "v1", "results");
  for (const sub of readdirSync(root))
    for (const name of readdirSync(join(root, sub)))
      writeFileSync(join(root, sub, name), JSON.stringify({ object: "../../../place.geojson", what: "x" }));
  const again = await analysis(sessionWith(), 0.3);
  expect(Object.values(again).some(({ fromCache }) => fromCache)).toBe(false);
});

test("what is used least recently goes when there is no more room", async () => {
  await analysis(sessionWith(), 0.3);
  const sizes = objects().map((path) => statSync(path).size);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const [oldest = ""] = objects().toSorted((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
  const before = new Date(Date.now() - 60_000);
  utimesSync(oldest, before, before);
  const tight = { ...place, limitBytes: all };
  await sessionWith("on", tight).submitAlgorithm("centroids", { input: cities });
  expect(objects()).not.toContain(oldest);
  const store = new ResultStore(tight);
  expect(store.size()).toBeLessThanOrEqual(all);
  // each note that is left leads to something
  expect(
    store
      .list()
      .map(({ bytes }) => bytes)
      .every((bytes) => bytes > 0),
  ).toBe(true);
  expect(store.verify()).toEqual([]);
  store.clear();
  expect(store.list()).toEqual([]);
});

test("a cache that can't be used is said, and no task fails", async () => {
  const file = join(folder, "no-folder");
  writeFileSync(file, "");
  const kept = { folder: file, limitBytes: 1e9 };
  const task = sessionWith("on", kept).submitAlgorithm("boundingBoxes", { input: cities });
  expect((await task).length).toBe(40);
  expect(task.logs).toEqual([{ level: "warning", text: expect.stringMatching(/^The cache can't be written to .*ENOTDIR.* goes on without it\.$/) }]); // prettier-ignore
});

test("two that fill one cache at once get the same", async () => {
  const both = await Promise.all([
    analysis(sessionWith(), 0.3),
    analysis(sessionWith("on", { ...place, limitBytes: 2e9 }), 0.3),
  ]);
  const hashes = both.map((result) => Object.values(result).map(({ hash }) => hash));
  expect(hashes[0]).toEqual(hashes[1]);
  expect(new ResultStore(place).verify()).toEqual([]);
  expect(Object.values(await analysis(sessionWith(), 0.3)).every(({ fromCache }) => fromCache)).toBe(true);
});

test("where it is forbidden no setting turns it on", async () => {
  const session = sessionWith("never");
  session.settings.set({ cache: "on" });
  await analysis(session, 0.3);
  expect(new ResultStore(place).list()).toEqual([]);
});
