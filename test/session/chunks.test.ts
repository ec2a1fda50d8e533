import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { Layer } from "../../src/layers/layer.ts";
import { makeGeo } from "../../src/session/geo.ts";
import { Session } from "../../src/session/session.ts";
import type { SubmitOptions } from "../../src/session/submission.ts";
import type { TaskEvent } from "../../src/tasks/events.ts";
import { Task } from "../../src/tasks/task.ts";
import { runBody } from "./run-body.ts";

const WORKER = new URL("../../dist/test/worker.js", import.meta.url);
const open: Session[] = [];
// eleven lanes on a machine of two cores that has other things to do
vi.setConfig({ testTimeout: 120_000 });

function newSession(lanes = 2): Session {
  const session = new Session({ workerUrl: WORKER, lanes });
  open.push(session);
  return session;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.close()));
});

/** By their lanes: one each for all tests that leave it as it was. */
const shared = new Map<number, Session>();

function sharedSession(lanes = 2): Session {
  const session = shared.get(lanes) ?? new Session({ workerUrl: WORKER, lanes });
  shared.set(lanes, session);
  return session;
}
afterAll(async () => {
  await Promise.all([...shared.values()].map((session) => session.close()));
});

/** Squares and ever longer strips, in metres. */
const shapes = Layer.from(
  Array.from({ length: 600 }, (_, n) => {
    const [x, y, width] = [(n % 25) * 40, Math.floor(n / 25) * 40, 5 + (n % 7) * 9];
    const ring = [[x, y], [x + width, y], [x + width, y + 5], [x, y + 5], [x, y]]; // prettier-ignore
    return { geometry: { type: "Polygon" as const, coordinates: [ring] }, properties: { n } };
  }),
  { crs: "EPSG:3857", name: "shapes" },
);
const inputs = [{ name: "shapes", layer: shapes }];

/** Values of which a chunk can't tell the type of the whole field. */
const WIDEN = `
  const out = [];
  for (const { geometry: shape, properties: { n } } of shapes) {
    ctx.throwIfCanceled();
    if (n % 50 === 0) continue;
    const properties = { n, late: n > 400 ? "yes" : null, size: n < 300 ? n : n / 7, ...(n > 500 ? { mixed: n % 2 ? n : String(n) } : {}) };
    out.push({ geometry: geometry.buffer(shape, 3), properties });
  }
  return out;`;

function widen(session: Session, chunks: boolean, options: SubmitOptions = {}): Task<Layer> {
  return runBody(session, { name: "widen", source: WIDEN, inputs, chunks }, options) as Task<Layer>;
}

function record(session: Session): TaskEvent[] {
  const events: TaskEvent[] = [];
  session.engine.on((event) => void events.push(event));
  return events;
}

async function sizes(lanes: number): Promise<unknown> {
  return runBody(sharedSession(lanes), { name: "sizes", source: "return [shapes.length]", inputs, chunks: true });
}

const lanesOf = (events: readonly TaskEvent[]): ReadonlySet<number> =>
  new Set(events.flatMap((event) => (event.type === "unit" && event.stage === 0 ? [event.lane] : [])));

describe("a function that works in chunks", () => {
  test("gives the same bits with 1, 2 and 8 lanes, and as without chunks", async () => {
    const whole = await widen(sharedSession(1), false);
    const two = sharedSession(2);
    const events = record(two);
    const layers = [await widen(sharedSession(1), true), await widen(two, true), await widen(sharedSession(8), true)];
    expect(whole.length).toBe(588);
    expect(whole.fields.map(({ type }) => type)).toEqual(["integer", "string", "number", "json"]);
    expect(layers.map(({ hash }) => hash)).toEqual([whole.hash, whole.hash, whole.hash]);
    expect(lanesOf(events)).toEqual(new Set([0, 1]));
  });

  test("is called for the same chunks whatever the number of lanes", async () => {
    const one = (await sizes(1)) as number[];
    expect(one.length).toBeGreaterThanOrEqual(4 * 8);
    expect(one.reduce((sum, size) => sum + size)).toBe(600);
    expect(await sizes(8)).toEqual(one);
  });

  test("joins lists in the order of the features", async () => {
    const numbers = Task.fromFunction(
      ({ all }: { all: Layer; factor: number }) =>
        all.head(1000).map(({ id, properties }) => `${id} ${String(properties["n"])}`),
      { factor: 2, all: shapes },
      { chunks: true },
    );
    expect(await sharedSession().add(numbers)).toEqual(Array.from({ length: 600 }, (_, n) => `${n} ${n}`));
  });

  test("sees features with the ids that they have in the whole layer", async () => {
    const source = "return shapes.withName('x').filter(({ id }) => id % 100 === 7)";
    const few = await runBody(sharedSession(), { name: "few", source, inputs, chunks: true });
    expect(Array.from(few as Layer, ({ properties }) => properties["n"])).toEqual([7, 107, 207, 307, 407, 507]);
    const ids = "return shapes.calculate('id', ({ id }) => id)";
    const all = await runBody(sharedSession(), { name: "all", source: ids, inputs, chunks: true });
    expect((all as Layer).column("id")).toEqual([...Array(600).keys()]);
  });

  test("may return nothing for some chunks, or for all", async () => {
    const some = "return shapes.head(1)[0].properties.n < 300 ? undefined : ['late']";
    const session = sharedSession();
    const late = await runBody(session, { name: "some", source: some, inputs, chunks: true });
    expect(new Set(late as string[])).toEqual(new Set(["late"]));
    expect(await runBody(session, { name: "none", source: "", inputs, chunks: true })).toBeUndefined();
  });

  test("is called once for a layer without features", async () => {
    const none = [{ name: "shapes", layer: shapes.filter(() => false) }];
    const given = await runBody(
      sharedSession(),
      { name: "none", source: "return shapes", inputs: none, chunks: true },
      { as: "none" },
    );
    expect((given as Layer).fields.map(({ name }) => name)).toEqual(["n"]);
  });

  test("finds its other inputs whole, as they were sent, in every chunk", async () => {
    const seen = Task.fromFunction(
      (input: { all: Layer; more: Layer; list: number[] }) => {
        input.list.push(input.all.length);
        return [`${input.more.length} ${input.list.length}`];
      },
      { all: shapes, more: shapes, list: [] as number[] },
      { chunks: true },
    );
    expect(new Set(await sharedSession().add(seen))).toEqual(new Set(["600 1"]));
  });

  test("can be a registered algorithm, which splits its first layer whatever comes first in the call", async () => {
    const geo = makeGeo(newSession());
    geo.register({
      id: "pairs",
      chunks: true,
      parameters: [
        { name: "input", type: "layer" },
        { name: "other", type: "layer" },
      ],
      run: ({ input, other }: { input: Layer; other: Layer }) => [[input.length < 600, other.length]],
    });
    const given = (await geo.run("pairs", { other: shapes, input: shapes })) as unknown as unknown[];
    expect(given.length).toBeGreaterThan(1);
    expect(given[0]).toEqual([true, 600]);
  });
});

