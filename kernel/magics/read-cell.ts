import type { AlgorithmSchema } from "../../src/algorithms/algorithm.ts";
import { SpatialError } from "../../src/errors.ts";
import { type ArgumentLine, type MagicProblem, plainText, splitArguments, splitRawLine } from "./arguments.ts";
import { isFreeName, isIdentifier } from "./bindable.ts";
import { allMagics, findMagic, namedMagic } from "./catalog.ts";
import type { Magic } from "./magic.ts";
import { type Command, readCommand, signed, submittedBy } from "./command.ts";
import { endOfName, findMagics } from "./find-magics.ts";
import { isRawMagic, isTimedCell } from "./other-languages.ts";
import type { MagicSite } from "./scanner.ts";
import { readScopes, type Scopes } from "./scopes.ts";
import type { MagicToken } from "./tokens.ts";

/** What the cell's text alone doesn't tell. */
export interface MagicContext {
  readonly algorithms: readonly AlgorithmSchema[];
  /** Variables of the cells before. */
  readonly names?: ReadonlySet<string>;
  /** Whether a variable of an earlier cell holds what a magic put there, so that a magic may bind its name again. */
  readonly mayRebind?: (name: string) => boolean;
}

export interface ReadMagic {
  readonly site: MagicSite;
  /** Absent where the magic has a mistake, and for help. */
  readonly command?: Command;
  /** `%name?` */
  readonly help?: boolean;
  /** The name it binds as a variable. */
  readonly binds?: string;
}

/** A cell's magics with what they say, and its variables. */
export class ReadCell {
  readonly magics: readonly ReadMagic[];
  readonly tokens: readonly MagicToken[];
  readonly scopes: Scopes;
  /** The first mistake. */
  problem: MagicProblem | undefined;
  readonly #text: string;
  readonly #context: MagicContext;
  readonly #known: readonly Magic[];

  constructor(text: string, context: MagicContext) {
    this.#text = text;
    this.#context = context;
    this.#known = allMagics(context.algorithms);
    const scan = findMagics(text, (name) => this.#isOperand(name));
    this.tokens = scan.tokens;
    this.scopes = readScopes(scan.tokens, text.length);
    this.magics = scan.magics.map((site) => this.#read(site));
  }

  /** Whether a name can be read at this place; names that the cell's own magics bind are not counted. */
  isVariable(name: string, offset: number): boolean {
    return isIdentifier(name) && (this.#context.names?.has(name) === true || this.scopes.visible(name, offset));
  }

  #isOperand(written: string): boolean {
    if (namedMagic(written, this.#known) !== undefined) return false;
    const [name = written] = written.split("-"); // %b-1 goes on from the line before
    const declared = new RegExp(String.raw`\b(?:const|let|var|function|class|import)\s[^;\n]*\b${name}\b`, "u");
    return this.#context.names?.has(name) === true || declared.test(this.#text);
  }

  #read(site: MagicSite): ReadMagic {
    const nameEnd = endOfName(site);
    const place = { start: site.start, end: nameEnd };
    try {
      if (this.#text[nameEnd] === "?") {
        if (site.role === "value") throw noValue(`%${site.name}?`);
        return { site, help: true };
      }
      const magic = this.#find(site);
      const line = this.#arguments(site);
      const command = line.problem ?? readCommand(magic, line.words, place);
      if (!("error" in command)) return { site, command, ...this.#binding(command, site.start) };
      this.problem ??= command;
    } catch (error) {
      if (!(error instanceof SpatialError)) throw error;
      this.problem ??= { error: this.#withHint(error, site.name), ...place };
    }
    return { site };
  }

  /** Magics are read before the cell runs, so that it can't use one it registers itself. */
  #withHint(error: SpatialError, name: string): SpatialError {
    if (error.code !== "UNKNOWN_MAGIC" || !registers(this.#text, name)) return error;
    const message = `%${name} is a magic from the next cell on. In the cell that registers it, call what geo.register returns, or geo.run("${name}", { … }).`;
    return new SpatialError("UNKNOWN_MAGIC", message);
  }

  #find(site: MagicSite): Magic {
    if (site.double && site.body === undefined && !this.#isTimedCell(site)) throw notFirst(site.name);
    const magic = findMagic(site.name, site.double, this.#known);
    const hasNoValue = magic.result === "nothing" || magic.result === "timed";
    if (site.role === "value" && hasNoValue) throw noValue(signed(magic));
    return magic;
  }

  #arguments(site: MagicSite): ArgumentLine {
    const from = endOfName(site);
    const isRaw = !site.double && isRawMagic(site.name);
    return isRaw ? splitRawLine(this.#text, from) : splitArguments(this.#text, from, site.inBlock);
  }

  #isTimedCell({ name, start }: MagicSite): boolean {
    return isTimedCell(name) && this.#text.slice(0, start).trim() === "";
  }

  #binding(command: Command, offset: number): { readonly binds?: string } {
    const name = nameToBind(command);
    if (name === undefined || !isFreeName(name)) return {};
    const { names, mayRebind } = this.#context;
    const isTaken = names?.has(name) === true && mayRebind?.(name) !== true;
    return isTaken || this.scopes.topLevel(name) || this.scopes.visible(name, offset) ? {} : { binds: name };
  }
}

/** Whether a cell seems to register an algorithm of that name. */
export function registers(text: string, name: string): boolean {
  return new RegExp(String.raw`\bgeo\s*\.\s*register\s*\([^]*["':]${name}["']`, "u").test(text);
}

/** The name of the result, where it is written out: of `%load NAME`, of `--as NAME`, else of `%%task NAME`. */
function nameToBind(command: Command): string | undefined {
  const submitted = submittedBy(command);
  // NAME_1, NAME_2 … of what runs for each item are known when it runs
  if (submitted === undefined || submitted.operation.over !== undefined) return undefined;
  const { given } = command;
  const as = given.get("as") ?? given.get(submitted.operation.names ?? "");
  const [word] = as?.words ?? [];
  return word === undefined ? undefined : plainText(word);
}

function notFirst(name: string): SpatialError {
  return new SpatialError(
    "MAGIC_SYNTAX",
    `%%${name} takes the whole cell: it must be on the first line, in a cell of its own.`,
  );
}

function noValue(written: string): SpatialError {
  return new SpatialError("MAGIC_SYNTAX", `${written} gives no value; put it on a line of its own.`);
}
