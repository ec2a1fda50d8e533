import { afterEach, beforeEach, expect, test } from "vitest";
import { resultSummary } from "../../kernel/display/task-line.ts";
import { Layer } from "../../src/layers/layer.ts";
import { type Geo, makeGeo } from "../../src/session/geo.ts";
import { Session } from "../../src/session/session.ts";

let session: Session;
let geo: Geo;

beforeEach(() => {
  session = new Session({ workerUrl: new URL("../../dist/test/worker.js", import.meta.url), lanes: 2 });
  geo = makeGeo(session);
});
afterEach(() => session.close());

const bowTie = (): Layer =>
  Layer.from([
    { geometry: { type: "Polygon", coordinates: [[[0, 0], [4, 4], [4, 2], [2, 4], [0, 0]]] }, properties: {} }, // prettier-ignore
    { geometry: { type: "Polygon", coordinates: [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]] }, properties: {} }, // prettier-ignore
    { geometry: { type: "Polygon", coordinates: [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]] }, properties: {} }, // prettier-ignore
  ]);
const call = (name: string, options: object = {}) =>
  (geo[name] as (...args: unknown[]) => ReturnType<Geo["run"]>)(bowTie(), options);

test("invalid geometries are repaired where an algorithm needs valid ones, and the task's line counts them", async () => {
  for (const name of ["buffer", "centroids", "dissolve"]) {
    const task = call(name, name === "buffer" ? { distance: 0.5 } : {});
    expect(resultSummary(await task)).toMatch(/^\d features?, 2 repaired, /);
    expect(task.logs.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Repaired 2 invalid of 3 features of input: 0 \(.+ at .+\), 1 \(.+ at 1 1\)\.$/),
    ]);
  }
  const [first, second] = (await call("centroids")).head();
  // two equal triangles that meet in 1, 1; triangles of area 3 around 5/3, 7/3 and of area 1 around 11/3, 3
  expect(second?.geometry).toEqual({ type: "Point", coordinates: [expect.closeTo(1, 9), expect.closeTo(1, 9)] });
  expect(first?.geometry).toEqual({ type: "Point", coordinates: [expect.closeTo(13 / 6, 9), expect.closeTo(2.5, 9)] });
});

test("a setting says what happens instead, until a call says something else", async () => {
  expect(geo.config()).toEqual({ invalid: "fix", cache: "off" });
  expect(geo.config({ invalid: "abort" })).toEqual({ invalid: "abort", cache: "off" });
  await expect(call("centroids")).rejects.toMatchObject({ code: "INVALID_GEOMETRY" });
  expect((await call("centroids", { invalid: "fix" })).length).toBe(3);
  geo.config({ invalid: "skip" });
  expect(resultSummary(await call("centroids"))).toMatch(/^1 feature, 2 left out, /);
});

test("what is no setting or value is refused, and changes nothing", () => {
  expect(() => geo.config({ invalid: "abrot" })).toThrow('expected fix, skip, abort. Did you mean "abort"?');
  expect(() => geo.config({ invalidd: "abort" })).toThrow('There is no setting "invalidd"');
  expect(() => geo.config("abort" as never)).toThrow("an object of options");
  expect(geo.config()).toEqual({ invalid: "fix", cache: "off" });
});

test("the option is there where an algorithm needs valid geometries only", () => {
  expect(() => call("centroids", { invalid: "fixx" })).toThrow("expected fix, skip, abort");
  for (const name of ["simplify", "reproject"])
    expect(() => call(name, { invalid: "fix" })).toThrow(expect.objectContaining({ code: "UNKNOWN_OPTION" }));
});

const box = (west: number): Layer =>
  Layer.from({ type: "Polygon", coordinates: [[[west, 40], [west + 30, 40], [west + 30, 60], [west, 60], [west, 40]]] }); // prettier-ignore

test("ordinary layers of one CRS and of two: the other one comes to the first's", async () => {
  const far = await (geo["reproject"] as (...args: unknown[]) => ReturnType<Geo["run"]>)(box(10), {
    targetCrs: "EPSG:3857",
  });
  const task = session.submitAlgorithm("clip", { input: box(0), overlay: far });
  expect((await task).bounds).toEqual([10, 40, 30, 60].map((value) => expect.closeTo(value, 6)));
  expect(task.logs.map(({ text }) => text)).toEqual([expect.stringContaining("it was reprojected to EPSG:4326")]);
});
