import { askedName } from "../magics/asked-name.ts";
import { endOfName } from "../magics/find-magics.ts";
import type { ReadCell, ReadMagic } from "../magics/read-cell.ts";
import type { MagicToken } from "../magics/tokens.ts";
import { bodyImports } from "./body-imports.ts";
import { COMMAND_CODE } from "./command-code.ts";
import { MagicWords, type NamesHere } from "./magic-words.ts";
import { repeatedNames } from "./repeated-names.ts";
import { submitCode } from "./submit-code.ts";

/** What a cell has to know of the others. */
export interface CellSurroundings extends Pick<NamesHere, "isBound" | "isLayer"> {
  /** Declared or bound more than once in the notebook, which only `var` allows. */
  readonly isRepeated: (name: string) => boolean;
  /** Of the cell, among those that run. */
  readonly number: number;
  /** An import that an earlier cell has as well. */
  readonly isImported: (statement: string) => boolean;
  /** What the notebook imports. */
  readonly imports: Iterable<string>;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly code: string;
}

/**
 * A cell as a part of a script: its magics as calls, on lines of their own or as comments that say why they are left out.
 *
 * @throws SpatialError at the magic that can't be written; `at` is told where before
 */
export function scriptCell(
  text: string,
  cell: ReadCell,
  around: CellSurroundings & { readonly at: (offset: number) => void },
): string {
  if (askedName(text) !== undefined) return `// ${text.trim()}: ${HELP.leftOut}`;
  const magics = cell.magics.map((magic) => {
    around.at(magic.site.start);
    return new MagicStatement(text, { cell, magic, around }).edit();
  });
  const repeated = repeatedNames(text, cell, around);
  const edits = [
    ...magics.map(({ edit }) => edit),
    ...repeated.edits,
    ...importEdits(text, cell, around),
    ...startEdit(cell.tokens),
  ];
  const declared = magics.flatMap(({ declares }) => declares ?? []);
  const head = [...new Set(declared)].map((name) => `var ${name}!: Task<any>;\n`).join("");
  return head + repeated.head + withEdits(text, edits);
}

class MagicStatement {
  readonly #text: string;
  readonly #cell: ReadCell;
  readonly #magic: ReadMagic;
  readonly #around: CellSurroundings;

  constructor(
    text: string,
    { cell, magic, around }: { readonly cell: ReadCell; readonly magic: ReadMagic; readonly around: CellSurroundings },
  ) {
    this.#text = text;
    this.#cell = cell;
    this.#magic = magic;
    this.#around = around;
  }

