import { SpatialError } from "../errors.ts";
import { bundleFile } from "./bundle-file.ts";
import { withClosure } from "./closure.ts";
import { contentKey } from "./content-key.ts";
import { type AnyFunction, type Draft, functionDraft, placeName, returnedNode, textOf, unsupported } from "./draft.ts";
import { isRelative, loadByHelper } from "./dynamic-imports.ts";
import { type FreeName, freeNames, isClass } from "./free-variables.ts";
import type { ImportedName, Surroundings } from "./known-cells.ts";
import type { Link, LinkTarget, PreparedCode, SourceLines, SourceSegment } from "./prepared-function.ts";
import { type Missing, nameStays, refuse, shownName, valueStays } from "./refuse-free-names.ts";
import { COMPILER_NAMES, NOTEBOOK_NAMES, TASK_NAMES, WORKER_GLOBALS } from "./scope-names.ts";
import { refuseClassSyntax, refuseThis, selfUse } from "./self-use.ts";

/** More than this is no helper of a task but a library. */
const MAX_ALONG = 500;

export interface PackOptions {
  /** The variables around the draft by name; of the text of a cell they are the notebook's. */
  readonly variables?: ReadonlyMap<string, unknown>;
  /** Names of inputs in scope. */
  readonly names?: readonly string[];
  /** It is not the task function itself. */
  readonly isAlong?: boolean;
}

/** Everything a task function takes along to the lane: functions it calls, modules they import, files of the user's. */
export class Luggage {
  readonly along: PreparedCode[] = [];
  readonly modules: Record<string, PreparedCode> = {};
  readonly #from: Surroundings;
  readonly #indices = new Map<AnyFunction, number>();

  constructor(from: Surroundings) {
    this.#from = from;
  }

  /**
   * Finds what each free name of the draft stands for, packs that too, and makes code of the draft. Throws FREE_VARIABLE
   * for names that can't go along, and what the checks of functions throw for functions that can't.
   */
  pack(draft: Draft, { variables, names = [], isAlong = false }: PackOptions = {}): PreparedCode {
    const { notebook } = this.#from;
    const code = loadByHelper(draft, (specifier) => this.#packDynamic(specifier));
    const links: Link[] = [];
    const missing: Missing[] = [];
    for (const use of freeNames(draft.tree)) {
      if (names.includes(use.name) || COMPILER.has(use.name)) continue;
      const value = variables === undefined ? notebook?.variable(use.name) : valueIn(variables, use);
      const found = this.#find(use, value, { isAlong, lines: draft.lines });
      if (found === undefined) continue;
      if ("problem" in found) missing.push({ ...found, at: use.at });
      else links.push({ name: writtenName(use), exported: use.name === "exports", to: found });
    }
    refuse(missing, (at) => placeName(draft.lines, at, notebook));
    return withLinks({ code, lines: draft.lines, links, names });
  }

  /** Where a function of a cell stands; of any other what it is called. */
  placeOf(fn: AnyFunction, text: string, otherwise: Omit<SourceSegment, "from">): Omit<SourceSegment, "from"> {
    const { notebook } = this.#from;
    const place = notebook && withClosure(fn, (at) => notebook.scriptOf(text, at));
    return place ?? otherwise;
  }

  /** What a name stands for in a lane; undefined if it is there anyway. */
  #find(
    use: FreeName,
    variable: { readonly value: unknown } | undefined,
    { isAlong, lines }: { readonly isAlong: boolean; readonly lines: SourceLines },
  ): LinkTarget | Problem | undefined {
    const { shared = {}, provided = {} } = this.#from;
    const name = writtenName(use);
    if (
      Object.hasOwn(shared, name) &&
      (!isAlong || (variable !== undefined && Object.is(shared[name], variable.value)))
    )
      return { type: "shared" };
    if (variable === undefined) return isInLane(use) ? undefined : { name: shownName(use), problem: nameStays(use) };
    const { value } = variable;
    if (name === "require") return undefined;
    if (Object.hasOwn(provided, name) && provided[name] === value)
      return use.name === "exports" ? { type: "scope" } : undefined;
    if (WORKER_GLOBALS.has(use.name) && value === (globalThis as Readonly<Record<string, unknown>>)[name])
      return undefined;
    return this.#findValue(use, value, lines);
  }

