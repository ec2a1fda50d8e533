import { FAILED_CELL } from "../../src/wire/failed-cell.ts";
import { textIn, type JsonObject } from "../../src/wire/message.ts";
import { cellKey } from "../protocol/ids.ts";
import type { History } from "./history.ts";
import type { Incoming, IoLink } from "../protocol/io-link.ts";
import type { KernelOutput } from "../protocol/output.ts";
import { runInScope, type CellScope } from "../protocol/scope.ts";
import type { CellBook } from "../cells/cell-book.ts";
import type { LeftBehind } from "../cells/left-behind.ts";
import { CellRun, type CellWorld, type Ending } from "../cells/cell-run.ts";
import type { Displayers } from "../cells/result.ts";
import { LateFailure } from "../cells/unhandled.ts";
import { describeLate, describeThrown, INTERRUPTED, type ErrorContent } from "../cells/traceback.ts";

/** Called before a cell's reply leaves; an error turns the reply into one. */
export type BeforeReply = (cell: CellScope) => Promise<Error | undefined | void>;

export interface CellLoopParts {
  readonly io: Pick<IoLink, "publish" | "reply" | "status" | "takeArrived" | "interrupts">;
  readonly output: KernelOutput;
  readonly history: History;
  readonly book: CellBook;
  readonly displayers: Displayers;
  readonly leftBehind: Pick<LeftBehind, "follow">;
  /** Settles when cells can run. */
  readonly world: Promise<CellWorld>;
}

interface RunningCell {
  readonly incoming: Incoming;
  readonly scope: CellScope;
  readonly abort: () => void;
  readonly silent: boolean;
  readonly stopOnError: boolean;
}

/**
 * Runs cells one after another, in the order they came. A cell is started and settled in macrotasks of the event loop:
 * ending a cell's code by force drops the promise reactions that were queued then, ours among them.
 */
export class CellLoop {
  readonly #parts: CellLoopParts;
  readonly #queue: Incoming[] = [];
  readonly #beforeReply: BeforeReply[] = [];
  #running: RunningCell | undefined;
  /** Number of the latest cell that counts. */
  #count = 0;
  #runs = 0;

  constructor(parts: CellLoopParts) {
    this.#parts = parts;
  }

