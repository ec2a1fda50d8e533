import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readLayer, writeLayer } from "../../src/formats/open.ts";
import { resolvePath } from "../../src/formats/sources/paths.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";
import { Recorder } from "./sources.ts";

const layer = Layer.from([{ geometry: { type: "Point", coordinates: [1, 2] }, properties: { name: "Ayr" } }]);
const text = JSON.stringify(layer.toGeoJSON());

let root = "";
let baseDir = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mapcell-formats-"));
});
afterAll(async () => {
  await rm(root, { recursive: true });
});
beforeEach(async () => {
  baseDir = await mkdtemp(join(root, "case-"));
  await mkdir(join(baseDir, "data"));
  await writeFile(join(baseDir, "data", "countries.geojson"), text);
});

const hashOf = async (path: string, options: { crs?: string; layer?: string } = {}): Promise<string> =>
  layerFromData("x", await readLayer(path, { baseDir, ...options }, silent)).hash;

const partOf = async (name: string, options: object): Promise<Layer> =>
  layerFromData("x", await readLayer(name, { baseDir, ...options }, silent));

/** Of the features, by the field n. */
const numbersOf = (given: Layer): number[] =>
  given
    .head(99)
    .map(({ properties }) => Number(properties["n"]))
    .toSorted((a, b) => a - b);

const writePoints = (name: string, ...coordinates: readonly number[][]): Promise<void> =>
  writeFile(join(baseDir, name), JSON.stringify({ type: "MultiPoint", coordinates }));

const logsOf = async (path: string, crs?: string): Promise<readonly unknown[]> => {
  const recorder = new Recorder();
  await readLayer(path, { baseDir, ...(crs === undefined ? {} : { crs }) }, recorder);
  return recorder.logs;
};

describe("reading", () => {
  test("takes paths relative to the base folder, absolute ones and file URLs", async () => {
    expect(await hashOf("data/countries.geojson")).toBe(layer.hash);
    expect(await hashOf(join(baseDir, "data/countries.geojson"))).toBe(layer.hash);
    expect(await hashOf(pathToFileURL(join(baseDir, "data/countries.geojson")).href)).toBe(layer.hash);
    expect(resolvePath("~/x.geojson", baseDir)).toBe(join(homedir(), "x.geojson"));
  });

  test("the ending counts in any case, and a stated CRS is overridden", async () => {
    await writeFile(join(baseDir, "A.GeoJSON"), text);
    const data = await readLayer("A.GeoJSON", { baseDir, crs: "epsg:3857" }, silent);
    expect(data.crs).toBe("EPSG:3857");
  });

  test("coordinates that are no longitudes and latitudes are read with a warning", async () => {
    await writePoints("metres.geojson", [390_000, 5_820_000]);
    await writePoints("swapped.geojson", [48.85, 102.35]);
    await writePoints("fine.geojson", [-180, 90], [359, -90]);
    expect(await logsOf("metres.geojson")).toEqual([
      ["warning", expect.stringMatching(/^Feature 0 has.* 5820000.*looks like metres.*--crs/)],
    ]);
    expect(await logsOf("metres.geojson", "EPSG:32633")).toEqual([]);
    expect(await logsOf("swapped.geojson")).toEqual([
      ["warning", expect.stringContaining("latitude before longitude")],
    ]);
    expect(await logsOf("fine.geojson")).toEqual([]);
  });

  test.each<[string, string, { crs?: string; layer?: string }, string, RegExp]>([
    [
      "a misspelt file",
      "data/countrys.geojson",
      {},
      "FILE_MISSING",
      /no file "data\/countrys\.geojson"\. Did you mean "countries\.geojson"\?/,
    ],
    [
      "a file in a misspelt folder",
      "dta/countries.geojson",
      {},
      "FILE_MISSING",
      /no folder "dta".*Did you mean "data"\?/,
    ],
    ["a file that is like no other", "zzz.geojson", {}, "FILE_MISSING", /no file "zzz\.geojson"\. Relative paths/],
    ["a folder", "data", {}, "LAYER_UNREADABLE", /"data" is a folder/],
    ["an unknown CRS", "data/countries.geojson", { crs: "EPSG:99999" }, "UNKNOWN_CRS", /EPSG:99999/],
    [
      "a layer the file does not have",
      "data/countries.geojson",
      { layer: "roads" },
      "BAD_ARGUMENT",
      /no layer "roads" in "data\/countries\.geojson"/,
    ],
  ])("refuses %s, without absolute paths in the message", async (...given) => {
    const [, path, options, code, message] = given;
    const error = await readLayer(path, { baseDir, ...options }, silent).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((error as Error).message).not.toContain(baseDir);
  });

  test.each([
    ["another format", "data/x.dxf", /ends in "\.dxf"; mapcell can read: \.geojson, .*\.fgb/],
    ["a misspelt ending", "data/x.geojsn", /Did you mean "\.geojson"/],
    ["no ending", "data/x", /has no ending/],
  ])("refuses %s with the list of what it reads", async (_, path, message) => {
    await writeFile(join(baseDir, path), "something else");
    await expect(hashOf(path)).rejects.toMatchObject({
      code: "FORMAT_UNKNOWN",
      message: expect.stringMatching(message),
    });
  });
});

