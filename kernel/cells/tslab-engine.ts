import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import type { ConvertResult, Converter } from "tslab/dist/converter.js";
import type * as TslabExecutor from "tslab/dist/executor.js";
import type { CodeMetadata } from "tslab/dist/metadata.js";
import type { CellEngine, CellResult, ExecuteOptions } from "./cell-engine.ts";
import type { Completeness, Completion } from "../protocol/text-help.ts";
import type { ConverterLink } from "./converter-link.ts";
import type { ConvertedCell } from "./converter-messages.ts";
import { CellModules } from "./cell-modules.ts";
import { CellScripts } from "./cell-scripts.ts";
import { CellVariables } from "./cell-variables.ts";
import { provideModule } from "./provide-module.ts";
import { scriptName, type ScriptMaps } from "./script-maps.ts";

type Runnable = ConvertedCell & { readonly status: "converted" };

export interface TslabEngineOptions {
  /** Where cells' imports are resolved. */
  readonly folder: string;
  /** TypeScript declarations of the names in `values`, as the text of a module's `.d.ts` file. */
  readonly declarations: string;
  /** What cells find in scope besides Node's globals. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Runs a cell's code so that an interrupt can end it. */
  readonly breakable: <T>(code: () => T) => T;
  /** Told of work that a cell may leave to itself. */
  readonly keep: <T>(work: Promise<T>) => Promise<T>;
  /** Told of every script that runs, so that stack traces can name the cell's own lines. */
  readonly maps: ScriptMaps;
}

const require = createRequire(import.meta.url);

/**
 * tslab's cell language: its converter works in a thread of its own, its executor on the main thread. The executor calls
 * a converter synchronously, so it gets a stand-in that hands out what the thread has answered.
 */
export class TslabEngine implements CellEngine {
  readonly #converter: ConverterLink;
  readonly #executor: TslabExecutor.Executor;
  readonly #breakable: TslabEngineOptions["breakable"];
  readonly #modules: CellModules;
  readonly #maps: ScriptMaps;
  readonly #variables: CellVariables;
  readonly scripts = new CellScripts((specifier) => this.#modules.find(specifier));
  /** The cell the stand-in converter hands to the executor. */
  #ready: Runnable | undefined;
  #thrown: { readonly error: unknown } | undefined;

  constructor(converter: ConverterLink, options: TslabEngineOptions) {
    const { folder, declarations, values, breakable, maps } = options;
    this.#converter = converter;
    this.#breakable = breakable;
    this.#maps = maps;
    this.#variables = new CellVariables(values);
    this.#executor = this.#createExecutor(folder);
    this.#modules = this.#installModules(folder, options.keep);
    void converter.ask({ kind: "start", declarations });
  }

  async execute(code: string, { run, signal }: ExecuteOptions): Promise<CellResult> {
    const cell = await this.#converter.ask({ kind: "convert", code });
    if (cell.status === "converted" && cell.output !== undefined) await this.#modules.prepare(cell.output, cell.local);
    if (signal.aborted) return { status: "interrupted" };
    if (cell.status === "rejected") return cell;
    this.#maps.add(run, cell.maps);
    if (cell.output === undefined) return this.#run(cell, code, signal);
    const output = named(cell.output, run);
    this.scripts.add(run, output);
    return this.#run({ ...cell, output }, code, signal);
  }

  complete(code: string, offset: number): Promise<Completion> {
    return this.#converter.ask({ kind: "complete", code, offset });
  }

  inspect(code: string, offset: number): Promise<string | undefined> {
    return this.#converter.ask({ kind: "inspect", code, offset });
  }

  isComplete(code: string): Promise<Completeness> {
    return this.#converter.ask({ kind: "isComplete", code });
  }

  declare(name: string, text: string): void {
    void this.#converter.ask({ kind: "declare", name, text });
  }

  names(): readonly string[] {
    return this.#variables.names();
  }

  assign(name: string, value: unknown): void {
    this.#variables.assign(name, value);
  }

  value(name: string): unknown {
    return this.#variables.value(name);
  }

  has(name: string): boolean {
    return this.#variables.has(name);
  }

  isProvided(name: string): boolean {
    return this.#variables.isProvided(name);
  }

  close(): void {
    void this.#converter.close();
  }

  async #run(cell: Runnable, code: string, signal: AbortSignal): Promise<CellResult> {
    this.#ready = cell;
    this.#thrown = undefined;
    const missing = this.#variables.watch(cell.names);
    this.#variables.awaits(cell.lateNames, cell.names);
    this.#variables.takeLast(); // of a cell that failed after it
    const ended = (names: readonly string[]) => {
      signal.removeEventListener("abort", interrupted);
      void this.#converter.ask({ kind: "ran", missing: names });
    };
    // code that goes on all the same has no say any more in what is declared
    const interrupted = () => ended(missing());
    signal.addEventListener("abort", interrupted);
    const finished = await this.#runBreakable(() => this.#executor.execute(code));
    if (!signal.aborted) ended(finished ? [] : missing());
    if (!finished) return this.#failure();
    return { status: "ok", value: { of: this.#variables.takeLast() } };
  }

  /** tslab's executor starts the script itself, before it first awaits; for that call it gets our way to do so. */
  #runBreakable<T>(execute: () => T): T {
    const { runInThisContext } = vm;
    vm.runInThisContext = (script): unknown => {
      vm.runInThisContext = runInThisContext;
      return this.#breakable(() => runInThisContext(script) as unknown);
    };
    try {
      return execute();
    } finally {
      vm.runInThisContext = runInThisContext;
    }
  }

  #failure(): CellResult {
    const error = this.#thrown?.error;
    const wasInterrupted =
      error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
    return wasInterrupted ? { status: "interrupted" } : { status: "threw", error };
  }

