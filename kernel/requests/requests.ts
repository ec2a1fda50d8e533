import { textIn, type JsonObject } from "../../src/wire/message.ts";
import type { CellTransform } from "../cells/cell-book.ts";
import type { Completion, TextHelp } from "../protocol/text-help.ts";
import type { CellWorld } from "../cells/cell-run.ts";
import { cursorOfOffset, offsetOfCursor } from "../cells/text-position.ts";
import type { Comms } from "./comms.ts";
import type { History } from "./history.ts";
import type { Incoming, IoLink } from "../protocol/io-link.ts";
import { typedFirst } from "./typed-first.ts";
import { runInScope } from "../protocol/scope.ts";

interface RequestParts {
  readonly io: Pick<IoLink, "reply" | "status">;
  readonly comms: Comms;
  readonly history: History;
  readonly world: Promise<HelpfulWorld>;
}

export type HelpfulWorld = CellWorld & { readonly help?: TextHelp | undefined };

/** How long a console may wait to hear whether its text is complete. */
const IS_COMPLETE_MS = 500;

/** Answers every request that runs no cell, at once, also while a cell awaits. */
export class Requests {
  readonly #parts: RequestParts;

  constructor(parts: RequestParts) {
    this.#parts = parts;
  }

  /** @param onFault told of an error that no reply carries */
  take(incoming: Incoming, onFault: (error: unknown) => void): void {
    const { header } = incoming.message;
    const { io } = this.#parts;
    io.status("busy", header, "request");
    runInScope({ kind: "request", header }, () => this.#answer(incoming))
      .catch((error: unknown) => {
        if (header.msg_type.endsWith("_request")) this.#reply(incoming, faultOf(error)); // else a front end waits for ever
        else onFault(error);
      })
      .finally(() => io.status("idle", header, "request"));
  }

  async #answer(incoming: Incoming): Promise<void> {
    const { header } = incoming.message;
    if (header.msg_type.startsWith("comm_") && header.msg_type !== "comm_info_request") {
      this.#parts.comms.take(incoming.message);
      return;
    }
    const reply = await this.#replyTo(header.msg_type, incoming.message.content);
    if (reply) this.#reply(incoming, reply);
  }

  #reply(incoming: Incoming, content: JsonObject): void {
    const { msg_type: type } = incoming.message.header;
    this.#parts.io.reply(incoming, type.replace("_request", "_reply"), content);
  }

  /** Undefined for a request this kernel does not know: the protocol has no reply for that. */
  async #replyTo(type: string, content: JsonObject): Promise<JsonObject | undefined> {
    switch (type) {
      case "complete_request":
        return this.#complete(...textAndOffset(content));
      case "inspect_request":
        return this.#inspect(...textAndOffset(content), content["detail_level"] === 1 ? 1 : 0);
      case "is_complete_request":
        return this.#isComplete(textIn(content, "code"));
      case "history_request":
        return { status: "ok", history: this.#parts.history.find(content) };
      case "comm_info_request":
        return this.#parts.comms.info(textIn(content, "target_name"));
      default:
        return undefined;
    }
  }

  async #complete(text: string, offset: number): Promise<JsonObject> {
    const { engine, transform, help } = await this.#parts.world;
    const ours = await help?.complete(text, offset);
    const found = ours ?? (await throughTransform(transform, text, offset, (code, at) => engine.complete(code, at)));
    const { start = offset, end = offset, matches, kinds } = withoutInsides(found);
    const [cursorStart, cursorEnd] = [cursorOfOffset(text, start), cursorOfOffset(text, end)];
    const types = matches.map((match, index) => ({
      text: match,
      type: kinds[index] ?? "",
      start: cursorStart,
      end: cursorEnd,
    }));
    const metadata = types.length > 0 ? { _jupyter_types_experimental: types } : {};
    return { status: "ok", matches, cursor_start: cursorStart, cursor_end: cursorEnd, metadata };
  }

  async #inspect(text: string, offset: number, detail: 0 | 1): Promise<JsonObject> {
    const data = await inspectIn(await this.#parts.world, { text, offset, detail });
    return { status: "ok", found: data !== undefined, data: data ?? {}, metadata: {} };
  }

  /** A console gives up on the question after a second, and for good; while the compiler loads it is told so in time. */
  async #isComplete(text: string): Promise<JsonObject> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<JsonObject>((resolve) => {
      timer = setTimeout(() => resolve({ status: "unknown" }), IS_COMPLETE_MS);
    });
    return Promise.race([this.#askComplete(text), late]).finally(() => clearTimeout(timer));
  }

  async #askComplete(text: string): Promise<JsonObject> {
    const { engine, transform, help } = await this.#parts.world;
    const { code, problem } = transform(text);
    const answer = help?.isComplete(text, problem !== undefined) ?? (await engine.isComplete(code));
    return { ...answer };
  }
}

/** What is known of what stands at an offset of a cell. */
export async function inspectIn(
  { engine, transform, help }: HelpfulWorld,
  { text, offset, detail }: { readonly text: string; readonly offset: number; readonly detail: 0 | 1 },
): Promise<JsonObject | undefined> {
  const ours = await help?.inspect(text, offset, detail);
  if (ours) return ours;
  const { code, toCode } = transform(text);
  const at = toCode(offset);
  const found = at === undefined ? undefined : await engine.inspect(code, at);
  return found === undefined ? undefined : { "text/plain": found };
}

/** Names that cells become, and none that people type. A layer may be called `__proto__`. */
const INSIDES = /^__(?!proto__$|dirname$|filename$)/;

function withoutInsides(found: Completion | undefined): Partial<Completion> & Pick<Completion, "matches" | "kinds"> {
  const { matches = [], kinds = [], ...place } = found ?? {};
  const isShown = matches.map((match) => !INSIDES.test(match));
  return { ...place, matches: matches.filter((_, i) => isShown[i]), kinds: kinds.filter((_, i) => isShown[i]) };
}

/** Completes in the code a cell becomes, and tells the place in the cell's own text. */
async function throughTransform(
  transform: CellTransform,
  text: string,
  offset: number,
  complete: (code: string, offset: number) => Promise<Completion>,
): Promise<Completion | undefined> {
  const { code, toCode, toSource } = transform(text);
  const at = toCode(offset);
  if (at === undefined) return undefined;
  const all = await complete(code, at);
  const found = typedFirst(all, code.slice(all.start, at));
  // what is replaced is the user's own text; its end may touch generated code, which has another place
  const start = toSource(found.start);
  return { ...found, start, end: start + found.end - found.start };
}

function faultOf(error: unknown): JsonObject {
  const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  return { status: "error", ename: name, evalue: message, traceback: stack.split("\n") };
}

function textAndOffset(content: JsonObject): [text: string, offset: number] {
  const text = textIn(content, "code");
  const cursor = content["cursor_pos"];
  return [text, typeof cursor === "number" ? offsetOfCursor(text, cursor) : text.length];
}
