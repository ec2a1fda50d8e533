import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fetchLayer } from "../../src/formats/fetch.ts";
import { type LoadOptions, readLayer } from "../../src/formats/open.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { valueAt } from "../../src/layers/attributes.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { Session } from "../../src/session/session.ts";
import { FeatureServer } from "./feature-server.ts";
import { Recorder } from "./sources.ts";

const server = new FeatureServer();
beforeAll(() => server.open());
beforeEach(() => server.reset());
afterAll(() => server.close());

/** As a task does it: fetched, then read. */
async function load(path: string, options: Partial<LoadOptions> = {}, feedback = new Recorder()): Promise<LayerData> {
  const all = { baseDir: ".", ...options };
  const download = await fetchLayer(server.base + path, all, feedback);
  return readLayer(server.base + path, { ...all, download }, feedback);
}

function numbersOf({ fields, columns }: LayerData, name = "n"): unknown[] {
  const at = fields.findIndex((field) => field.name === name);
  return Array.from(columns[at]!.valid, (_, i) => valueAt(columns[at]!, fields[at]!, i));
}

const TEN = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const ITEMS = "/api/collections/buildings/items";

describe("OGC API - Features", () => {
  test.each([ITEMS, "/api/collections/buildings", `${ITEMS}?f=json`])("%s is read page by page", async (path) => {
    const data = await load(path);
    expect(numbersOf(data)).toEqual(TEN);
    expect(Array.from(data.geometry.xy.slice(0, 4))).toEqual([7, 50, 8, 51]);
    expect(data.crs).toBe("EPSG:4326");
    expect(data.fields.map(({ name }) => name)).toEqual(["id", "n", "features"]);
  });

  test.each(["/api", "/api/", "/api/collections"])(
    "%s lists its collections, and gives the one that is named",
    async (path) => {
      await expect(load(path)).rejects.toThrow(
        /has 2 collections. Pick one with --layer NAME: "buildings" \(All buildings\), "roads"/,
      );
      expect(numbersOf(await load(path, { layer: "buildings" }))).toEqual(TEN);
      await expect(load(path, { layer: "building" })).rejects.toThrow(/no "building" among its collections.*buildings/);
    },
  );

  test("a limit and bounds are asked of the server", async () => {
    expect(numbersOf(await load(ITEMS, { limit: 3 }))).toEqual([0, 1, 2]);
    expect(server.asked.map(({ search }) => search).filter(Boolean)).toEqual(["?limit=3"]);
    server.reset();
    expect(numbersOf(await load(ITEMS, { bounds: [9, 52, 11, 54] }))).toEqual([2, 3, 4]);
    expect(server.asked.at(-1)?.searchParams.get("bbox")).toBe("9,52,11,54");
  });

  test("a CRS is asked of the server, whose northings may come first", async () => {
    const utm = await load(ITEMS, { crs: "EPSG:25832" });
    expect([utm.crs, ...utm.geometry.xy.slice(0, 2)]).toEqual(["EPSG:25832", 500_000, 5_500_000]);
    const etrs = await load(ITEMS, { crs: "EPSG:4258", bounds: [7, 50, 8, 51] });
    expect([etrs.crs, ...etrs.geometry.xy]).toEqual(["EPSG:4258", 7, 50, 8, 51]);
    expect(server.asked.at(-1)?.searchParams.get("bbox")).toBe("50,7,51,8");
    await expect(load(ITEMS, { crs: "EPSG:3857" })).rejects.toThrow(/does not give this collection in EPSG:3857; it has EPSG:4326, EPSG:4258, EPSG:25832/); // prettier-ignore
  });
});

test("a WFS lists its types, and gives one in its own CRS", async () => {
  await expect(load("/wfs?service=WFS")).rejects.toThrow(/has 2 types of features.*"bonn:roads" \(Roads\)/);
  const data = await load("/wfs?SERVICE=WFS&typeNames=bonn:roads&map=town");
  expect(numbersOf(data)).toEqual(TEN);
  expect([data.crs, ...data.geometry.xy.slice(0, 2)]).toEqual(["EPSG:25832", 400_000, 5_700_000]);
  const [, first, second] = server.asked.slice(-5);
  expect(Object.fromEntries(first!.searchParams)).toEqual({ map: "town", service: "WFS", version: "2.0.0", request: "GetFeature", typeNames: "bonn:roads", outputFormat: "application/json", srsName: "EPSG:25832", count: "3", startIndex: "0" }); // prettier-ignore
  expect(second?.searchParams.get("startIndex")).toBe("3");
  await load("/wfs?service=WFS", { layer: "Roads", bounds: [0, 0, 1e7, 1e7], limit: 2 });
  expect(server.asked.at(-1)?.searchParams.get("bbox")).toBe("0,0,10000000,10000000,EPSG:25832");
  expect(server.asked.at(-1)?.searchParams.get("count")).toBe("2");
});