describe("what a file begins with counts", () => {
  test.each(["x.fgb", "x.geojson", "x", "x.dxf", "x.geojsons"])("FlatGeobuf named %s is read", async (name) => {
    await writeLayer(dataOf(layer), "real.fgb", { baseDir, name: "x" }, silent);
    await rename(join(baseDir, "real.fgb"), join(baseDir, name));
    expect(await hashOf(name)).toBe(layer.hash);
    expect(await logsOf(name)).toEqual(
      ["x.geojson", "x.geojsons"].includes(name)
        ? [["warning", `"${name}" is FlatGeobuf, whatever its ending says.`]]
        : [],
    );
  });

  test.each(["x.fgb", "x.dxf", "x.topojson", "x.ndjson"])("GeoJSON named %s is read", async (name) => {
    await writeFile(join(baseDir, name), `\ufeff \n${text}`);
    expect(await hashOf(name)).toBe(layer.hash);
  });
});

describe("a part", () => {
  const towns = Layer.from(
    Array.from({ length: 9 }, (_, n) => ({
      geometry: n === 8 ? null : { type: "LineString", coordinates: [[n, 0], [n + 0.5, n]] }, // prettier-ignore
      properties: { n, name: `town ${n}`, kind: "x" },
    })) as never,
  );
  test.each(["t.geojson", "t.ndjson", "t.fgb", "plain.fgb"])(
    "of %s is read by bounds, fields and limit",
    async (name) => {
      await writeLayer(
        dataOf(towns),
        name,
        { baseDir, name: "t", own: name === "plain.fgb" ? { index: false } : {} },
        silent,
      );
      expect(numbersOf(await partOf(name, { bounds: [2.5, 1, 4, 9] }))).toEqual([2, 3, 4]);
      expect(numbersOf(await partOf(name, { bounds: "2.6, 1,3.9,9" }))).toEqual([3]);
      expect(numbersOf(await partOf(name, { bounds: ["90", "1", "91", "2"] }))).toEqual([]);
      expect((await partOf(name, { bounds: [0, 0, 99, 99], limit: 2 })).length).toBe(2);
      expect((await partOf(name, { limit: "3" })).length).toBe(3);
      expect((await partOf(name, { limit: 0 })).length).toBe(0);
      expect((await partOf(name, { fields: "name,n" })).fields.map((field) => field.name)).toEqual(["name", "n"]);
      expect((await partOf(name, { limit: 99 })).length).toBe(9);
    },
  );

  test.each<[object, RegExp]>([
    [{ bounds: "5,45,11" }, /bounds are "5,45,11"; expected four numbers, minX,minY,maxX,maxY/],
    [{ bounds: [3, 0, 2, 1] }, /expected four numbers/],
    [{ bounds: "1,2,3,four" }, /expected four numbers/],
    [{ limit: -1 }, /limit is -1; expected a whole number from 0/],
    [{ limit: 1.5 }, /expected a whole number/],
    [{ fields: "nam" }, /no field "nam"\. Did you mean "name"\? Fields: name/],
    [{ own: { delimiter: ";" } }, /GeoJSON has no option "delimiter"\. It has none of its own/],
  ])("%j is refused", async (options, message) => {
    await expect(partOf("data/countries.geojson", options)).rejects.toThrow(message);
  });
});

const writeTopology = (content: unknown): Promise<void> =>
  writeFile(join(baseDir, "t.topojson"), JSON.stringify(content));

