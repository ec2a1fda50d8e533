import { existsSync, readFileSync } from "node:fs";
import Module, { createRequire, isBuiltin } from "node:module";
import { dirname, isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isForImportOnly } from "../../src/functions/import-only.ts";
import type { LocalImports } from "./converter-messages.ts";
import { LocalModules } from "./local-modules.ts";
import { hookImports } from "./session-module.ts";

/** `const acorn_1 = __importStar(require("acorn"));` or `require("acorn");` */
const STATIC_IMPORT =
  /^(?:(?:const|var) [\w$]+ = (?:__import(?:Star|Default)\()?)?require\(("(?:[^"\\]|\\.)+")\)\)?;$/gm;

type Namespace = Readonly<Record<string, unknown>>;
type Import = (specifier: string) => Promise<Namespace>;

interface CellModulesParts {
  /** Node's own, as a file of the notebook's folder has it. */
  readonly require: NodeJS.Require;
  /** What code in a folder means by a specifier, compiled with all files behind it. */
  readonly compile: (specifier: string, folder: string) => Promise<LocalImports>;
  readonly breakable: <T>(code: () => T) => T;
  readonly mapped: (path: string, map: string) => void;
}

/**
 * How cells come by modules. Their imports are compiled to `require`, which can't load what a package gives to `import`
 * alone, nor modules with a top-level await: those are loaded before the cell runs. So are imports of the user's files.
 */
export class CellModules {
  readonly require: NodeJS.Require;
  readonly #folder: string;
  readonly #parts: CellModulesParts;
  readonly #local: LocalModules;
  /** The user's files by the names that cells have for them. */
  readonly #files = new Map<string, string>();
  /** ES modules by the folder of the code that imports them and the name it has for them. */
  readonly #loaded = new Map<string, unknown>();
  /** What those threw that the cell now running imports. */
  readonly #failed = new Map<string, unknown>();
  /** By folder, how code in it says `import` and `require`. */
  readonly #imports = new Map<string, Import>();
  readonly #requires = new Map<string, NodeJS.Require>();

  constructor(folder: string, parts: CellModulesParts) {
    this.#folder = folder;
    this.#parts = parts;
    this.#requires.set(folder, parts.require);
    this.#local = new LocalModules({
      require: (specifier, from) => this.#require(specifier, dirname(from)),
      import: (specifier, from) => this.import(specifier, dirname(from)),
      breakable: parts.breakable,
      mapped: parts.mapped,
    });
    this.require = new Proxy(parts.require, {
      apply: (_, __, [specifier]: [string]): unknown => this.#require(specifier, folder),
    });
  }

  /**
   * Loads what a script is going to require and `require` can't load. What a module throws, the script is told where it
   * imports it.
   *
   * @param local what the script imports of the user's files
   */
  async prepare(script: string, local: LocalImports): Promise<void> {
    this.#failed.clear();
    this.#take(local);
    for (const [specifier, path] of Object.entries(local.imports)) await this.#prepareFile(specifier, path);
    for (const [, quoted = ""] of script.matchAll(STATIC_IMPORT)) {
      const specifier = JSON.parse(quoted) as string;
      if (!Object.hasOwn(local.imports, specifier)) await this.#prepareOther(specifier, this.#folder);
    }
  }

  /** What `import(specifier)` is compiled to. @param folder of the code that says it */
  async import(specifier: string, folder = this.#folder): Promise<Namespace> {
    if (LOCAL.test(specifier)) {
      const local = await this.#parts.compile(specifier, folder);
      this.#take(local, folder);
      const path = local.imports[specifier];
      if (path !== undefined) {
        await this.#prepareBehind(path);
        return withDefault(this.#local.require(path) as Namespace);
      }
    }
    try {
      return withDefault(this.#require(specifier, folder) as Namespace);
    } catch (error) {
      if (!isForImportOnly(error)) throw error;
      return this.#importIn(folder)(this.#target(specifier, folder));
    }
  }

  /** The module that a cell got when it imported it. */
  find(specifier: string): unknown {
    try {
      return this.require(specifier) as unknown;
    } catch {
      return undefined; // its cell has failed at that import, too
    }
  }

  #take({ imports, modules }: LocalImports, folder = this.#folder): void {
    this.#local.update(modules);
    if (folder !== this.#folder) return;
    for (const [specifier, path] of Object.entries(imports)) this.#files.set(specifier, path);
  }

  async #prepareFile(specifier: string, path: string): Promise<void> {
    try {
      await this.#prepareBehind(path);
    } catch (error) {
      this.#failed.set(keyOf(specifier, this.#folder), error);
    }
  }

  async #prepareBehind(path: string): Promise<void> {
    for (const file of this.#local.behind([path]))
      for (const specifier of file.others) await this.#prepareOther(specifier, dirname(file.path));
    await this.#local.prepare([path]);
  }

  async #prepareOther(specifier: string, folder: string): Promise<void> {
    const key = keyOf(specifier, folder);
    if (this.#loaded.has(key) || !this.#isForImport(specifier, folder)) return;
    try {
      this.#loaded.set(key, asRequired(await this.#importIn(folder)(this.#target(specifier, folder))));
    } catch (error) {
      this.#failed.set(key, error);
    }
  }

  #require(specifier: string, folder: string): unknown {
    const key = keyOf(specifier, folder);
    if (this.#failed.has(key)) throw asThrownHere(this.#failed.get(key));
    if (this.#loaded.has(key)) return this.#loaded.get(key);
    const path = folder === this.#folder ? this.#files.get(specifier) : undefined;
    return path === undefined ? this.#plain(folder)(specifier) : this.#local.require(path);
  }

  #isForImport(specifier: string, folder: string): boolean {
    if (isBuiltin(specifier)) return false;
    try {
      return isEsModule(this.#plain(folder).resolve(specifier));
    } catch (error) {
      return isForImportOnly(error); // anything else is told where the cell requires it
    }
  }

  /** The file is resolved as `require` does, which adds endings. */
  #target(specifier: string, folder: string): string {
    return LOCAL.test(specifier) ? pathToFileURL(this.#plain(folder).resolve(specifier)).href : specifier;
  }

  #plain(folder: string): NodeJS.Require {
    const known = this.#requires.get(folder) ?? createRequire(join(folder, "module.js"));
    this.#requires.set(folder, known);
    return known;
  }

  #importIn(folder: string): Import {
    const known = this.#imports.get(folder) ?? importFrom(folder);
    this.#imports.set(folder, known);
    return known;
  }
}

