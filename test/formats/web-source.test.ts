import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { download } from "../../src/formats/sources/download.ts";
import { memorySource, type HeldPiece } from "../../src/formats/sources/memory-source.ts";
import { maskedAddress } from "../../src/formats/sources/masked-address.ts";
import { readLayer } from "../../src/formats/open.ts";

const FEATURES = Array.from({ length: 2000 }, (_, n) =>
  JSON.stringify({ type: "Feature", properties: { n }, geometry: { type: "Point", coordinates: [n % 90, 1] } }),
);
const TEXT = `${FEATURES.join("\n")}\n`;
/** Cut at the end of a line, so that nobody but who counts could notice. */
const PART = `${FEATURES.slice(0, 1000).join("\n")}\n`;

const ANSWERS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  "/whole.ndjson": (response) => response.end(TEXT),
  "/gzip.ndjson": (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(TEXT)),
  "/br.ndjson": (response) => response.writeHead(200, { "content-encoding": "br" }).end(brotliCompressSync(TEXT)),
  "/moved.ndjson": (response) => response.writeHead(302, { location: "/whole.ndjson" }).end(),
  "/round.ndjson": (response) => response.writeHead(302, { location: "/round.ndjson" }).end(),
  "/away.ndjson": (response) => response.writeHead(302, { location: "ftp://x:secret@y.org/z" }).end(),
  "/broken.ndjson": (response) =>
    response.writeHead(200, { "content-length": TEXT.length }).write(PART, () => response.destroy()),
  "/broken-chunked.ndjson": (response) => response.writeHead(200).write(PART, () => response.destroy()),
  "/stalled.ndjson": (response) => void response.writeHead(200).write(PART),
  "/silent.ndjson": () => undefined,
  "/bad-gzip.ndjson": (response) => response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip at all"),
  "/cut-gzip.ndjson": (response) =>
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(TEXT).subarray(0, 4000)),
  "/endless.ndjson": (response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(PART));
    };
    response.on("drain", more);
    more();
  },
  "/huge.ndjson": (response) => void response.writeHead(200, { "content-length": 50_000_000_000 }).write(PART),
};

const server = createServer(({ url = "" }, response) => {
  const { pathname } = new URL(url, "http://x");
  ANSWERS[pathname]?.(response);
});
/** Answers with bytes as they are, right or wrong. */
const raw = createTcpServer((socket: Socket) => {
  socket.on("error", () => undefined); // the other side hangs up, as it should
  socket.once("data", () => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n${TEXT}`));
});
let origin = "";
let rawOrigin = "";
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  raw.listen(0, "127.0.0.1");
  await Promise.all([once(server, "listening"), once(raw, "listening")]);
  origin = `http://me:secret@127.0.0.1:${(server.address() as AddressInfo).port}`;
  rawOrigin = `http://127.0.0.1:${(raw.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  raw.close();
});

const load = async (address: string, timeout = 0.2): Promise<number> =>
  (await readLayer(address, { baseDir: ".", timeout }, silent)).geometry.length;

test.each(["whole", "gzip", "br", "moved"])("a %s answer is read", async (name) => {
  expect(await load(`${origin}/${name}.ndjson`, 10)).toBe(2000);
});

test.each<[string, RegExp]>([
  ["broken", /The connection to http\S+ broke after \d+ of \d+ bytes/],
  ["broken-chunked", /The connection to http\S+ broke after \d+ bytes/],
  ["stalled", /No byte came from http\S+ for 0\.2 s, after [1-9]\d+ bytes; --timeout/],
  ["silent", /No byte came from http\S+ for 0\.2 s, after 0 bytes; --timeout/],
  ["bad-gzip", /The packed answer of http\S+ is broken, .*header/],
  ["cut-gzip", /The packed answer of http\S+ is broken, .*unexpected end/],
  ["round", /Cannot reach http\S+: it leads on more than 10 times/],
  ["away", /Cannot reach http\S+: it leads on to ftp:\/\/x:\*\*\*@y\.org/],
])("a %s answer is told with its address, without the password", async (name, message) => {
  const error: unknown = await load(`${origin}/${name}.ndjson?token=hidden`).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "LAYER_UNREADABLE", message: expect.stringMatching(message) });
  expect(String(error)).toContain(`/${name}.ndjson`);
  expect(String(error)).not.toMatch(/secret|hidden/);
});

test("an answer longer than it says is refused", async () => {
  await expect(load(`${rawOrigin}/long.ndjson`)).rejects.toMatchObject({ code: "LAYER_UNREADABLE" });
});

test.each([
  ["endless", /endless\.ndjson gave more than the 0\.00300 GB of memory/],
  ["huge", /huge\.ndjson is 50\.0 GB, more than the 0\.00300 GB of memory/],
])("an %s answer ends where the memory for it does", async (name, message) => {
  const fetching = download(`${origin}/${name}.ndjson`, { baseDir: ".", timeout: 10, maxBytes: 3e6 }, silent);
  await expect(fetching).rejects.toMatchObject({ code: "LAYER_UNREADABLE", message: expect.stringMatching(message) });
});

test("a download is held once, in pieces that cross threads, and reads as it came", async () => {
  const { pieces, ...rest } = await download(`${origin}/whole.ndjson`, { baseDir: "." }, silent);
  expect(pieces.every(({ bytes }) => bytes.buffer instanceof SharedArrayBuffer)).toBe(true);
  expect(pieces.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(TEXT.length);
  const source = memorySource({ pieces: pieces.flatMap(inThrees), ...rest }).stream();
  const into = new Uint8Array(1000);
  let text = "";
  for (let count = -1; count !== 0;) {
    count = await source.read(into);
    text += Buffer.from(into.subarray(0, count)).toString();
  }
  expect(text).toBe(TEXT);
});

function inThrees({ from, bytes }: HeldPiece): HeldPiece[] {
  const third = Math.floor(bytes.length / 3);
  return [
    { from, bytes: bytes.subarray(0, third) },
    { from: from + third, bytes: bytes.subarray(third, third) },
    { from: from + third, bytes: bytes.subarray(third) },
  ];
}

test.each([
  ["http://me:pw@x.org/a?b=1", "http://me:***@x.org/a?b=1"],
  ["https://x.org/a?access_token=abc&B=2", "https://x.org/a?access_token=***&B=2"],
  ["https://x.org/a?X-Amz-Signature=1&apikey=2&sig=3", "https://x.org/a?X-Amz-Signature=***&apikey=***&sig=***"],
  ["https://x.org/a?keyword=roads", "https://x.org/a?keyword=roads"],
])("%s is shown as %s", (address, shown) => {
  expect(maskedAddress(new URL(address))).toBe(shown);
});

test.each([0, -1, Number.NaN, 1e9])("a time-out of %s s is refused", async (timeout) => {
  await expect(load(`${origin}/whole.ndjson`, timeout)).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
});