  /** Cells get modules and variables of ours from now on. */
  #installModules(folder: string, keep: TslabEngineOptions["keep"]): CellModules {
    const globals = globalThis as TslabGlobals;
    const { __tslab__: tslab } = globals;
    if (!tslab) throw new Error("tslab has not set up the globals of its scripts.");
    const modules = new CellModules(folder, {
      require: tslab.require,
      compile: (specifier, from) => this.#converter.ask({ kind: "module", specifier, folder: from }),
      breakable: this.#breakable,
      mapped: (path, map) => this.#maps.addFile(path, map),
    });
    tslab.require = modules.require;
    tslab.exports = this.#variables.scope; // tslab's own is a Proxy, 150 times slower in a loop
    Object.defineProperty(globals, "__import", { value: (specifier: string) => keep(modules.import(specifier)) });
    const here = { url: `${pathToFileURL(folder).href}/`, dirname: folder };
    Object.defineProperty(globals, "__meta", { value: here });
    Object.defineProperty(globals, "__dirname", { value: folder, writable: true, configurable: true });
    Object.defineProperty(globals, "__link", { value: this.#variables.link.bind(this.#variables) });
    Object.defineProperty(globals, "__declared", { value: this.#variables.declared.bind(this.#variables) });
    return modules;
  }

  #createExecutor(folder: string): TslabExecutor.Executor {
    standInForMetadata(() => this.#ready?.metadata ?? {});
    const { createExecutor } = require("tslab/dist/executor") as typeof TslabExecutor;
    const standIn = new ReadyConverter(() => this.#ready);
    const console = {
      log: () => undefined,
      error: (error: unknown) => {
        this.#thrown = { error };
      },
    };
    return createExecutor(folder, { node: standIn, browser: standIn, close: () => undefined }, console);
  }
}

/** Hands tslab's executor the cell that is converted already. */
class ReadyConverter implements Converter {
  readonly #ready: () => Runnable | undefined;

  constructor(ready: () => Runnable | undefined) {
    this.#ready = ready;
  }

  convert(): ConvertResult {
    const cell = this.#ready();
    if (!cell) throw new Error("No cell has been converted.");
    const { output, hasToplevelAwait } = cell;
    // without `lastExpressionVar`: the engine takes the value itself, also when it is null
    return {
      diagnostics: [],
      hasToplevelAwait,
      ...(output === undefined ? {} : { output }),
    };
  }

  addModule(): [] {
    return []; // the converter thread has added it
  }

  inspect(): never {
    throw new Error("The converter thread inspects.");
  }

  complete(): never {
    throw new Error("The converter thread completes.");
  }

  close(): void {
    // nothing is open
  }
}

/** What tslab's executor hands to the scripts of cells. */
interface TslabGlobals {
  __tslab__?: { require: NodeJS.Require; exports: object };
  __import?: (specifier: string) => Promise<unknown>;
  __link?: CellVariables["link"];
}

/**
 * On a line of its own: the executor's wrapper stands before it. Strict as modules are, and Deno's cells: what can't be
 * written says so. The name makes the script known in stack traces.
 */
function named(output: string, run: number): string {
  return `"use strict";\n${output}\n//# sourceURL=${scriptName(run)}\n`;
}

/**
 * tslab's executor reads a cell's metadata with the compiler, 40 MB and 160 ms on the main thread; the converter thread
 * has read it before. This puts a module in its place before the executor loads it.
 */
function standInForMetadata(getCodeMetadata: () => CodeMetadata): void {
  provideModule(require.resolve("tslab/dist/metadata"), { getCodeMetadata });
}