describe("TopoJSON", () => {
  const topology = {
    type: "Topology",
    arcs: [
      [
        [0, 0],
        [9, 0],
        [9, 9],
        [0, 0],
      ],
    ],
    objects: {
      zones: {
        type: "GeometryCollection",
        geometries: [{ type: "Polygon", id: "A", properties: { n: 1 }, arcs: [[0]] }, { type: null }],
      },
      places: { type: "Point", coordinates: [1, 2] },
      broken: { type: "Polygon", arcs: [[7]] },
    },
  };
  const withZone = (zone: unknown): object => ({
    ...topology,
    objects: { zones: { type: "GeometryCollection", geometries: [zone] } },
  });

  test("gives the object asked for, with ids as a field", async () => {
    await writeTopology(topology);
    const zones = layerFromData("x", await readLayer("t.topojson", { baseDir, layer: "zones" }, silent));
    expect(zones.head()).toEqual([
      {
        type: "Feature",
        id: 0,
        geometry: { type: "Polygon", coordinates: topology.arcs },
        properties: { id: "A", n: 1 },
      },
      { type: "Feature", id: 1, geometry: null, properties: { id: null, n: null } },
    ]);
    const places = layerFromData("x", await readLayer("t.topojson", { baseDir, layer: "places" }, silent));
    expect(places.head()[0]?.geometry).toEqual({ type: "Point", coordinates: [1, 2] });
  });

  test("one object needs no name", async () => {
    await writeTopology({ ...topology, objects: { only: topology.objects.zones } });
    expect((await readLayer("t.topojson", { baseDir }, silent)).geometry.length).toBe(2);
  });

  test.each<[string, object, string | undefined, RegExp]>([
    ["several objects and no name", topology, undefined, /holds 3 layers.*--layer NAME: "zones", "places", "broken"/],
    ["a misspelt name", topology, "zone", /no layer "zone"\. Did you mean "zones"\?/],
    ["arcs that are not there", topology, "broken", /object "broken", geometry 0: its arc 7 is not there; there are 1/],
    ["an arc that is none", { ...topology, arcs: [5] }, "zones", /geometry 0: arc 0: it is 5; expected positions/],
    ["arcs that are no list", withZone({ type: "Polygon", arcs: 3 }), "zones", /geometry 0: its arcs are 3/],
    ["a geometry that is none", withZone(null), "zones", /geometry 0: it is null; expected a geometry object/],
    ["an unknown type", withZone({ type: "Circle" }), "zones", /geometry 0: its type is "Circle"/],
    ["no geometries", { ...topology, objects: { a: { type: "GeometryCollection" } } }, "a", /"geometries" are missing/],
    ["arcs used without end", withZone({ type: "LineString", arcs: Array(3000).fill(0) }), "zones", /20 times over/],
    ["infinite places", { ...topology, arcs: [[[1, 2], [3, "1e999"]]] }, "zones", /arc 0: a position is \[3,"1e999"\]/], // prettier-ignore
    ["a broken transform", { ...topology, transform: { scale: [1] } }, "zones", /"transform" is \{"scale":\[1\]\}/],
    ["no objects", { type: "Topology", arcs: [], objects: {} }, undefined, /no objects/],
    ["no arcs", { type: "Topology", objects: { a: topology.objects.places } }, undefined, /no "arcs"/],
  ])("refuses %s", async (_, content, name, message) => {
    await writeTopology(content);
    await expect(hashOf("t.topojson", name === undefined ? {} : { layer: name })).rejects.toThrow(message);
  });
});

