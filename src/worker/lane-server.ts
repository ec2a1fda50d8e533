import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { type MessagePort, parentPort } from "node:worker_threads";
import { SpatialError } from "../errors.ts";
import { showUsersLines } from "../functions/users-stacks.ts";
import type { UnitHandler } from "../tasks/job.ts";
import { LaneCells } from "../tasks/lane-cells.ts";
import type { LaneMessage, LaneOpening, LaneReply } from "../tasks/messages.ts";
import { answerMeasures } from "../tasks/thread-memory.ts";
import { findUnclonable } from "../tasks/unclonable.ts";
import { packError } from "../tasks/wire-error.ts";
import { captureConsole, guardProcess } from "./guards.ts";
import { hideContexts } from "./hide-contexts.ts";
import { hardenIntrinsics } from "./harden.ts";
import { hardenDebuggers, hardenModules } from "./harden-node.ts";
import { hardenProcess } from "./harden-process.ts";
import { LaneRun } from "./lane-run.ts";
import { checkResultFits } from "./result-size.ts";

/** Loads a handler when its kind is first asked for, so that a lane that only buffers never reads a PNG library. */
export type UnitHandlers = Readonly<Record<string, () => Promise<UnitHandler>>>;

/**
 * Serves units until the thread ends. The first message brings the port that everything else goes over.
 * @param warmUp loads what most units need; called in a lane that waits to replace another.
 */
export function startLane(handlers: UnitHandlers, warmUp: () => Promise<unknown>): void {
  answerMeasures();
  hideContexts();
  showUsersLines();
  hardenIntrinsics("for tasks");
  hardenModules();
  hardenDebuggers();
  hardenProcess();
  parentPort?.once("message", ({ port, cells }: LaneOpening) => {
    const server = new LaneServer(port, new LaneCells(cells), handlers);
    port.on("message", (request: LaneMessage) => {
      // what can't be loaded fails the units that need it
      if (request.type === "warmUp") warmUp().catch(() => undefined);
      else server.receive(request);
    });
  });
}

/** As it was before any task could replace it. */
const soon = setImmediate;

type UnitRequest = Extract<LaneMessage, { type: "run" }>;

/**
 * One lane's end of the protocol. Whatever a unit does (throws late, calls process.exit, answers with something that
 * can't be cloned), exactly one answer goes back and the blame goes to the run that did it.
 */
class LaneServer {
  readonly #port: MessagePort;
  readonly #cells: LaneCells;
  readonly #handlers: UnitHandlers;
  /** Those loaded so far, by kind. */
  readonly #loaded = new Map<string, UnitHandler>();
  readonly #owners = new AsyncLocalStorage<LaneRun>();
  /** The units under way: one, except on the lane for those that wait. */
  readonly #open = new Map<number, LaneRun>();
  /** Units that came while another one was under way. */
  readonly #ahead: UnitRequest[] = [];
  /** In a turn of its own and in no unit's context. What came while no unit was under way begins with its message. */
  readonly #beginSoon = AsyncResource.bind(() => void soon(() => this.#beginNext()));
  readonly #blamed = new WeakSet<Error>();
  /** Leftovers of an ended run threw: the next answer asks for a fresh lane. */
  #tainted = false;

  constructor(port: MessagePort, cells: LaneCells, handlers: UnitHandlers) {
    this.#port = port;
    this.#cells = cells;
    this.#handlers = handlers;
    guardProcess({
      onUncaught: (error) => this.#blame(error),
      onExit: (code) => this.#refuseExit(code),
    });
    captureConsole((level, text) => this.#owners.getStore()?.log(level, text));
  }

  receive(request: Exclude<LaneMessage, { type: "warmUp" }>): void {
    if (request.type === "cancel") {
      this.#open.get(request.run)?.abort();
      this.#port.postMessage({ type: "heard", run: request.run } satisfies LaneReply);
      return;
    }
    if (request.cells !== undefined) this.#begin(request, new LaneCells(request.cells));
    else if (this.#ahead.push(request) === 1 && this.#open.size === 0) this.#beginNext();
  }

  #beginNext(): void {
    // one whose leftovers threw begins nothing more: the main loop takes that back and gives it to a fresh lane
    while (this.#open.size === 0 && !this.#tainted && this.#ahead.length > 0)
      this.#begin(this.#ahead.shift()!, this.#cells);
  }

  #begin(request: UnitRequest, cells: LaneCells): void {
    if (!cells.claim(request.place, request.run)) return;
    const run = new LaneRun(request, cells, (reply) => this.#port.postMessage(reply));
    this.#open.set(run.id, run);
    void this.#owners.run(run, () => this.#serve(run, request.kind, request.payload));
  }

  async #serve(run: LaneRun, kind: string, payload: unknown): Promise<void> {
    try {
      const handle = this.#loaded.get(kind) ?? (await this.#load(kind));
      const value = await handle(payload, run.context);
      checkResultFits(value);
      this.#answer(run, (recycle) => ({ type: "done", run: run.id, value, recycle }));
    } catch (error) {
      this.#fail(run, error);
    }
  }

  async #load(kind: string): Promise<UnitHandler> {
    const load = this.#handlers[kind];
    if (load === undefined) throw new Error(`The worker has no handler for units of kind "${kind}".`);
    const handler = await load();
    this.#loaded.set(kind, handler);
    return handler;
  }

  #answer(run: LaneRun, make: (recycle: boolean) => LaneReply): void {
    if (!run.end()) return;
    this.#open.delete(run.id);
    if (this.#ahead.length > 0) this.#beginSoon();
    const reply = make(this.#tainted);
    try {
      this.#port.postMessage(reply);
    } catch (error) {
      const what = reply.type === "done" ? findUnclonable(reply.value, "result") : undefined;
      const message = `The result can't be sent back from the worker: ${what ?? String(error)}. Return features, a layer or plain data.`;
      const unclonable = new SpatialError("UNCLONABLE", message);
      this.#port.postMessage({
        type: "failed",
        run: run.id,
        error: packError(unclonable),
        recycle: this.#tainted,
      } satisfies LaneReply);
    }
  }

  #fail(run: LaneRun, error: unknown): void {
    this.#answer(run, (recycle) => ({ type: "failed", run: run.id, error: packError(error), recycle }));
  }

  /** An error nobody caught: of the unit that runs, whose state is then unknown, or left over from an earlier one. */
  #blame(error: unknown): void {
    if (error instanceof Error) {
      if (this.#blamed.has(error)) return;
      this.#blamed.add(error);
    }
    const only = this.#open.size === 1 ? [...this.#open.values()][0] : undefined;
    const owner = this.#owners.getStore() ?? only;
    this.#tainted = true;
    if (owner !== undefined && this.#open.get(owner.id) === owner) this.#fail(owner, error);
    else
      this.#port.postMessage({ type: "late", label: owner?.label ?? "", error: packError(error) } satisfies LaneReply);
  }

  /** Always throws: the caller must not go on as if the process were about to end. */
  #refuseExit(code: unknown): never {
    const given = typeof code === "number" || typeof code === "string" ? code : "";
    const error = new SpatialError(
      "WORKER_LOST",
      `The task called process.exit(${given}). A task ends by returning or throwing; its worker can't be ended from inside.`,
    );
    this.#blame(error);
    throw error;
  }
}