describe("chunks of one task", () => {
  test("report progress that only rises, and are never more at a time than there are lanes", async () => {
    const session = newSession();
    const atOnce: number[] = [];
    const source = "for (const i of ctx.range(shapes.length)) for (const until = Date.now() + 2; Date.now() < until;);";
    session.engine.on((event) => {
      if (event.type === "unit") atOnce.push(event.task.lanes.length);
    });
    const events = record(session);
    await runBody(session, { name: "slow", source, inputs, chunks: true });
    const fractions = events.flatMap((event) => (event.type === "progress" ? [event.fraction] : []));
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(new Set(fractions).size).toBeGreaterThan(3);
    expect(Math.max(...atOnce)).toBe(2);
  });

  test("are canceled with it, wherever they are", async () => {
    const session = newSession(2);
    const events = record(session);
    const source = "ctx.emit('at', 1); for (;;) ctx.throwIfCanceled();";
    const task = runBody(session, { name: "endless", source, inputs, chunks: true });
    session.engine.on((event) => {
      if (event.type === "emit") task.cancel();
    });
    await task.settled;
    expect(task.state).toMatchObject({ status: "canceled" });
    expect(events.filter(({ type }) => type === "unit").length).toBeLessThanOrEqual(2);
  });

  test("are done again when their lane is lost, if the task allows it", async () => {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const source = `
      const numbers = Array.from(shapes, (f) => f.properties.n);
      if (numbers.includes(200) && Atomics.add(flag, 0, 1) === 0) process.reallyExit(1);
      return numbers;`;
    const body = { name: "lost", source, inputs, share: { flag }, chunks: true };
    const given = await runBody(newSession(2), body, { retryWhenLost: true });
    expect(flag[0]).toBe(2);
    expect(given).toEqual(Array.from({ length: 600 }, (_, n) => n));
  });
});

describe("chunks are refused", () => {
  test.each([
    [
      "without a layer",
      () => Task.fromFunction((n: number) => [n], 3, { chunks: true }),
      /first layer of a task's input/,
    ],
    [
      "for work that waits",
      () => Task.fromFunction((l: Layer) => [l.length], shapes, { chunks: true, io: true }),
      /io/,
    ],
  ])("%s, before anything is queued", (_, make, message) => {
    const session = newSession(1);
    expect(() => session.add(make())).toThrow(
      expect.objectContaining({ code: "BAD_ARGUMENT", message: expect.stringMatching(message) }),
    );
    expect(session.engine.tasks()).toHaveLength(0);
  });

  test("for a registered algorithm that has no layer first", () => {
    const geo = makeGeo(newSession(1));
    const parameters = [{ name: "n", type: "number", default: 1 }];
    expect(() => geo.register({ id: "f", parameters, chunks: true, run: () => [1] })).toThrow(/must be a layer/);
  });

  test.each([
    ["a single value", "return shapes.length", "BAD_ARGUMENT"],
    ["features and other values", "const [f] = shapes; return f.id > 300 ? [1] : [f]", "BAD_ARGUMENT"],
    [
      "features of two CRSs",
      "const [f] = shapes; return { crs: f.properties.n > 300 ? 'EPSG:3857' : 'EPSG:4326', features: [f] }",
      "CRS_MISMATCH",
    ],
  ])("when they return %s", async (_, source, code) => {
    const task = runBody(sharedSession(1), { name: "wrong", source, inputs, chunks: true });
    await expect(task).rejects.toMatchObject({ code });
  });
});

test.each([
  ["buffer", { distance: 7, dissolve: true }],
  ["buffer", { distance: 7 }],
  ["dissolve", {}],
  ["centroids", {}],
  ["simplify", { tolerance: 2 }],
  ["clip", { overlay: shapes.filter(({ id }) => id % 3 === 0) }],
])("%s with %j gives the same bits with 1, 2 and 8 lanes", async (name, parameters) => {
  const many = Layer.from([...shapes, ...shapes, ...shapes], { crs: "EPSG:3857" });
  const hashes = [1, 2, 8].map(async (lanes) => {
    const layer = await sharedSession(lanes).submitAlgorithm(name, { input: many, ...parameters });
    return layer.hash;
  });
  expect(new Set(await Promise.all(hashes)).size).toBe(1);
});