  #findValue(use: FreeName, value: unknown, lines: SourceLines): LinkTarget | Problem {
    const { notebook, mainLoopOnly } = this.#from;
    const name = writtenName(use);
    const stays = mainLoopOnly?.(value);
    if (notebook?.isProvided(name) === true || (stays !== undefined && Object.hasOwn(NOTEBOOK_NAMES, name)))
      return { name, problem: nameStays(use) };
    if (stays !== undefined) {
      const problem = `"${name}" is ${stays}, which lives on the main loop and can't be used inside a task. Pass what you need of it as an input.`;
      return { name, problem };
    }
    const imported = notebook?.importOf(name, value);
    if (imported !== undefined) return this.#packImport(imported);
    if (typeof value !== "function") return { name, problem: valueStays(name) };
    return this.#packFunction(name, value as AnyFunction, () => placeName(lines, use.at, notebook));
  }

  #packImport({ specifier, member }: ImportedName): LinkTarget {
    if (isRelative(specifier)) this.#packFile(specifier);
    return { type: "import", specifier, ...(member === undefined ? {} : { member }) };
  }

  #packFile(specifier: string): void {
    const { baseDir = "." } = this.#from;
    this.modules[specifier] ??= bundleFile(specifier, baseDir);
  }

  /** One that isn't there may not be meant to be: the code may catch the error. */
  #packDynamic(specifier: string): boolean {
    try {
      this.#packFile(specifier);
      return true;
    } catch (error) {
      if (error instanceof SpatialError && error.code === "FILE_MISSING") return false;
      throw error;
    }
  }

  #packFunction(name: string, fn: AnyFunction, place: () => string): LinkTarget {
    const packed = this.#indices.get(fn);
    if (packed !== undefined) return { type: "along", index: packed };
    const index = this.#indices.size;
    this.#indices.set(fn, index);
    try {
      if (index >= MAX_ALONG) throw unsupported(`It needs more than ${MAX_ALONG} other functions`, "Import it");
      this.along[index] = this.#codeOf(name, fn);
    } catch (cause) {
      if (!(cause instanceof SpatialError)) throw cause;
      throw new AlongError(`${place()}: "${name}" can't go along with the task.`, cause);
    }
    return { type: "along", index };
  }

  #codeOf(name: string, fn: AnyFunction): PreparedCode {
    const text = textOf(fn);
    const lines = { segments: [{ from: 2, ...this.placeOf(fn, text, { where: `function ${name}`, line: 1 }) }] };
    const draft = functionDraft(text, lines);
    const root = returnedNode(draft);
    const place = (at: Parameters<typeof placeName>[1]): string => placeName(lines, at, this.#from.notebook);
    if (root !== undefined) {
      const use = selfUse(draft.tree, root);
      refuseClassSyntax(use, place);
      if (root.type === "ArrowFunctionExpression") refuseThis(use, place);
      const own = isClass(root) ? [] : Object.keys(fn);
      if (own.length > 0)
        throw unsupported(`It has properties of its own (${own.join(", ")})`, "Keep what they hold in a variable");
    }
    return this.pack(draft, { variables: variablesOf(fn, draft), isAlong: true });
  }
}

type Problem = Omit<Missing, "at">;

/** What the free names of a function stand for in its closure. */
export function variablesOf(fn: AnyFunction, draft: Draft): ReadonlyMap<string, unknown> {
  const names = freeNames(draft.tree).map(({ name }) => name);
  if (names.length === 0) return new Map();
  const variables = new Map(withClosure(fn, (closure) => closure.variables(names)));
  const root = returnedNode(draft);
  const base = root !== undefined && isClass(root) ? root.superClass : undefined;
  // its name is read where the class is made, so that the closures inside need not have it
  if (base?.type === "Identifier") variables.set(base.name, Object.getPrototypeOf(fn) as unknown);
  return variables;
}

function valueIn(variables: ReadonlyMap<string, unknown>, { name, member }: FreeName): { value: unknown } | undefined {
  if (!variables.has(name)) return undefined;
  const value = variables.get(name);
  if (name !== "exports") return { value };
  return member !== undefined && isObject(value) && member in value ? { value: value[member] } : undefined;
}

function writtenName({ name, member }: FreeName): string {
  return member ?? name;
}

/** Tells at which name of the task the trouble begins, and what it is; names in between would only be in the way. */
class AlongError extends SpatialError {
  readonly root: SpatialError;

  constructor(beginning: string, cause: SpatialError) {
    const root = cause instanceof AlongError ? cause.root : cause;
    super(root.code, `${beginning} ${root.message}`, { cause });
    this.root = root;
  }
}

const COMPILER: ReadonlySet<string> = new Set(COMPILER_NAMES);
const TASK: ReadonlySet<string> = new Set(TASK_NAMES);

function isInLane({ name, guarded }: FreeName): boolean {
  if (Object.hasOwn(NOTEBOOK_NAMES, name)) return false;
  return TASK.has(name) || guarded || WORKER_GLOBALS.has(name);
}

/** The lane gives the code what its links stand for as `__names`, and again when all of it is there. */
function withLinks({
  code,
  lines,
  links,
  names,
}: Omit<PreparedCode, "key"> & { names: readonly string[] }): PreparedCode {
  const plain = links.filter(({ exported }) => !exported).map(({ name }) => name);
  const list = `{ ${plain.join(", ")} }`;
  const head = `let ${list} = __names; __relink((__names) => { (${list} = __names); });`;
  const whole = plain.length === 0 ? code : code.replace('"use strict";', (strict) => `${strict} ${head}`);
  return { key: contentKey([whole, lines, links, names]), code: whole, lines, links };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
