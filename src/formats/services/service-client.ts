import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { maskedAddress } from "../sources/masked-address.ts";
import { type Course, explained, follow, type RequestWay, stallSeconds } from "../sources/web-request.ts";
import { unpacked } from "../sources/web-source.ts";

/** What a server says that is asked too much at once, or whose parts are being changed. */
const BUSY = new Set([429, 502, 503, 504]);
const MOST_TRIES = 4;
/** Seconds: what a server asks for beyond this is no pause, but a refusal. */
const LONGEST_PAUSE = 60;
const MOST_COMPLAINT = 2000;

/** One conversation with a service: it waits where the server asks for it, and ends when the task does. */
export class ServiceClient {
  readonly #way: RequestWay;
  readonly #feedback: Feedback;
  readonly #maxBytes: number;
  #received = 0;
  requests = 0;

  constructor(way: RequestWay & { readonly maxBytes?: number }, feedback: Feedback) {
    this.#way = way;
    this.#feedback = feedback;
    this.#maxBytes = way.maxBytes ?? Infinity;
  }

  /** Throws LAYER_UNREADABLE for what is no JSON. */
  async json(
    url: URL,
    accept = "application/geo+json, application/json",
  ): Promise<{ readonly text: string; readonly value: unknown }> {
    const text = await this.text(url, accept);
    try {
      return { text, value: JSON.parse(text) };
    } catch (cause) {
      const start = text.trim().slice(0, 200);
      throw new SpatialError("LAYER_UNREADABLE", `${maskedAddress(url)} did not answer with JSON, but with: ${start}`, {
        cause,
      });
    }
  }

  /** Throws LAYER_UNREADABLE, FILE_MISSING for 404, TASK_CANCELED. */
  async text(url: URL, accept: string): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      this.#feedback.throwIfCanceled();
      const answer = await this.#ask(url, accept);
      if (typeof answer === "string") return answer;
      if (attempt === MOST_TRIES || answer.seconds > LONGEST_PAUSE) throw answer.refusal;
      const seconds = answer.seconds || 0.5 * 2 ** (attempt - 1);
      this.#feedback.log("info", `${url.host} is busy (${answer.status}); asked again after ${seconds} s.`);
      await pause(seconds * 1000, undefined, { signal: this.#way.signal });
    }
  }

  async #ask(url: URL, accept: string): Promise<string | Busy> {
    const name = maskedAddress(url);
    const seconds = stallSeconds(this.#way.timeout);
    const course: Course = { received: 0, expected: undefined, isStalled: false };
    const headers = { accept, "accept-encoding": "gzip, br" };
    this.requests++;
    try {
      const { answer } = await follow(url, { ...this.#way, seconds, course, headers });
      const { statusCode = 0 } = answer;
      if (statusCode >= 200 && statusCode < 300) return await this.#body(answer, course, name);
      const refusal = await refused(answer, course, name);
      if (!BUSY.has(statusCode)) throw refusal;
      return { status: statusCode, seconds: Number(answer.headers["retry-after"] ?? 0) || 0, refusal };
    } catch (error) {
      throw explained(error, { name, seconds, way: this.#way, course });
    }
  }

  async #body(answer: IncomingMessage, course: Course, name: string): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const bytes of { [Symbol.asyncIterator]: () => unpacked(answer, course) }) {
      text += decoder.decode(bytes, { stream: true });
      this.#received += bytes.length;
      if (this.#received > this.#maxBytes)
        throw new SpatialError(
          "LAYER_UNREADABLE",
          `${name} gave more than ${(this.#maxBytes / 1e9).toFixed(1)} GB; ask for less with --limit or --bbox.`,
        );
    }
    return text + decoder.decode();
  }
}

interface Busy {
  readonly status: number;
  /** What the server asks for; 0 where it says nothing. */
  readonly seconds: number;
  readonly refusal: SpatialError;
}

/** With what the server says of it. */
async function refused(answer: IncomingMessage, course: Course, name: string): Promise<SpatialError> {
  let text = "";
  for await (const bytes of { [Symbol.asyncIterator]: () => unpacked(answer, course) })
    if (text.length < MOST_COMPLAINT) text += Buffer.from(bytes).toString("utf8");
  if (!answer.closed) {
    answer.destroy();
    await once(answer, "close");
  }
  const { statusCode = 0, statusMessage = "" } = answer;
  const said = complaint(text);
  const code = statusCode === 404 ? "FILE_MISSING" : "LAYER_UNREADABLE";
  return new SpatialError(code, `The server answered "${`${statusCode} ${statusMessage}`.trim()}" for ${name}${said}.`);
}

/** Of JSON the description, of XML the words. */
function complaint(text: string): string {
  const plain =
    /"(?:description|detail|message)"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text.replaceAll(/<[^>]*>/g, " ");
  const words = plain.replaceAll(/\s+/g, " ").trim().replace(/\.$/, "").slice(0, 300);
  return words === "" ? "" : `: ${words}`;
}
