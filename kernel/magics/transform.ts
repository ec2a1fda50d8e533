import type { AlgorithmSchema } from "../../src/algorithms/algorithm.ts";
import { SpatialError } from "../../src/errors.ts";
import { type MagicProblem, plainText, splitArguments } from "./arguments.ts";
import { isFreeName, isIdentifier } from "./bindable.ts";
import { allMagics, findMagic, type Magic } from "./catalog.ts";
import { type Command, readCommand, signed } from "./command.ts";
import { endOfLine, endOfName, findMagics } from "./find-magics.ts";
import { writeCommand } from "./generate.ts";
import { CodeWriter, countLines, type PositionMap } from "./position-map.ts";
import type { MagicSite } from "./scanner.ts";
import { readScopes, type Scopes } from "./scopes.ts";

/** What the cell's text alone doesn't tell. */
export interface MagicContext {
  readonly algorithms: readonly AlgorithmSchema[];
  /** Variables of the cells before. */
  readonly names?: ReadonlySet<string>;
  /** Whether a variable of an earlier cell holds what a magic put there, so that a magic may bind its name again. */
  readonly mayRebind?: (name: string) => boolean;
}

/** TypeScript made from a cell, line for line. With a problem it is not fit to run, only to complete and inspect. */
export interface TransformedCell {
  readonly code: string;
  /** From an offset of the code to one of the cell. */
  readonly toSource: (offset: number) => number;
  /** From an offset of the cell to one of the code; undefined inside a magic's own words. */
  readonly toCode: (offset: number) => number | undefined;
  readonly problem?: MagicProblem;
}

/** Turns a cell's magics into calls on `__mapcell`; see `runtime.ts`. A cell without magics comes back as it was. */
export function transformCell(text: string, context: MagicContext): TransformedCell {
  const cell = new CellTransform(text, context);
  const { code, map } = cell.write();
  return {
    code,
    toSource: (offset) => map.toSource(offset),
    toCode: (offset) => map.toCode(offset),
    ...(cell.problem === undefined ? {} : { problem: cell.problem }),
  };
}

interface ReadMagic {
  readonly site: MagicSite;
  /** Absent where the magic has a mistake, and for help. */
  readonly command?: Command;
  /** `%name?` */
  readonly help?: boolean;
  /** The name it binds as a variable. */
  readonly binds?: string;
}

class CellTransform {
  readonly #text: string;
  readonly #context: MagicContext;
  readonly #magics: readonly Magic[];
  readonly #sites: readonly MagicSite[];
  readonly #scopes: Scopes;
  problem: MagicProblem | undefined;

  constructor(text: string, context: MagicContext) {
    this.#text = text;
    this.#context = context;
    this.#magics = allMagics(context.algorithms);
    const scan = findMagics(text, (name) => this.#isOperand(name));
    this.#sites = scan.magics;
    this.#scopes = readScopes(scan.tokens, text.length);
  }

  write(): { readonly code: string; readonly map: PositionMap } {
    const found = this.#sites.map((site) => this.#read(site));
    const bound = new Set(
      found.flatMap(({ binds, site }) => (site.body === undefined && binds !== undefined ? [binds] : [])),
    );
    const writer = new CodeWriter(this.#text);
    for (const name of bound) writer.write(`var ${name} = __mapcell.bound(${JSON.stringify(name)}); `);
    for (const magic of found) {
      writer.copy(magic.site.start);
      this.#writeMagic(writer, magic, (name) => bound.has(name) || this.#isVariable(name, magic.site.start));
      writer.skip(magic.site.end);
    }
    return writer.finish();
  }

  #isOperand(name: string): boolean {
    if (this.#magics.some((magic) => magic.name === name)) return false;
    const declared = new RegExp(String.raw`\b(?:const|let|var|function|class|import)\s[^;\n]*\b${name}\b`, "u");
    return this.#context.names?.has(name) === true || declared.test(this.#text);
  }

  #isVariable(name: string, offset: number): boolean {
    return isIdentifier(name) && (this.#context.names?.has(name) === true || this.#scopes.visible(name, offset));
  }

  #read(site: MagicSite): ReadMagic {
    const nameEnd = endOfName(site);
    const place = { start: site.start, end: nameEnd };
    try {
      if (this.#text[nameEnd] === "?") {
        if (site.role === "value") throw noValue(`%${site.name}?`);
        return { site, help: true };
      }
      if (site.double && site.body === undefined) throw notFirst(site.name);
      const magic = findMagic(site.name, site.double, this.#magics);
      if (site.role === "value" && magic.result === "nothing") throw noValue(signed(magic));
      const line = splitArguments(this.#text, nameEnd, site.inBlock);
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
    const registers = new RegExp(String.raw`\bgeo\s*\.\s*register\s*\([^]*["':]${name}["']`, "u");
    if (error.code !== "UNKNOWN_MAGIC" || !registers.test(this.#text)) return error;
    const message = `%${name} is a magic from the next cell on. In the cell that registers it, call what geo.register returns, or geo.run("${name}", { … }).`;
    return new SpatialError("UNKNOWN_MAGIC", message);
  }

  #binding(command: Command, offset: number): { readonly binds?: string } {
    const name = nameToBind(command);
    if (name === undefined || !isFreeName(name)) return {};
    const { names, mayRebind } = this.#context;
    const isTaken = names?.has(name) === true && mayRebind?.(name) !== true;
    return isTaken || this.#scopes.topLevel(name) || this.#scopes.visible(name, offset) ? {} : { binds: name };
  }

  #writeMagic(writer: CodeWriter, magic: ReadMagic, isVariable: (name: string) => boolean): void {
    const { site, command, help, binds } = magic;
    const { start, end } = site;
    const linesBefore = countLines(this.#text.slice(0, endOfLine(site)));
    const padding = (): string => "\n".repeat(Math.max(0, linesBefore - writer.lines));
    if (command !== undefined) {
      writeCommand(writer, command, { site, isVariable, padding, ...(binds === undefined ? {} : { binds }) });
    } else if (help === true) {
      writer.write(`void __mapcell.help(${JSON.stringify(site.name)})${padding()}`, start, end);
    } else {
      this.#writeMistaken(writer, site, padding);
    }
    if (!/^[ \t]*;/.test(this.#text.slice(end))) writer.write(";", start, end);
  }

  /** Not to be run: it holds the magic's expressions and body, so that they can be completed and inspected. */
  #writeMistaken(writer: CodeWriter, site: MagicSite, padding: () => string): void {
    const { start, end, body, role, inBlock } = site;
    const { words } = splitArguments(this.#text, endOfName(site), inBlock);
    const write = (code: string): void => writer.write(code, start, end);
    write(role === "value" ? "(" : "void (");
    for (const part of words.flatMap(({ parts }) => parts)) {
      if (part.kind === "text") continue;
      write("(");
      writer.excerpt(part.start, part.end);
      write("), ");
    }
    write(`undefined${padding()})`);
    if (body === undefined) return;
    write('; void __mapcell.bodyTask("", {}, {}, "", async (ctx) => {');
    writer.excerpt(body.start, body.end);
    write("\n})");
  }
}

/** The name of the result, where it is written out: of `%load NAME`, of `--as NAME`, else of `%%task NAME`. */
function nameToBind({ magic, given }: Command): string | undefined {
  if (given.has("batch")) return undefined; // NAME_1, NAME_2 … are known when it runs
  if (magic.result === "nothing" || magic.result === "waited") return undefined;
  const as = given.get("as") ?? (magic.name === "load" || magic.result === "body" ? given.get("name") : undefined);
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
