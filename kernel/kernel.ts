import { inspect } from "node:util";
import { SpatialError } from "../src/errors.ts";
import type { KnownCells } from "../src/functions/known-cells.ts";
import type { ConnectionInfo } from "../src/wire/connection.ts";
import { CellBook, type CellTransform } from "./cells/cell-book.ts";
import { cellGlobals, GLOBAL_DECLARATIONS } from "./cells/cell-globals.ts";
import { CellNotebook } from "./cells/cell-notebook.ts";
import { CellLoop, type BeforeReply } from "./requests/cell-loop.ts";
import type { CellEngine } from "./cells/cell-engine.ts";
import { capturePrints } from "./cells/printing.ts";
import { LeftBehind } from "./cells/left-behind.ts";
import { printWarnings } from "./cells/warnings.ts";
import { adviseInput } from "./cells/readline-advice.ts";
import { hideContexts } from "../src/worker/hide-contexts.ts";
import { Displayers } from "./cells/result.ts";
import { Unhandled } from "./cells/unhandled.ts";
import { installStackTraces, runsUserCode } from "./cells/stack-traces.ts";
import { describeThrown, whereThrown } from "./cells/traceback.ts";
import { Comms } from "./requests/comms.ts";
import { installLooks, type MemoryLooks } from "./protocol/memory-looks.ts";
import { History } from "./requests/history.ts";
import { Ids } from "./protocol/ids.ts";
import { IoLink, type Incoming } from "./protocol/io-link.ts";
import { KernelOutput, type MimeBundle } from "./protocol/output.ts";
import { currentCell } from "./protocol/scope.ts";
import { type HelpfulWorld, inspectIn, Requests } from "./requests/requests.ts";
import type { TextHelp } from "./protocol/text-help.ts";
import { Stdin } from "./protocol/stdin.ts";
import { isUnwinding } from "./protocol/async-stack.ts";
import { installUnwind } from "./protocol/unwind.ts";

/** What cells find besides the kernel's own globals. */
export interface CellEnvironment {
  /** TypeScript declarations of `values`, as the text of a module's `.d.ts` file. */
  readonly declarations?: string;
  readonly values?: Readonly<Record<string, unknown>>;
  /** Turns a cell's text into TypeScript. */
  readonly transform?: CellTransform;
  /** Ends when what a cell's code needs is there. */
  readonly prepare?: (code: string) => Promise<void>;
  readonly help?: TextHelp;
}

/** One kernel: the sockets' thread, the cells' language and what cells may use of both. */
export class Kernel {
  readonly output: KernelOutput;
  readonly comms: Comms;
  readonly displayers = new Displayers();
  readonly ids = new Ids();
  readonly unhandled = new Unhandled();
  readonly leftBehind = new LeftBehind(currentCell);
  /** For task functions that come from cells. */
  readonly notebook: KnownCells;
  readonly #io: IoLink;
  readonly #book = new CellBook();
  readonly #stdin: Stdin;
  readonly #requests: Requests;
  readonly #cells: CellLoop;
  readonly #onInterrupt: (() => void)[] = [];
  readonly #onClose: (() => Promise<void> | void)[] = [];
  readonly #world: Promise<HelpfulWorld>;
  #engine: CellEngine | undefined;
  #startWorld: (world: Promise<HelpfulWorld>) => void = () => undefined;

