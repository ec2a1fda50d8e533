import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { SpatialError } from "../../errors.ts";
import { maskedAddress } from "./masked-address.ts";
import type { SourceAccess } from "./source.ts";

/** Without a byte. */
const STALL_SECONDS = 60;
const MOST_REDIRECTS = 10;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export type RequestWay = Pick<SourceAccess, "signal" | "timeout">;

/** How far an answer has come. */
export interface Course {
  /** Bytes, packed as they may be. */
  received: number;
  /** What the server says there are. */
  expected: number | undefined;
  /** Whether the time without a byte was over. */
  isStalled: boolean;
}

export interface Asking extends RequestWay {
  readonly seconds: number;
  readonly course: Course;
  readonly headers: Readonly<Record<string, string>>;
}

export function stallSeconds(given = STALL_SECONDS): number {
  if (given > 0 && given <= 86_400) return given;
  throw new SpatialError("BAD_ARGUMENT", `The time-out is ${given}; expected seconds, more than 0 and at most 86400.`);
}

export function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new SpatialError("BAD_ARGUMENT", `"${text}" is not a web address.`, { cause });
  }
}

/** The answer of the place that the address leads to in the end, and that place. */
export async function follow(from: URL, way: Asking): Promise<{ readonly answer: IncomingMessage; readonly url: URL }> {
  refuseWithoutNetwork(from);
  let url = from;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const answer = await ask(url, way);
    const { location } = answer.headers;
    if (!REDIRECTS.has(answer.statusCode ?? 0) || location === undefined) return { answer, url };
    answer.destroy();
    const next = new URL(location, url);
    // the password goes to nobody else
    if (next.origin === url.origin) Object.assign(next, { username: url.username, password: url.password });
    if (!/^https?:$/.test(next.protocol)) throw new Error(`it leads on to ${maskedAddress(next)}`);
    url = next;
  }
  throw new Error(`it leads on more than ${MOST_REDIRECTS} times`);
}

/** `mapcell verify --no-network` says so in the environment. */
function refuseWithoutNetwork(url: URL): void {
  if (process.env["MAPCELL_NETWORK"] !== "off") return;
  throw new SpatialError(
    "LAYER_UNREADABLE",
    `Cannot read ${maskedAddress(url)}: the network is not to be used (--no-network). Save it to a file, and load that.`,
  );
}

function ask(url: URL, { signal, seconds, course, headers: more }: Asking): Promise<IncomingMessage> {
  const { get } = url.protocol === "https:" ? https : http;
  const headers = { "user-agent": "mapcell", ...more };
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

export function refuseStatus(answer: IncomingMessage, name: string): void {
  const { statusCode = 0, statusMessage = "" } = answer;
  if (statusCode >= 200 && statusCode < 300) return;
  answer.destroy();
  const code = statusCode === 404 ? "FILE_MISSING" : "LAYER_UNREADABLE";
  const status = `${statusCode} ${statusMessage}`.trim();
  throw new SpatialError(code, `The server answered "${status}" for ${name}; expected a file.`);
}

interface Failure {
  readonly name: string;
  readonly seconds: number;
  readonly way: RequestWay;
  readonly course: Course;
}

/** What went wrong with an answer, in our words. */
export function explained(error: unknown, { name, seconds, way, course }: Failure): unknown {
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
