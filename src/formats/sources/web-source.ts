import type { IncomingMessage } from "node:http";
import { extname } from "node:path";
import { pipeline } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { maskedAddress } from "./masked-address.ts";
import type { ByteSource } from "./source.ts";
import {
  type Course,
  explained,
  follow,
  parseUrl,
  refuseStatus,
  stallSeconds,
  type RequestWay,
} from "./web-request.ts";

const DECODERS = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const;

const PACKED = { "accept-encoding": "gzip, br" };

/** An answer as it comes. */
interface WebSource extends ByteSource {
  /** What the server says it is. */
  readonly mediaType: string;
  /** Its mark of the file's state. */
  readonly etag: string | undefined;
}

/**
 * Asks a server and gives its answer as it comes, unpacked. Node's own fetch takes a packed answer that was cut off for a
 * whole one, so it is not used. Throws FILE_MISSING for 404, LAYER_UNREADABLE, TASK_CANCELED; no message has a password.
 */
export async function openAddress(text: string, way: RequestWay): Promise<WebSource> {
  const url = parseUrl(text);
  const name = maskedAddress(url);
  const seconds = stallSeconds(way.timeout);
  const course: Course = { received: 0, expected: undefined, isStalled: false };
  const explain = (error: unknown): unknown => explained(error, { name, seconds, way, course });
  try {
    const { answer } = await follow(url, { ...way, seconds, course, headers: PACKED });
    refuseStatus(answer, name);
    const { "content-length": length } = answer.headers;
    course.expected = length === undefined ? undefined : Number(length);
    return {
      name,
      extension: extname(url.pathname).toLowerCase(),
      mediaType: answer.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "",
      etag: answer.headers.etag,
      size: decoderOf(answer) === undefined ? course.expected : undefined,
      read: readFrom(unpacked(answer, course), explain),
      close: async () => void answer.destroy(),
    };
  } catch (error) {
    throw explain(error);
  }
}

function decoderOf({ headers }: IncomingMessage): (typeof DECODERS)[keyof typeof DECODERS] | undefined {
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "";
  return Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding as keyof typeof DECODERS] : undefined;
}

/** The body of an answer, unpacked; `course` counts it as it comes. */
export function unpacked(answer: IncomingMessage, course: Course): AsyncIterator<Buffer> {
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
