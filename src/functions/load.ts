import { createRequire } from "node:module";
import { join } from "node:path";
import vm from "node:vm";
import { isForImportOnly } from "./import-only.ts";
import { laneSession, PACKAGE } from "./lane-session.ts";
import type { LinkTarget, PreparedCode, PreparedFunction } from "./prepared-function.ts";
import { mapStack } from "./source-lines.ts";
import { OUR_FILES, rememberLines } from "./users-stacks.ts";

const MAX_CACHED = 200;

/** What a task function finds in scope. */
export interface TaskScope {
  readonly geometry: unknown;
  readonly ctx: unknown;
  readonly Layer: unknown;
  /** By the names the function was prepared with. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Values that the user has shared, by name. */
  readonly shared?: Readonly<Record<string, unknown>>;
}

type Compiled = (this: unknown, ...values: unknown[]) => unknown;
type Names = Record<string, unknown>;
type Module = Readonly<Record<string, unknown>>;

const cache = new Map<string, Compiled>();

/**
 * The user's function (or object of methods) for one run, once everything it imports is there. Code is compiled once per
 * content and folder, and run anew for each run, so that runs share nothing but packages.
 * @param baseDir folder of the notebook: where import() and require() look for packages.
 * @param self `this` of the code, for methods written as arrow functions.
 */
export async function loadFunction(
  prepared: PreparedFunction,
  baseDir: string,
  scope: TaskScope,
  self?: object,
): Promise<unknown> {
  const modules = new Modules(prepared, baseDir, scope.Layer);
  await modules.importAll([prepared, ...prepared.along]);
  for (const code of [prepared, ...prepared.along, ...Object.values(prepared.modules)])
    rememberLines(fileOf(code, baseDir), code.lines);
  return new Loading(prepared, modules, scope).load(self);
}

/** Makes an error that came out of user code show the user's own lines. */
export function mapUserError(error: unknown, prepared: PreparedFunction, baseDir: string): void {
  if (!(error instanceof Error) || typeof error.stack !== "string") return;
  const codes = [prepared, ...prepared.along, ...Object.values(prepared.modules)];
  const files = codes.map((code) => ({ file: fileOf(code, baseDir), lines: code.lines }));
  const stack = mapStack(error.stack, files, OUR_FILES);
  Object.defineProperty(error, "stack", { configurable: true, writable: true, value: stack });
  mapUserError(error.cause, prepared, baseDir);
}

const requires = new Map<string, NodeJS.Require>();

/** Making one takes as long as a small task. Frozen, since runs share nothing but packages. */
function requireFrom(file: string): NodeJS.Require {
  const known = requires.get(file);
  if (known !== undefined) return known;
  const made = createRequire(file);
  Object.freeze(made.resolve);
  Object.freeze(made);
  requires.set(file, made);
  return made;
}

/** The modules of one run: packages are the lane's, files of the user's are its own. */
class Modules {
  readonly require: NodeJS.Require;
  readonly baseDir: string;
  readonly #files: PreparedFunction["modules"];
  readonly #imported = new Map<string, Module>();
  /** import() as code in the notebook's folder would say it. */
  readonly #importFrom: Compiled;

  constructor({ modules }: PreparedFunction, baseDir: string, Layer: unknown) {
    const file = join(baseDir, "task imports.js");
    this.baseDir = baseDir;
    this.require = new Proxy(requireFrom(file), {
      apply: (require, self, [specifier]: [string]): unknown =>
        specifier === PACKAGE ? laneSession(Layer) : (Reflect.apply(require, self, [specifier]) as unknown),
    });
    this.#files = modules;
    this.#importFrom = compile(file, "return import(specifier);", ["specifier"]);
  }

  async importAll(codes: readonly PreparedCode[]): Promise<void> {
    const targets = codes.flatMap(({ links }) => links.map(({ to }) => to));
    for (const to of targets) if (to.type === "import") await this.import(to.specifier);
  }

  async import(specifier: string): Promise<Module> {
    const known = this.#imported.get(specifier) ?? (await this.#find(specifier));
    this.#imported.set(specifier, known);
    return known;
  }

  imported({ specifier, member }: LinkTarget & { readonly type: "import" }): unknown {
    const module = this.#imported.get(specifier);
    return member === undefined ? module : module?.[member];
  }