describe("writing", () => {
  test.each([".geojson", ".json", ".geojsonl", ".ndjson", ".geojsons", ".fgb"])(
    "and reading again as %s",
    async (ending) => {
      const result = await writeLayer(dataOf(layer), `out${ending}`, { baseDir, name: "towns" }, silent);
      expect(result).toEqual({ bytes: (await readFile(join(baseDir, `out${ending}`))).length, features: 1 });
      expect(await hashOf(`out${ending}`)).toBe(layer.hash);
    },
  );

  test("the same layer twice gives the same bytes", async () => {
    for (const path of ["a.fgb", "b.fgb"]) await writeLayer(dataOf(layer), path, { baseDir, name: "t" }, silent);
    expect(await readFile(join(baseDir, "a.fgb"))).toEqual(await readFile(join(baseDir, "b.fgb")));
  });

  test("what fails or is canceled leaves the old file and nothing else", async () => {
    const rows = Array.from({ length: 50_000 }, (_, n) => ({ geometry: null, properties: { n } }));
    const before = await readdir(join(baseDir, "data"));
    for (const looks of [1, 60, 196]) {
      const write = writeLayer(
        dataOf(Layer.from(rows)),
        "data/countries.geojson",
        { baseDir, name: "x" },
        new Recorder(looks),
      );
      await expect(write).rejects.toMatchObject({ code: "TASK_CANCELED" });
    }
    expect(await readdir(join(baseDir, "data"))).toEqual(before);
    expect(await readFile(join(baseDir, "data", "countries.geojson"), "utf8")).toBe(text);
  });

  test("replaces the file that a link points to, not the link", async () => {
    await symlink(join(baseDir, "data", "countries.geojson"), join(baseDir, "link.geojson"));
    await writeLayer(dataOf(Layer.from([])), "link.geojson", { baseDir, name: "empty" }, silent);
    expect(JSON.parse(await readFile(join(baseDir, "data", "countries.geojson"), "utf8"))).toMatchObject({
      name: "empty",
    });
    expect(
      (await readdir(baseDir, { withFileTypes: true })).find(({ name }) => name === "link.geojson")?.isSymbolicLink(),
    ).toBe(true);
  });

  test.each([
    ["another format", "x.dxf", "FORMAT_UNKNOWN", /can write: \.geojson/],
    ["a folder that is not there", "dta/x.geojson", "FILE_MISSING", /no folder "dta".*Did you mean "data"/],
    ["an address", "https://x.org/y.geojson", "LAYER_UNWRITABLE", /web address/],
    ["a place where a folder is", "data/sub.geojson", "LAYER_UNWRITABLE", /it is a folder/],
  ])("refuses %s", async (_, path, code, message) => {
    await mkdir(join(baseDir, "data", "sub.geojson"));
    await expect(writeLayer(dataOf(layer), path, { baseDir, name: "x" }, silent)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(await readdir(baseDir)).toEqual(["data"]);
  });
});

describe("from the web", () => {
  const server = createServer((request, response) => {
    const { url = "" } = request;
    if (url === "/towns.geojson") response.end(text);
    else if (url === "/packed.geojson") response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(text));
    else if (url === "/query?f=json")
      response.writeHead(200, { "content-type": "application/geo+json; charset=utf-8" }).end(text);
    else if (url === "/locked.geojson")
      response.writeHead(request.headers.authorization === "Basic bWU6c2VjcmV0" ? 200 : 401).end(text);
    else if (url === "/slow.geojson")
      response.writeHead(200, { "content-length": "999999" }).write(text.slice(0, 40), () => server.emit("slow"));
    else response.writeHead(404).end();
  });
  let address = "";
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test.each(["/towns.geojson", "/packed.geojson", "/query?f=json"])("reads %s", async (path) => {
    expect(await hashOf(address + path)).toBe(layer.hash);
  });

  test("a password goes along but into no message", async () => {
    expect(await hashOf(`${address.replace("//", "//me:secret@")}/locked.geojson`)).toBe(layer.hash);
    const wrong = hashOf(`${address.replace("//", "//me:wrong-one@")}/locked.geojson`);
    await expect(wrong).rejects.toMatchObject({ message: expect.not.stringContaining("wrong-one") });
    await expect(hashOf(`${address}/locked.geojson`)).rejects.toThrow(/answered "401/);
  });

  test("what is not there is missing, who is not there unreachable", async () => {
    await expect(hashOf(`${address}/no.geojson`)).rejects.toMatchObject({
      code: "FILE_MISSING",
      message: expect.stringContaining("404"),
    });
    await expect(hashOf("http://127.0.0.1:1/x.geojson")).rejects.toMatchObject({
      code: "LAYER_UNREADABLE",
      message: expect.stringContaining("Cannot reach http://127.0.0.1:1/x.geojson"),
    });
  });

  test("an aborted signal ends a download that hangs", async () => {
    const controller = new AbortController();
    const begun = once(server, "slow");
    const reading = readLayer(`${address}/slow.geojson`, { baseDir, signal: controller.signal }, silent);
    void begun.then(() => controller.abort());
    await expect(reading).rejects.toMatchObject({ code: "TASK_CANCELED" });
  });
});