  submit(incoming: Incoming): void {
    this.#queue.push(incoming);
    setImmediate(() => this.#startNext());
  }

  beforeReply(hook: BeforeReply): void {
    this.#beforeReply.push(hook);
  }

  /** Marks the running cell as interrupted; `interrupt` follows. Safe in the midst of its code. */
  cutOff(): void {
    this.#running?.abort();
  }

  /** Ends the running cell, whatever it awaits. Its code may go on; its output is cut off. */
  interrupt(): void {
    const cell = this.#running;
    if (!cell) return;
    cell.abort();
    this.#settle(cell, { status: "error", content: INTERRUPTED });
  }

  #startNext(): void {
    if (this.#running || this.#queue.length === 0) return;
    this.#parts.io.interrupts.takeAll();
    const incoming = this.#queue.shift();
    if (!incoming) return;
    const { io, output, history } = this.#parts;
    const { content } = incoming.message;
    const code = textIn(content, "code");
    const cell = this.#open(incoming);
    this.#running = cell;
    if (!cell.scope.interactive) this.#parts.leftBehind.follow();
    io.status("busy", cell.scope.header, "cell");
    output.cellStarted(cell.scope);
    if (!cell.silent) {
      io.publish("execute_input", { code, execution_count: cell.scope.number }, { parent: cell.scope.header });
    }
    if (isStored(content)) {
      this.#count = cell.scope.number;
      history.add(cell.scope.number, code);
    }
    runInScope(cell.scope, () => this.#execute(cell, code)).then(
      (ending) => setImmediate(() => this.#settleInTurn(cell, ending)),
      (error: unknown) => setImmediate(() => this.#settleInTurn(cell, this.#thrown(error))),
    );
  }

  #open(incoming: Incoming): RunningCell {
    const { header, content, metadata, identities } = incoming.message;
    const controller = new AbortController();
    const number = this.#count + 1;
    const interactive = content["allow_stdin"] !== false;
    const key = cellKey({ cellId: metadata["cellId"], messageId: header.msg_id, number, interactive });
    return {
      incoming,
      scope: { kind: "cell", header, number, key, signal: controller.signal, interactive, identities },
      abort: () => controller.abort(),
      silent: content["silent"] === true,
      stopOnError: content["stop_on_error"] !== false,
    };
  }

  async #execute(cell: RunningCell, code: string): Promise<Ending> {
    const { world, book, displayers, io, history } = this.#parts;
    const run = new CellRun(await world, {
      book,
      displayers,
      scope: cell.scope,
      nextRun: () => ++this.#runs,
    });
    const ending = await run.execute(code);
    if (ending.status === "ok" && ending.data && !cell.silent && cell === this.#running) {
      const content = { data: ending.data, metadata: {}, execution_count: cell.scope.number };
      io.publish("execute_result", content, { parent: cell.scope.header });
      if (isStored(cell.incoming.message.content))
        history.addOutput(cell.scope.number, textIn(ending.data, "text/plain"));
    }
    const failure = cell.scope.signal.aborted ? undefined : await this.#hold(cell.scope);
    if (ending.status === "error") return ending;
    if (failure) return this.#thrown(failure);
    const expressions = cell.incoming.message.content["user_expressions"];
    return { status: "ok", expressions: await run.evaluateAll(expressions as JsonObject | undefined) };
  }

  /** Waits for all hooks, so that each has done its work; the first error counts. */
  async #hold(scope: CellScope): Promise<Error | undefined> {
    const results = await Promise.all(this.#beforeReply.map((hook) => hook(scope)));
    return results.find((result) => result instanceof Error);
  }

  #thrown(error: unknown): Ending {
    const { book } = this.#parts;
    if (!(error instanceof LateFailure)) return { status: "error", content: describeThrown(error, book) };
    return { status: "error", content: describeLate(error, book), of: error.cell };
  }

  /** An interrupt that came before the cell's end is the cell's. */
  #settleInTurn(cell: RunningCell, ending: Ending): void {
    if (cell !== this.#running) return;
    this.#parts.io.interrupts.takeAll();
    this.#settle(cell, ending);
  }

  #settle(cell: RunningCell, ending: Ending): void {
    if (cell !== this.#running) return;
    this.#running = undefined;
    const { io, output } = this.#parts;
    const { header, number } = cell.scope;
    const aborted = ending.status === "error" && cell.stopOnError ? this.#takeQueue() : [];
    output.cellEnded();
    if (ending.status === "error") io.publish("error", { ...ending.content }, { parent: header });
    io.reply(cell.incoming, "execute_reply", replyOf(ending, number));
    io.status("idle", header, "cell");
    for (const next of aborted) this.#abort(next);
    setImmediate(() => this.#startNext());
  }

  /** The cells sent before the failure ended the one they follow; those sent once it is known run. */
  #takeQueue(): Incoming[] {
    this.#parts.io.takeArrived();
    return this.#queue.splice(0);
  }

  #abort(incoming: Incoming): void {
    const { io } = this.#parts;
    const { header } = incoming.message;
    io.status("busy", header, "request");
    io.reply(incoming, "execute_reply", { status: "aborted", execution_count: this.#count });
    io.status("idle", header, "request");
  }
}

function isStored(content: JsonObject): boolean {
  return content["silent"] !== true && content["store_history"] !== false;
}

function replyOf(ending: Ending, number: number): JsonObject {
  if (ending.status === "error") {
    const { ename, evalue, traceback }: ErrorContent = ending.content;
    const told = { ename, evalue, traceback, ...(ending.of === undefined ? {} : { [FAILED_CELL]: ending.of }) };
    return { status: "error", execution_count: number, ...told, user_expressions: {}, payload: [] };
  }
  return { status: "ok", execution_count: number, user_expressions: ending.expressions ?? {}, payload: [] };
}