  async #find(specifier: string): Promise<Module> {
    const own = this.#files[specifier];
    if (own !== undefined)
      return importStar(compile(fileOf(own, this.baseDir), own.code, ["require"])(this.require) as object);
    try {
      return importStar(this.require(specifier) as object);
    } catch (error) {
      if (!isForImportOnly(error)) throw error;
      return (await this.#importFrom(specifier)) as Module;
    }
  }
}

/** Runs the code of one function and of everything that goes along with it. */
class Loading {
  readonly #prepared: PreparedFunction;
  readonly #modules: Modules;
  readonly #scope: TaskScope;
  readonly #along: { value?: unknown }[] = [];
  readonly #relink: (() => void)[] = [];

  constructor(prepared: PreparedFunction, modules: Modules, scope: TaskScope) {
    this.#prepared = prepared;
    this.#modules = modules;
    this.#scope = scope;
  }

  load(self: object | undefined): unknown {
    const { inputs } = this.#scope;
    const { names } = this.#prepared;
    const loaded = this.#run(this.#prepared, { names, values: names.map((name) => inputs[name]), self });
    for (const relink of this.#relink) relink();
    return loaded;
  }

  #run(
    code: PreparedCode,
    own: { readonly names: readonly string[]; readonly values: readonly unknown[]; readonly self?: object | undefined },
  ): unknown {
    const names: Names = {};
    const exports: Names = {};
    const link = (): void => {
      for (const { name, exported, to } of code.links) (exported ? exports : names)[name] = this.#valueOf(name, to);
    };
    for (const { to } of code.links) if (to.type === "along") this.#loadAlong(to.index);
    link();
    this.#relink.push(link);
    const relink = (take: (names: Names) => void): void => void this.#relink.push(() => take(names));
    const ours = { require: this.#modules.require, ...HELPERS, exports, __names: names, __relink: relink };
    const load = (specifier: unknown): Promise<unknown> => this.#modules.import(String(specifier));
    const taken = new Set([...code.links.flatMap(({ name, exported }) => (exported ? [] : [name])), ...own.names]);
    const given = Object.entries({ ...this.#taskScope(), ...ours, __load: load }).filter(([name]) => !taken.has(name));
    const parameters = [...given.map(([name]) => name), ...own.names];
    const compiled = compile(fileOf(code, this.#modules.baseDir), code.code, parameters);
    return compiled.call(own.self, ...given.map(([, value]) => value), ...own.values);
  }

  /** Functions that need each other get what is there so far, and the rest before the task begins. */
  #loadAlong(index: number): void {
    const code = this.#prepared.along[index];
    if (code === undefined || this.#along[index] !== undefined) return;
    const slot: { value?: unknown } = {};
    this.#along[index] = slot;
    slot.value = this.#run(code, { names: [], values: [] });
  }

  #valueOf(name: string, to: LinkTarget): unknown {
    switch (to.type) {
      case "along":
        return this.#along[to.index]?.value;
      case "import":
        return this.#modules.imported(to);
      case "shared":
        return this.#scope.shared?.[name];
      case "scope":
        return this.#taskScope()[name];
    }
  }

  #taskScope(): Readonly<Record<string, unknown>> {
    const { geometry, ctx, Layer } = this.#scope;
    return { geometry, ctx, Layer };
  }
}

/** A name that no file has; packages are looked up beside it. */
function fileOf({ key }: PreparedCode, baseDir: string): string {
  return join(baseDir, `task ${key}.js`);
}

function compile(file: string, code: string, parameters: readonly string[]): Compiled {
  const known = cache.get(file);
  if (known !== undefined) return known;
  const compiled = vm.compileFunction(code, parameters, {
    filename: file,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as Compiled;
  const [oldest] = cache.keys();
  if (cache.size >= MAX_CACHED && oldest !== undefined) cache.delete(oldest);
  cache.set(file, compiled);
  return compiled;
}

/** As TypeScript sees a CommonJS module: it is its own default. */
function importStar(module: object): Module {
  if ("__esModule" in module) return module as object as Module;
  return Object.create(module, Object.getOwnPropertyDescriptors({ ...module, default: module })) as Module;
}

/** What esbuild expects beside its output. */
const HELPERS = { __name: (fn: unknown) => fn };
