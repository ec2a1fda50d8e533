import { existsSync, readFileSync } from "node:fs";
import Module, { isBuiltin } from "node:module";
import { dirname, isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isForImportOnly } from "../../src/functions/import-only.ts";
import { hookImports } from "./session-module.ts";

/** `const acorn_1 = __importStar(require("acorn"));` or `require("acorn");` */
const STATIC_IMPORT =
  /^(?:(?:const|var) [\w$]+ = (?:__import(?:Star|Default)\()?)?require\(("(?:[^"\\]|\\.)+")\)\)?;$/gm;

type Namespace = Readonly<Record<string, unknown>>;
type Import = (specifier: string) => Promise<Namespace>;

/**
 * How cells come by modules. Their imports are compiled to `require`, which can't load what a package gives to `import`
 * alone, nor modules with a top-level await: those are loaded by Node's `import` before the cell runs.
 */
export class CellModules {
  readonly require: NodeJS.Require;
  /** ES modules by the names that cells have for them. */
  readonly #loaded = new Map<string, unknown>();
  /** What those threw that the cell now running imports. */
  readonly #failed = new Map<string, unknown>();
  readonly #plain: NodeJS.Require;
  /** As code in the notebook's folder would say it. */
  readonly #import: Import;

  /** @param require which knows the notebook's own TypeScript files, too */
  constructor(folder: string, require: NodeJS.Require) {
    this.#plain = require;
    this.require = new Proxy(require, {
      apply: (target, self, [specifier]: [string]): unknown => {
        if (this.#failed.has(specifier)) throw asThrownHere(this.#failed.get(specifier));
        return this.#loaded.has(specifier)
          ? this.#loaded.get(specifier)
          : (Reflect.apply(target, self, [specifier]) as unknown);
      },
    });
    this.#import = importFrom(folder);
  }

  /** Loads the ES modules that a script is going to require. What one throws, the script is told where it does so. */
  async prepare(script: string): Promise<void> {
    this.#failed.clear();
    for (const [, quoted = ""] of script.matchAll(STATIC_IMPORT)) {
      const specifier = JSON.parse(quoted) as string;
      if (this.#loaded.has(specifier) || !this.#isForImport(specifier)) continue;
      try {
        this.#loaded.set(specifier, asRequired(await this.#import(this.#target(specifier))));
      } catch (error) {
        this.#failed.set(specifier, error);
      }
    }
  }

  /** What `import(specifier)` is compiled to. @param require of the script that says it */
  async import(specifier: string, require: NodeJS.Require): Promise<Namespace> {
    try {
      return withDefault(require(specifier) as Namespace);
    } catch (error) {
      if (!isForImportOnly(error)) throw error;
      return this.#import(this.#target(specifier));
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

  #isForImport(specifier: string): boolean {
    if (isBuiltin(specifier)) return false;
    try {
      return isEsModule(this.#plain.resolve(specifier));
    } catch (error) {
      return isForImportOnly(error); // anything else is told where the cell requires it
    }
  }

  /** The file is resolved as `require` does, which adds endings. */
  #target(specifier: string): string {
    return /^\.{1,2}\/|^\//.test(specifier) ? pathToFileURL(this.#plain.resolve(specifier)).href : specifier;
  }
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
