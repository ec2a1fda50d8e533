import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { fetchLayer } from "../../src/formats/fetch.ts";
import { writeFlatGeobuf } from "../../src/formats/flatgeobuf/write-flatgeobuf.ts";
import { readLayer } from "../../src/formats/open.ts";
import { writeParquet } from "../../src/formats/parquet/write-parquet.ts";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { MemorySink, Recorder } from "./sources.ts";

/** 60,000 little lines on a grid. */
const SIDE = 245;
const layer = Layer.from(
  Array.from({ length: SIDE * SIDE }, (_, n) => {
    const [x, y] = [(n % SIDE) / 10, Math.floor(n / SIDE) / 10];
    return { geometry: { type: "LineString", coordinates: [[x, y], [x + 0.05, y + 0.05]] } as const, properties: { n } }; // prettier-ignore
  }),
);
const BOUNDS = [3.02, 4.02, 4, 5] as const;
const inside = (n: number): boolean => {
  const [x, y] = [(n % SIDE) / 10, Math.floor(n / SIDE) / 10];
  return x <= 4 && x + 0.05 >= 3.02 && y <= 5 && y + 0.05 >= 4.02;
};
const EXPECTED = Array.from({ length: SIDE * SIDE }, (_, n) => n).filter(inside);

/** By ending. */
const files = new Map<string, Buffer>();
let served: { ranges: string[]; bytes: number } = { ranges: [], bytes: 0 };
/** How the server fails: by the number of the request, from 1. */
let trouble: (request: number, response: ServerResponse) => boolean = () => false;
let etag: (request: number) => string = () => '"a"';

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { range = "" } = request.headers;
  served.ranges.push(range);
  if (trouble(served.ranges.length, response)) return;
  const [, from = "0", to = ""] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  const isWhole = request.url === "/whole.fgb" || range === "";
  const file = files.get(extname(request.url ?? "")) ?? Buffer.alloc(0);
  const part = isWhole ? file : file.subarray(Number(from), Number(to) + 1);
  served.bytes += part.length;
  const more = { etag: etag(served.ranges.length), "content-length": part.length };
  if (isWhole) response.writeHead(200, more).end(part);
  else response.writeHead(206, { ...more, "content-range": `bytes ${from}-${Number(from) + part.length - 1}/${file.length}` }).end(part); // prettier-ignore
}

const server = createServer(answer);
let origin = "";
beforeAll(async () => {
  const [fgb, parquet] = [new MemorySink(), new MemorySink()];
  await writeFlatGeobuf(dataOf(layer), fgb, { name: "lines", feedback: silent });
  await writeParquet(dataOf(layer), parquet, { name: "lines", feedback: silent, options: { sort: true } });
  files.set(".fgb", fgb.bytes).set(".parquet", parquet.bytes);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  served = { ranges: [], bytes: 0 };
  trouble = () => false;
  etag = () => '"a"';
});

async function load(path: string, options: object, feedback = new Recorder()): Promise<LayerData> {
  const download = await fetchLayer(origin + path, { baseDir: ".", timeout: 5, ...options }, feedback);
  return readLayer(origin + path, { baseDir: ".", download, ...options }, feedback);
}

function numbers({ columns: [column] }: LayerData): number[] {
  return column?.storage === "number" ? [...column.values].toSorted((a, b) => a - b) : [];
}

test("only the features within bounds, and the way to them, are fetched", async () => {
  const recorder = new Recorder();
  expect(numbers(await load("/lines.fgb", { bounds: BOUNDS }, recorder))).toEqual(EXPECTED);
  expect(served.ranges.length).toBeLessThanOrEqual(6);
  expect(served.bytes).toBeLessThan(250_000);
  expect(files.get(".fgb")?.length).toBeGreaterThan(8_000_000);
  expect(recorder.logs).toEqual([
    ["info", expect.stringMatching(/^\d+ kB of [\d.]+ MB were fetched, in \d requests?\.$/)],
  ]);
});

test("of GeoParquet, the row groups that may have features within bounds are fetched", async () => {
  const recorder = new Recorder();
  expect(numbers(await load("/lines.parquet", { bounds: BOUNDS, fields: "n" }, recorder))).toEqual(EXPECTED);
  // the beginning, the footer, and of one group of four its columns of places and numbers
  expect(served.ranges.length).toBeLessThanOrEqual(5);
  expect(served.bytes).toBeLessThan(0.4 * files.get(".parquet")!.length);
  expect(recorder.logs.map(([, text]) => text)).toEqual([
    expect.stringMatching(/were fetched, in \d requests\.$/),
    expect.stringMatching(/^1 of 4 row groups are read, /),
  ]);
});

test("all of it is fetched where no bounds are given or the server knows no ranges", async () => {
  expect((await load("/lines.fgb", {})).geometry.length).toBe(layer.length);
  expect(served.ranges).toEqual([""]);
  expect(numbers(await load("/whole.fgb", { bounds: BOUNDS }))).toEqual(EXPECTED);
});

test("a server that is busy, and a connection that breaks, are asked again", async () => {
  trouble = (request, response) => {
    if (request === 1) response.writeHead(503).end();
    else if (request === 3) response.destroy();
    return request === 1 || request === 3;
  };
  expect(numbers(await load("/lines.fgb", { bounds: BOUNDS }))).toEqual(EXPECTED);
});

test("a server that stays busy is told", async () => {
  trouble = (_, response) => {
    response.writeHead(503).end();
    return true;
  };
  await expect(load("/lines.fgb", { bounds: BOUNDS })).rejects.toMatchObject({
    code: "LAYER_UNREADABLE",
    message: expect.stringContaining('answered "503'),
  });
  expect(served.ranges.length).toBe(3);
});

test("a file that changes between two requests is refused", async () => {
  etag = (request) => (request > 2 ? '"b"' : '"a"');
  await expect(load("/lines.fgb", { bounds: BOUNDS })).rejects.toThrow(/lines\.fgb: the file on the server changed/);
});

test("a cancel ends the fetching", async () => {
  const controller = new AbortController();
  trouble = (request) => {
    if (request === 2) controller.abort();
    return request === 2;
  };
  await expect(load("/lines.fgb", { bounds: BOUNDS, signal: controller.signal })).rejects.toMatchObject({
    code: "TASK_CANCELED",
  });
});
