import { afterAll, beforeAll, expect, test } from "vitest";
import { Layer } from "../../src/layers/layer.ts";
import { type Geo, makeGeo } from "../../src/session/geo.ts";
import { mainGeometry } from "../../src/session/main-loop-geometry.ts";
import { Session } from "../../src/session/session.ts";
import type { Task } from "../../src/tasks/task.ts";

let session: Session;
let geo: Geo & { buffer(input: unknown, options: object): Task<Layer> };
const square = Layer.from(
  {
    type: "Polygon",
    coordinates: [
      [
        [0, 0],
        [10, 0],
        [10, 10],
        [0, 10],
        [0, 0],
      ],
    ],
  },
  { crs: "EPSG:3857", name: "square" },
);

beforeAll(() => {
  session = new Session({ workerUrl: new URL("../../dist/test/worker.js", import.meta.url), lanes: 1 });
  geo = makeGeo(session) as typeof geo;
});
afterAll(() => session.close());

test("a call and QGIS's own names and numbers give the same layer", async () => {
  const ours = await geo.buffer(square, { distance: "2m", endCapStyle: "flat", joinStyle: "miter" });
  const theirs = await geo.run("native:buffer", {
    INPUT: square,
    DISTANCE: 2,
    END_CAP_STYLE: 1,
    JOIN_STYLE: 1,
    OUTPUT: "TEMPORARY_OUTPUT",
  });
  expect(ours.bounds).toEqual([-2, -2, 12, 12]);
  expect(theirs.hash).toBe(ours.hash);
});

test("both engines agree", async () => {
  const geos = await geo.buffer(square, { distance: 2, joinStyle: "miter" });
  const jsts = await geo.buffer(square, { distance: 2, joinStyle: "miter", engine: "jsts" });
  expect(jsts.bounds).toEqual(geos.bounds);
});

test("submit gives a handle that an async function can return without waiting", async () => {
  const handle = await Promise.resolve(geo.submit("buffer", { input: square, distance: 1 }));
  expect(handle.task.status).not.toBe("complete");
  expect((await handle.task).length).toBe(1);
});

test("algorithms are found by words", () => {
  expect(geo.algorithms("buffer").map(({ id }) => id)).toContain("native:buffer");
  expect(geo.algorithms("no such thing")).toEqual([]);
});

test("options that are no object are refused with an example", () => {
  expect(() => geo.buffer(square, "5m" as unknown as object)).toThrow(
    /second argument is an object.*geo\.buffer\(layer/s,
  );
});

test("a call's time limit is that of its task", () => {
  expect(() => geo.buffer(square, { distance: 1, timeoutMs: -1 })).toThrow("expected a number above 0");
});

test("an output elsewhere is refused with advice", () => {
  expect(() => geo.buffer(square, { distance: 1, OUTPUT: "/data/x.gpkg" })).toThrow(/Save the result/);
  expect(() => geo.run("native:buffer", { INPUT: square, OUTPUT: "/data/x.xyz" })).toThrow(/a file that ends in/);
});

test("a function runs on layers under names, waits for those being made, and names its result", async () => {
  const wide = geo.buffer(square, { distance: 2, joinStyle: "miter" });
  const run = ({ a, b }: { a: Layer; b: Layer }) =>
    [...a, ...b].map((f, i) => ({ geometry: f.geometry, properties: { i: i + first } }));
  const first = 5;
  const both = await geo.task("both", run, { input: { a: square, b: wide }, share: { first }, as: "both" });
  expect(both).toMatchObject({ name: "both", length: 2, crs: "EPSG:3857", bounds: [-2, -2, 12, 12] });
  expect([...(both as Layer)].map(({ properties }) => properties)).toEqual([{ i: 5 }, { i: 6 }]);
  expect(session.store.get("both")?.layer).toBe(both);
});

test("a function that returns no features gives its value", async () => {
  expect(await geo.task("count", ({ given }: { given: Layer }) => given.length, { input: { given: square } })).toBe(1);
});

test("what a script imports as geometry is the task's own inside a task", async () => {
  const geometry = mainGeometry;
  const area = ({ given }: { given: Layer }) => geometry.area(geometry.buffer([...given][0]!.geometry, 0));
  expect(await geo.task("area", area, { input: { given: square } })).toBe(100);
});