  constructor(connection: ConnectionInfo) {
    this.notebook = new CellNotebook(this.#book, () => this.#engine);
    this.#io = new IoLink(connection, {
      request: (incoming) => this.#take(incoming),
      interrupt: () => this.#interrupt(),
      shutdown: () => void this.#shutDown(),
    });
    this.output = new KernelOutput(this.#io);
    this.#stdin = new Stdin(this.#io);
    this.comms = new Comms({ io: this.#io, output: this.output, ids: this.ids });
    this.#world = new Promise((resolve) => {
      this.#startWorld = resolve;
    });
    const history = new History();
    const { output, displayers, leftBehind } = this;
    const shared = { io: this.#io, history, world: this.#world };
    this.#requests = new Requests({ ...shared, comms: this.comms });
    this.#cells = new CellLoop({ ...shared, output, displayers, leftBehind, book: this.#book });
    this.#listen();
  }

  /**
   * Binds the sockets, then makes cells ready to run; the first ones wait for that.
   *
   * @param open called once the sockets are bound, so that front ends get their first answer before anything loads
   */
  async start(open: (kernel: Kernel) => Promise<CellEnvironment>): Promise<void> {
    await this.#io.bound;
    const world = this.#openWorld(open);
    this.#startWorld(world);
    await world;
  }

  /** Called at every interrupt, whether or not a cell runs. */
  onInterrupt(listener: () => void): void {
    this.#onInterrupt.push(listener);
  }

  /** Called before a cell's reply leaves; the reply waits, and an error turns it into one. */
  beforeReply(hook: BeforeReply): void {
    this.#cells.beforeReply(hook);
  }

  /** Tasks are at work and the main loop turns, or none is at work. */
  pulse(isAtWork: boolean): void {
    this.#io.pulse(isAtWork);
  }

  /** Done while tasks are at work and a cell keeps the main loop from turning, in the midst of that cell. */
  lookWhenDeaf(looks: MemoryLooks): void {
    installLooks(looks);
  }

  /** Called at shutdown; the process ends a second later in any case. */
  onClose(listener: () => Promise<void> | void): void {
    this.#onClose.push(listener);
  }

  /** See `CellEngine.declare`. */
  declare(name: string, text: string): void {
    this.#engine?.declare(name, text);
  }

  /** Variables of the cells so far. */
  names(): readonly string[] {
    return this.#engine?.names() ?? [];
  }

  /** Lets a variable of the cells that there is hold another value. */
  assign(name: string, value: unknown): void {
    this.#engine?.assign(name, value);
  }

  value(name: string): unknown {
    return this.#engine?.value(name);
  }

  /** What is known of a name of the cells, or a path of names. */
  async inspect(name: string, detail: 0 | 1): Promise<MimeBundle | undefined> {
    return inspectIn(await this.#world, { text: name, offset: name.length, detail });
  }

  /** See `whereThrown` of cells/traceback.ts. */
  whereThrown(error: Error): readonly string[] {
    return whereThrown(error, this.#book);
  }

  async #openWorld(open: (kernel: Kernel) => Promise<CellEnvironment>): Promise<HelpfulWorld> {
    const [{ ConverterLink }, { TslabEngine }] = await Promise.all([
      import("./cells/converter-link.ts"),
      import("./cells/tslab-engine.ts"),
    ]);
    const converter = new ConverterLink();
    const { declarations = "", values = {}, transform = asItIs, prepare = nothing, help } = await open(this);
    const globals = cellGlobals({
      output: this.output,
      ids: this.ids,
      displayers: this.displayers,
      stdin: this.#stdin,
    });
    const engine = new TslabEngine(converter, {
      folder: process.cwd(),
      declarations: GLOBAL_DECLARATIONS + declarations,
      values: { ...globals, ...values },
      breakable: (code) => this.#io.gate.run(code),
      keep: (work) => this.leftBehind.keep(work),
      maps: this.#book.maps,
    });
    this.#engine = engine;
    return { engine, transform, prepare, help };
  }

  #listen(): void {
    capturePrints(this.output);
    printWarnings();
    hideContexts();
    adviseInput();
    installStackTraces(this.#book);
    process.on("SIGINT", () => undefined); // until the IO thread listens, which is the one to act
    installUnwind(
      (interrupt) => this.#isDeaf(interrupt),
      runsUserCode,
      () => this.#cells.cutOff(),
    );
    process.on("uncaughtException", (error) => {
      if (!isUnwinding(error)) this.#takeUnhandled(error);
    });
    process.on("unhandledRejection", (reason) => this.#takeUnhandled(reason));
    refuseExit();
  }

  /** A script is not to be unwound: the gate lets interrupts end it. */
  #isDeaf(interrupt: number): boolean {
    return !this.#io.interrupts.isSeen(interrupt) && !this.#io.gate.isInScript();
  }

  #take(incoming: Incoming): void {
    if (incoming.message.header.msg_type === "execute_request") this.#cells.submit(incoming);
    else if (incoming.channel === "stdin") this.#stdin.take(incoming.message.content);
    else this.#requests.take(incoming, (error) => this.#report(error));
  }

  #interrupt(): void {
    this.#cells.interrupt();
    for (const listener of this.#onInterrupt) listener();
  }

  /** While a cell runs headless, it is the cell's own failure; afterwards the run's. */
  #takeUnhandled(error: unknown): void {
    const cell = currentCell();
    const isHeadless = cell?.interactive === false && !cell.signal.aborted;
    if (isHeadless && this.output.running === cell && this.unhandled.add(cell, error)) return;
    this.#report(error);
    if (isHeadless && this.output.running !== cell) this.unhandled.addLate(cell, error);
  }

  /** An error that nobody awaits ends nothing; it is printed where it comes from. */
  #report(error: unknown): void {
    const text =
      error instanceof Error ? describeThrown(error, this.#book).traceback.join("\n") : `Uncaught ${inspect(error)}`;
    process.stderr.write(`${text}\n`);
  }

  async #shutDown(): Promise<void> {
    await Promise.allSettled(this.#onClose.map(async (close) => close()));
    this.#engine?.close();
    await this.#io.close();
    process.exit(0);
  }
}

/** A cell that ends the process would take the session's variables, layers and tasks along. */
function refuseExit(): void {
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    if (!currentCell()) return exit(code);
    const advice =
      "To end the kernel, shut it down from the front end's Kernel menu; to end the cell, throw or return.";
    throw new SpatialError("BAD_ARGUMENT", `process.exit() in a cell would end the kernel. ${advice}`);
  };
}

function nothing(): Promise<void> {
  return Promise.resolve();
}

function asItIs(text: string): ReturnType<CellTransform> {
  return { code: text, toSource: (offset) => offset, toCode: (offset) => offset };
}