  /** @returns also the variable that has to be declared before */
  edit(): { readonly edit: Edit; readonly declares?: string } {
    const { site, command, binds } = this.#magic;
    const code = command === undefined ? HELP : COMMAND_CODE[command.magic.name]?.(this.#words(), this.#body());
    if (code !== undefined) return { edit: "leftOut" in code ? this.#leaveOut(code.leftOut) : this.#command(code) };
    const call = this.#call();
    if (site.role === "value")
      return binds === undefined
        ? { edit: this.#replace(call) }
        : { edit: this.#replace(`(${binds} = ${call})`), declares: binds };
    if (binds === undefined) return { edit: this.#replace(call) };
    if (this.#cell.scopes.inFunction(site.start)) return { edit: this.#replace(`${binds} = ${call}`), declares: binds };
    const keyword = this.#isAlone() && !this.#around.isRepeated(binds) ? "const" : "var";
    return { edit: this.#replace(`${keyword} ${binds} = ${call}`) };
  }

  #call(): string {
    const { command } = this.#magic;
    if (command === undefined) return "";
    const body = this.#body();
    const whole = bodyImports(body, this.#around.imports) + body;
    const call = submitCode(this.#text, command, { words: this.#words(), body: whole });
    const free = command.given.get("background")?.on === true ? `background(${call})` : call;
    return command.given.get("wait")?.on === true ? `(await ended(${free}))[0]` : free;
  }

  #body(): string {
    const { body } = this.#magic.site;
    return body === undefined ? "" : this.#text.slice(body.start, body.end).replace(/^\s*\n/, "");
  }

  #words(): MagicWords {
    const { site, command } = this.#magic;
    if (command === undefined) throw new Error("a magic without a command has no words");
    return new MagicWords(this.#text, command, {
      ...this.#around,
      isVariable: (name) => this.#cell.isVariable(name, site.start),
    });
  }

  #command({ statements }: { readonly statements: readonly string[] }): Edit {
    const isOne = statements.length === 1 || this.#isAlone();
    return this.#replace(isOne ? statements.join("; ") : `{ ${statements.join("; ")}; }`);
  }

  #leaveOut(reason: string): Edit {
    const { start, end } = this.#magic.site;
    const [written = ""] = this.#text.slice(start, end).split(/\s\/\/\s/);
    const note = `${written.replaceAll(/\\?\r?\n\s*/g, " ").trim()}: ${reason}`;
    const isLine = this.#isAlone() && /^\s*?(\n|$)/.test(this.#text.slice(end));
    return { start, end, code: isLine ? `// ${note}` : `/* ${note.replaceAll("*/", "* /")} */;` };
  }

  /** On top level, and not the statement of an `if` or a loop. */
  #isAlone(): boolean {
    const { site } = this.#magic;
    if (site.inBlock) return false;
    const before = this.#cell.tokens.findLast(({ start }) => start < site.start)?.text ?? ";";
    return !["else", "do", ")", ":"].includes(before);
  }

  /** A comment of the user's stays behind the statement. */
  #replace(code: string): Edit {
    const { start, end, body } = this.#magic.site;
    const comment = body === undefined ? (/\/\/.*$/.exec(this.#lastLine())?.[0] ?? "") : "";
    const semicolon = /^[ \t]*;/.exec(this.#text.slice(end))?.[0] ?? "";
    return {
      start,
      end: end + semicolon.length,
      code: `${code}${code.startsWith("{") ? "" : ";"}${comment === "" ? "" : ` ${comment}`}`,
    };
  }

  /** Of the magic: where a comment of the user's may stand. */
  #lastLine(): string {
    const words = [...(this.#magic.command?.given.values() ?? [])].flatMap((given) => given.words);
    const lastWord = Math.max(endOfName(this.#magic.site), ...words.map(({ end }) => end));
    return this.#text.slice(lastWord, this.#magic.site.end);
  }
}

const HELP = { leftOut: "help is for people" };

/** No second import of the same, and none of what the script imports anyway. */
function importEdits(text: string, { scopes }: ReadCell, around: CellSurroundings): Edit[] {
  return scopes.declarations.flatMap(({ keyword, start }) => {
    if (keyword !== "import") return [];
    const statement = importAt(text, start);
    const isLeftOut = around.isImported(statement) || isOfSession(statement);
    return isLeftOut ? [{ start, end: start + statement.length, code: "" }] : [];
  });
}

/** The import declaration that begins here. */
export function importAt(text: string, start: number): string {
  return /^import\b[^"']*(["'])[^"'\n]*\1;?/.exec(text.slice(start))?.[0] ?? "";
}

/** Whether it imports names of the package as they are, which the script has anyway. */
export function isOfSession(statement: string): boolean {
  const [, names = " as "] = /^import\s+(?:type\s+)?\{([^{}]*)\}\s*from\s*["']mapcell["']/.exec(statement) ?? [];
  return !/\sas\s/.test(names);
}

function withEdits(text: string, edits: readonly Edit[]): string {
  let code = "";
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    code += text.slice(at, edit.start) + edit.code;
    at = Math.max(at, edit.end);
  }
  return (code + text.slice(at)).trim();
}

/** So that the cell is not read as a continuation of the one before. */
function startEdit([first]: readonly MagicToken[]): Edit[] {
  if (first === undefined || !/^[([`+\-/]/.test(first.text)) return [];
  return [{ start: first.start, end: first.start, code: ";" }];
}
