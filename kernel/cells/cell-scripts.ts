import type { ImportedName } from "../../src/functions/known-cells.ts";
import type { CodePosition } from "./text-position.ts";

/** `const acorn_1 = __importStar(require("acorn"));` */
const MODULE = /^(?:const|var) ([\w$]+) = (?:__import(?:Star|Default)\()?require\(("(?:[^"\\]|\\.)+")\)\)?;$/gm;
/** `exports.fs = node_fs_1.default;` and the longer form for names that aren't a module's default. */
const NAME = /^(?:exports\.([\w$]+) = |__link\("([\w$]+)", function \(\) \{ return )([\w$]+)(?:\.([\w$]+))?;/gm;

/** The scripts that cells became: what they import, and where functions stand in them. */
export class CellScripts {
  readonly #texts = new Map<number, string>();
  readonly #specifiers = new Set<string>();
  /** By the name cells have for it, as latest imported. */
  readonly #names = new Map<string, ImportedName>();
  readonly #load: (specifier: string) => unknown;

  /** @param load gives the module that a cell got when it imported it */
  constructor(load: (specifier: string) => unknown) {
    this.#load = load;
  }

  add(run: number, script: string): void {
    this.#texts.set(run, script);
    const modules = new Map<string, string>();
    for (const [, variable = "", specifier = ""] of script.matchAll(MODULE)) {
      modules.set(variable, JSON.parse(specifier) as string);
    }
    for (const specifier of modules.values()) this.#specifiers.add(specifier);
    for (const [, plain, defined, variable = "", member] of script.matchAll(NAME)) {
      const specifier = modules.get(variable);
      if (specifier === undefined) continue;
      this.#names.set(plain ?? defined ?? "", { specifier, ...(member === undefined ? {} : { member }) });
    }
  }

  /** The import by which cells came to a value that they, or their scripts, call `name`. */
  importOf(name: string, value: unknown): ImportedName | undefined {
    const named = this.#names.get(name);
    if (named?.member !== undefined && this.#gives(named, value)) return named;
    const specifier = [...this.#specifiers].find((known) => this.#gives({ specifier: known }, value));
    return specifier === undefined ? undefined : { specifier };
  }

  /** Where the text of a function stands in the latest script that has it there. @param at a position inside of it */
  find(text: string, at: CodePosition): ({ readonly run: number } & CodePosition) | undefined {
    for (const [run, script] of [...this.#texts].toReversed()) {
      const lineStart = startOfLine(script, at.line);
      if (lineStart === undefined) continue;
      const offset = lineStart + at.column;
      // `at` is behind words such as "async function name"
      const start = script.lastIndexOf(text, offset);
      if (start < 0 || start + text.length < offset) continue;
      const before = script.slice(0, start).split("\n");
      return { run, line: before.length - 1, column: before.at(-1)?.length ?? 0 };
    }
    return undefined;
  }

  /** Compiled cells wrap a module that isn't an ES module: it becomes the default of an object. */
  #gives({ specifier, member }: ImportedName, value: unknown): boolean {
    const module = this.#load(specifier) as Readonly<Record<string, unknown>> | undefined;
    if (member !== undefined && member !== "default") return module?.[member] === value;
    const fallback = isObject(module) && "default" in module ? module["default"] : undefined;
    if (member === "default") return value === module || (fallback !== undefined && value === fallback);
    return value === module || (isObject(value) && "default" in value && value["default"] === module);
  }
}

function startOfLine(text: string, line: number): number | undefined {
  let start = 0;
  for (let i = 0; i < line; i++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return undefined;
    start = end + 1;
  }
  return start;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