/** How a file is named, other than a package. */
const LOCAL = /^(?:\.{0,2}\/|\.{1,2}$)/;

function keyOf(specifier: string, folder: string): string {
  return `${folder}\n${specifier}`;
}

/** A script in memory that Node takes for a file of that folder; it warns of other ways to say `import` from there. */
function importFrom(folder: string): Import {
  const script = new Module(join(folder, "cells.js")) as Module & { _compile(code: string, file: string): void };
  // oxlint-disable-next-line no-underscore-dangle -- the name is Node's
  script._compile("exports.load = (specifier) => import(specifier);", script.id);
  const { load } = script.exports as { readonly load: Import };
  return (specifier) => {
    if (!isBuiltin(specifier)) hookImports();
    return load(specifier);
  };
}

function isEsModule(path: string): boolean {
  if (!isAbsolute(path) || !/\.m?js$/.test(path)) return false;
  if (path.endsWith(".mjs")) return true;
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (!existsSync(file)) continue;
    return (JSON.parse(readFileSync(file, "utf8")) as { readonly type?: unknown }).type === "module";
  }
  return false;
}

/** Compiled code takes a module without this mark for the default of another. */
function asRequired(module: Namespace): Namespace {
  return new Proxy(module, { get: (target, name) => (name === "__esModule" ? true : Reflect.get(target, name)) });
}

/** The calls that lead here follow those of the module. Node throws the same error at each import of it, so it stays. */
function asThrownHere(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const calls = (new Error("here").stack ?? "").split("\n").slice(1);
  return Object.create(error, { stack: { value: [error.stack, ...calls].join("\n") } });
}

/** A CommonJS module is its own default. */
function withDefault(module: Namespace): Namespace {
  return module["__esModule"] === true ? module : { ...module, default: module };
}