test("an ArcGIS server lists its layers, and gives one page by page with its dates", async () => {
  const path = "/arcgis/rest/services/Town/FeatureServer";
  await expect(load(path)).rejects.toThrow(/has 2 layers. Pick one with --layer NAME: "Trees", "Parks"/);
  const data = await load(path, { layer: "Trees" });
  expect(numbersOf(data, "OBJECTID")).toEqual(TEN);
  expect(numbersOf(data, "planted").slice(0, 2)).toEqual([null, "1970-01-02T00:00:00.000Z"]);
  server.reset();
  expect((await load(`${path}/0`, { bounds: [0, 0, 90, 90], limit: 6 })).geometry.length).toBe(6);
  const [, first, second] = server.asked;
  expect(Object.fromEntries(first!.searchParams)).toEqual({ f: "geojson", where: "1=1", outFields: "*", outSR: "4326", geometry: "0,0,90,90", geometryType: "esriGeometryEnvelope", inSR: "4326", spatialRel: "esriSpatialRelIntersects", orderByFields: "OBJECTID", resultOffset: "0", resultRecordCount: "4" }); // prettier-ignore
  expect(second?.searchParams.get("resultRecordCount")).toBe("2");
  await expect(load("/arcgis/rest/services/Old/FeatureServer/0")).rejects.toThrow(/error 499: Token Required/);
});

test("a busy server is asked again, when it says so, and not for ever", async () => {
  server.busy = 2;
  const feedback = new Recorder();
  expect(numbersOf(await load(ITEMS, {}, feedback))).toEqual(TEN);
  expect(feedback.logs.filter(([, text]) => text.includes("is busy (503); asked again after 0.02 s"))).toHaveLength(2);
  server.busy = 100;
  await expect(load("/api/collections/buildings")).rejects.toThrow(/503.*Too many requests/);
  expect(server.busy).toBe(96);
  server.busy = 0;
});

test("what the server says of a mistake is told", async () => {
  await expect(load("/api/collections/nothing")).rejects.toMatchObject({
    code: "FILE_MISSING",
    message: expect.stringContaining("No such thing here"),
  });
});

test("a cancel ends the pages", async () => {
  const controller = new AbortController();
  server.onAsked = ({ searchParams }) => {
    if (searchParams.has("offset")) controller.abort();
  };
  await expect(load(ITEMS, { signal: controller.signal })).rejects.toMatchObject({ code: "TASK_CANCELED" });
  expect(server.asked.filter(({ searchParams }) => searchParams.has("offset"))).toHaveLength(1);
});

describe("an Overpass query", () => {
  const session = new Session({ workerUrl: new URL("../../dist/test/worker.js", import.meta.url), lanes: 1 });
  afterAll(() => session.close());

  test("is asked of the server that is named, and its answer becomes a layer", async () => {
    const query = "node[amenity=bench](52.5,13.3,52.6,13.4);\nout;";
    const layer = (await session.submit("overpass", { query, server: `${server.base}/interpreter` })) as Layer;
    expect(server.asked.map(({ searchParams }) => searchParams.get("data"))).toEqual([query]);
    expect([...layer].map(({ properties }) => properties)).toEqual([{ osm_id: "5", amenity: "bench" }]);
  });

  test("may say that it wants XML", async () => {
    const query = "[ out : xml ] [timeout:25];node(5);out;";
    await session.submit("overpass", { query, server: `${server.base}/interpreter` });
    expect(server.asked.map(({ searchParams }) => searchParams.get("data"))).toEqual([query]);
  });

  test.each([
    [{ server: "overpass.example" }, /--server is "overpass\.example"; expected the address/],
    [{ query: "[out:json];node(1);out;" }, /leave \[out:…\] out/],
    [{ query: "[out: xmlish];node(1);out;" }, /leave \[out:…\] out/],
    [{ query: "node(1);".repeat(2000) }, /more than fit into an address/],
  ])("%j is refused", (given, message) => {
    const call = { query: "node(1);out;", server: `${server.base}/interpreter`, ...given };
    expect(() => session.submit("overpass", call)).toThrow(message);
  });
});
