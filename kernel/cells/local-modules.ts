import Module, { createRequire } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import type { LocalModule } from "./converter-messages.ts";

/** A module that has been loaded, or is about to be: those it imports may import it in their turn. */
interface Loaded {
  readonly module: { exports: unknown };
  /** Settles when a module with a top-level await is there. */
  readonly ready: Promise<void> | undefined;
}

type Start = (...values: unknown[]) => Promise<void> | undefined;

interface LocalModulesParts {
  /** What modules that are no files of the user's are loaded by. @param from the file that imports it */
  readonly require: (specifier: string, from: string) => unknown;
  readonly import: (specifier: string, from: string) => Promise<unknown>;
  /** Runs code so that an interrupt can end it. */
  readonly breakable: <T>(code: () => T) => T;
  /** Told of each file that runs, with its source map. */
  readonly mapped: (path: string, map: string) => void;
}

const PARAMETERS = ["exports", "require", "module", "__filename", "__dirname", "__import", "__meta"];

/** The user's own files as modules: each is loaded once, until it or a file behind it has changed. */
export class LocalModules {
  readonly #parts: LocalModulesParts;
  readonly #files = new Map<string, LocalModule>();
  readonly #loaded = new Map<string, Loaded>();

  constructor(parts: LocalModulesParts) {
    this.#parts = parts;
  }

  /** Takes files as they are now. Those that have changed, and all that import them, are loaded anew when next needed. */
  update(files: readonly LocalModule[]): void {
    const changed = new Set<string>();
    for (const file of files) {
      if (this.#files.get(file.path)?.code !== file.code) changed.add(file.path);
      this.#files.set(file.path, file);
      this.#parts.mapped(file.path, file.map);
    }
    for (let before = -1; before !== changed.size;) {
      before = changed.size;
      for (const { path, imports } of this.#files.values())
        if (Object.values(imports).some((behind) => changed.has(behind))) changed.add(path);
    }
    for (const path of changed) this.#loaded.delete(path);
  }

  /** The files and all behind them, those first that others need. */
  behind(paths: Iterable<string>): LocalModule[] {
    const found = new Map<string, LocalModule | undefined>();
    const add = (path: string): void => {
      const file = this.#files.get(path);
      if (!file || found.has(path)) return;
      found.set(path, undefined); // it may import itself in the end
      for (const behind of Object.values(file.imports)) add(behind);
      found.delete(path);
      found.set(path, file);
    };
    for (const path of paths) add(path);
    return [...found.values()].filter((file) => file !== undefined);
  }

  /** Loads modules where one of them awaits at its top; all others are loaded when they are required. */
  async prepare(paths: Iterable<string>): Promise<void> {
    const files = this.behind(paths);
    if (!files.some(({ isAsync }) => isAsync)) return;
    for (const { path } of files) await this.#load(path).ready;
  }

  require(path: string): unknown {
    return this.#load(path).module.exports;
  }

  #load(path: string): Loaded {
    const known = this.#loaded.get(path);
    if (known) return known;
    const file = this.#files.get(path);
    if (!file) throw new Error(`${path} has not been compiled.`);
    try {
      return file.path.endsWith(".json") ? this.#keep(path, { exports: parsed(file) }) : this.#run(file);
    } catch (error) {
      this.#loaded.delete(path);
      throw error;
    }
  }

  #keep(path: string, module: Loaded["module"], ready?: Promise<void>): Loaded {
    const loaded = { module, ready };
    this.#loaded.set(path, loaded);
    return loaded;
  }

  #run({ path, code, isAsync, imports }: LocalModule): Loaded {
    const module = new Module(path);
    module.filename = path;
    this.#keep(path, module);
    const head = `(${isAsync ? "async " : ""}function (${PARAMETERS.join(", ")}) { `;
    const script = new vm.Script(`${head}${code}\n})`, { filename: path, columnOffset: -head.length });
    const start = script.runInThisContext() as Start;
    const required = (specifier: string): unknown => {
      const local = imports[specifier];
      return local === undefined ? this.#parts.require(specifier, path) : this.require(local);
    };
    const require = Object.assign(required, createRequire(path), { main: undefined });
    module.require = require as typeof module.require;
    const imported = (specifier: string): unknown => this.#parts.import(specifier, path);
    const folder = dirname(path);
    const meta = { url: pathToFileURL(path).href, filename: path, dirname: folder };
    const values = [module.exports, require, module, path, folder, imported, meta];
    const ready = this.#parts.breakable(() => Reflect.apply(start, module.exports, values));
    module.loaded = true;
    const failed = ready?.catch((error: unknown) => {
      this.#loaded.delete(path);
      throw error;
    });
    return this.#keep(path, module, failed);
  }
}

function parsed({ path, code }: LocalModule): unknown {
  try {
    return JSON.parse(code) as unknown;
  } catch (error) {
    throw new SyntaxError(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
