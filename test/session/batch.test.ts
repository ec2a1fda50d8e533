import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Layer } from "../../src/layers/layer.ts";
import { makeGeo, type Geo } from "../../src/session/geo.ts";
import { Session, type Submission } from "../../src/session/session.ts";

const WORKER = new URL("../../dist/test/worker.js", import.meta.url);
let session: Session;
let geo: Geo;
let submitted: Submission[];

beforeEach(() => {
  session = new Session({ workerUrl: WORKER, lanes: 2 });
  geo = makeGeo(session);
  submitted = [];
  session.onSubmitted((submission) => submitted.push(submission));
});
afterEach(() => session.close());

const spot = Layer.from([{ geometry: { type: "Point", coordinates: [0, 0] } }], { crs: "EPSG:3857", name: "spot" });
const pair = Layer.from(
  [0, 50].map((x) => ({ geometry: { type: "Point" as const, coordinates: [x, 0] } })),
  { crs: "EPSG:3857", name: "pair" },
);

function widths(layers: readonly Layer[]): number[] {
  return layers.map(({ bounds }) => Math.round((bounds?.[2] ?? Number.NaN) - (bounds?.[0] ?? Number.NaN)));
}

describe("a batch", () => {
  test("is one submission, whose result is the layers of its items in order", async () => {
    const batch = geo.batch("native:buffer", [{ distance: 5 }, { DISTANCE: "1km" }, { distance: 2, input: pair }], {
      input: spot,
      distance: 99,
    });
    expect(submitted.map(({ task }) => task)).toEqual([batch]);
    expect(widths(await batch)).toEqual([10, 2000, 54]);
    expect(session.engine.tasks()).toEqual([batch]);
  });

  test("binds numbered names at once; an item may have a name of its own", async () => {
    const batch = geo.batch("buffer", [{ distance: 1 }, { distance: 2, as: "wide" }, { distance: 3 }], {
      input: spot,
      as: "near",
    });
    expect(session.names.all()).toEqual(["near_1", "wide", "near_3"]);
    const centres = await session.submitAlgorithm("centroids", { input: "near_3" });
    expect(centres.length).toBe(1);
    await batch;
    expect(widths(["near_1", "wide", "near_3"].map((name) => session.names.layer(name)))).toEqual([2, 4, 6]);
  });

  test("takes layers, tasks and names as items, for the first input", async () => {
    const near = session.submitAlgorithm("buffer", { input: pair, distance: 4 }, { as: "near" });
    const batch = geo.batch("buffer", [spot, near, "near"], { distance: 1, priority: 3 });
    expect(widths(await batch)).toEqual([2, 60, 60]);
    expect(batch.subTasks.map(({ priority }) => priority)).toEqual([3, 3, 3]);
  });

  test("runs a registered algorithm too", async () => {
    geo.register({ id: "double", parameters: [{ name: "n", type: "number" }], run: ({ n }: { n: number }) => n * 2 });
    expect(await geo.batch("double", [{ n: 1 }, { n: 4 }])).toEqual([2, 8]);
  });

  test("queues nothing if one item is wrong", () => {
    expect(() => geo.batch("buffer", [{ distance: 5 }, { distance: "5 parsec" }], { input: spot, as: "near" })).toThrow(
      "unknown unit",
    );
    expect([submitted, session.names.all()]).toEqual([[], []]);
  });

  test("fails as a whole when an item does", async () => {
    const broken = geo.register({
      id: "fails",
      parameters: [{ name: "n", type: "number" }],
      run: ({ n }: { n: number }) => {
        if (n === 2) throw new Error("two is too many");
        return n;
      },
    });
    expect(broken).toBeInstanceOf(Function);
    await expect(geo.batch("fails", [{ n: 1 }, { n: 2 }])).rejects.toThrow("two is too many");
  });
});

test.each<[items: unknown, message: string]>([
  ["near", 'The batch is "near"; expected a list of parameters or layers'],
  [[], "The batch is an empty list"],
  [[{ distance: 1 }, 5], "Item 2 of the batch is 5"],
  [[{ distance: 1, as: 3 }], '"as" in item 1 of the batch is 3, no name'],
  [undefined, "The batch is undefined"],
])("refused: %j", (items, message) => {
  expect(() => geo.batch("buffer", items, { input: spot })).toThrow(message);
});

test("an algorithm without layers has no layers as items", () => {
  geo.register({ id: "double", parameters: [{ name: "n", type: "number" }], run: ({ n }: { n: number }) => n * 2 });
  expect(() => geo.batch("double", ["near"])).toThrow('double takes no layer, so that "near" can\'t be an item');
});
