import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { extname } from "node:path";
import { pipeline } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { SpatialError } from "../../errors.ts";
import { maskedAddress } from "./masked-address.ts";
import type { ByteSource, Place } from "./source.ts";

/** Without a byte. */
const STALL_SECONDS = 60;
const MOST_REDIRECTS = 10;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** File endings for what servers call the formats. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  "application/geo+json": ".geojson",
  "application/json": ".json",
  "application/geo+json-seq": ".geojsonl",
  "application/x-ndjson": ".ndjson",
  "application/flatgeobuf": ".fgb",
};

const DECODERS = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const;

type Way = Pick<Place, "signal" | "timeout">;

/** How far an answer has come. */
interface Course {
  /** Bytes, packed as they may be. */
  received: number;
  /** What the server says there are. */
  expected: number | undefined;
  /** Whether the time without a byte was over. */
  isStalled: boolean;
}

interface Asking extends Way {
  readonly seconds: number;
  readonly course: Course;
}

/**
 * Asks a server and gives its answer as it comes, unpacked. Node's own fetch takes a packed answer that was cut off for a
 * whole one, so it is not used. Throws FILE_MISSING for 404, LAYER_UNREADABLE, TASK_CANCELED; no message has a password.
 */
export async function openAddress(text: string, way: Way): Promise<ByteSource> {
  const url = parseUrl(text);
  const name = maskedAddress(url);
  const seconds = stallSeconds(way.timeout);
  const course: Course = { received: 0, expected: undefined, isStalled: false };
  const explain = (error: unknown): unknown => explained(error, { name, seconds, way, course });
  try {
    const answer = await follow(url, { ...way, seconds, course });
    refuseStatus(answer, name);
    const { "content-length": length } = answer.headers;
    course.expected = length === undefined ? undefined : Number(length);
    return {
      name,
      extension: extname(url.pathname).toLowerCase() || extensionOf(answer),
      size: decoderOf(answer) === undefined ? course.expected : undefined,
      read: readFrom(unpacked(answer, course), explain),
      close: async () => void answer.destroy(),
    };
  } catch (error) {
    throw explain(error);
  }
}

function stallSeconds(given = STALL_SECONDS): number {
  if (given > 0 && given <= 86_400) return given;
  throw new SpatialError("BAD_ARGUMENT", `The time-out is ${given}; expected seconds, more than 0 and at most 86400.`);
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new SpatialError("BAD_ARGUMENT", `"${text}" is not a web address.`, { cause });
  }
}

/** The answer of the place that the address leads to in the end. */
async function follow(from: URL, way: Asking): Promise<IncomingMessage> {
  let url = from;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const answer = await ask(url, way);
    const { location } = answer.headers;
    if (!REDIRECTS.has(answer.statusCode ?? 0) || location === undefined) return answer;
    answer.destroy();
    const next = new URL(location, url);
    // the password goes to nobody else
    if (next.origin === url.origin) Object.assign(next, { username: url.username, password: url.password });
    if (!/^https?:$/.test(next.protocol)) throw new Error(`it leads on to ${maskedAddress(next)}`);
    url = next;
  }
  throw new Error(`it leads on more than ${MOST_REDIRECTS} times`);
}

function ask(url: URL, { signal, seconds, course }: Asking): Promise<IncomingMessage> {
  const { get } = url.protocol === "https:" ? https : http;
  const headers = { "user-agent": "mapcell", "accept-encoding": "gzip, br" };
  // a connection of its own: one that was kept may be gone when it is needed
  const options = { headers, agent: false, timeout: seconds * 1000, ...(signal && { signal }) };
  return new Promise((resolve, reject) => {
    const request = get(url, options, (answer) => {
      request.on("error", (error) => answer.destroy(error));
      resolve(answer);
    });
    request.on("timeout", () => {
      course.isStalled = true;
      request.destroy(new Error("stalled"));
    });
    request.on("error", reject);
  });
}

function refuseStatus(answer: IncomingMessage, name: string): void {
  const { statusCode = 0, statusMessage = "" } = answer;
  if (statusCode >= 200 && statusCode < 300) return;
  answer.destroy();
  const code = statusCode === 404 ? "FILE_MISSING" : "LAYER_UNREADABLE";
  const status = `${statusCode} ${statusMessage}`.trim();
  throw new SpatialError(code, `The server answered "${status}" for ${name}; expected a file.`);
}

function decoderOf({ headers }: IncomingMessage): (typeof DECODERS)[keyof typeof DECODERS] | undefined {
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "";
  return Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding as keyof typeof DECODERS] : undefined;
}

function unpacked(answer: IncomingMessage, course: Course): AsyncIterator<Buffer> {
  const decoder = decoderOf(answer);
  const packed = counted(answer, course);
  if (decoder === undefined) return packed;
  // what goes wrong reaches the reader through the stream that it reads
  return pipeline(packed, decoder(), () => undefined)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
}

async function* counted(answer: IncomingMessage, course: Course): AsyncGenerator<Buffer> {
  for await (const bytes of answer as AsyncIterable<Buffer>) {
    course.received += bytes.length;
    yield bytes;
  }
}

function readFrom(chunks: AsyncIterator<Buffer>, explain: (error: unknown) => unknown): ByteSource["read"] {
  let rest: Uint8Array = new Uint8Array(0);
  return async (into) => {
    try {
      while (rest.length === 0) {
        const { done, value } = await chunks.next();
        if (done === true) return 0;
        rest = value;
      }
    } catch (error) {
      throw explain(error);
    }
    const count = Math.min(rest.length, into.length);
    into.set(rest.subarray(0, count));
    rest = rest.subarray(count);
    return count;
  };
}

function extensionOf({ headers }: IncomingMessage): string {
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
  return CONTENT_TYPES[type] ?? "";
}

interface Failure {
  readonly name: string;
  readonly seconds: number;
  readonly way: Way;
  readonly course: Course;
}

function explained(error: unknown, { name, seconds, way, course }: Failure): unknown {
  if (way.signal?.aborted === true)
    return new SpatialError("TASK_CANCELED", "The download was canceled.", { cause: error });
  if (error instanceof SpatialError || !(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  const { received, expected, isStalled } = course;
  const got = expected === undefined ? `${received} bytes` : `${received} of ${expected} bytes`;
  const tell = (message: string): SpatialError => new SpatialError("LAYER_UNREADABLE", message, { cause: error });
  if (isStalled)
    return tell(`No byte came from ${name} for ${seconds} s, after ${got}; --timeout SECONDS waits longer.`);
  if (/^(?:Z_|ERR__)/.test(code))
    return tell(`The packed answer of ${name} is broken, after ${got}: ${error.message}.`);
  if (code.startsWith("HPE_")) return tell(`The answer of ${name} is not proper HTTP, after ${got}: ${error.message}.`);
  if (received > 0) return tell(`The connection to ${name} broke after ${got}: ${error.message}. Load it again.`);
  const reason = error instanceof AggregateError ? String(error.errors[0]) : error.message;
  return tell(`Cannot reach ${name}: ${reason.replace(/^Error: /, "")}.`);
}
