import type { Operation } from "../../src/operations/operation.ts";
import { RESULTS, type ResultName } from "../../src/operations/results.ts";
import { isRunOption } from "../../src/operations/run-options.ts";
import { namedParameters } from "../../src/schema/parameter.ts";
import { plainText, type Word } from "./arguments.ts";
import { isIdentifier } from "./bindable.ts";
import type { MagicArgument } from "./magic.ts";
import { type Command, type Given, splitList, submittedBy } from "./command.ts";
import { type CodeWriter, countLines } from "./position-map.ts";
import type { MagicSite } from "./scanner.ts";

export interface GenerateOptions {
  readonly site: MagicSite;
  /** The variable that gets the task. */
  readonly binds?: string;
  /** Whether an identifier can be read where the magic stands. */
  readonly isVariable: (name: string) => boolean;
  /** Line breaks that are missing for the code to have as many lines as the cell. */
  readonly padding: () => string;
}

function isName({ type, unless }: MagicArgument, word: Word): boolean {
  if (type !== "layer") return type === "task" || type === "variable";
  return unless?.test(plainText(word) ?? "") !== true;
}

/** Writes the call that a magic stands for, without the semicolon. */
export function writeCommand(writer: CodeWriter, command: Command, options: GenerateOptions): void {
  new CallWriter(writer, command, options).write();
}

/** What makes the task, by the type that it has. @param isNamed whether the result is given a name */
export function taskMethod({ results }: Pick<Operation, "results">, isNamed: boolean): `${ResultName}Task` {
  return isNamed && RESULTS[results].layer === "named" ? "layerTask" : `${results}Task`;
}

class CallWriter {
  readonly #writer: CodeWriter;
  readonly #command: Command;
  readonly #options: GenerateOptions;

  constructor(writer: CodeWriter, command: Command, options: GenerateOptions) {
    this.#writer = writer;
    this.#command = command;
    this.#options = options;
  }

  write(): void {
    const { magic, given } = this.#command;
    const { site, padding } = this.#options;
    if (magic.result === "timed") return this.#timed(given.get("line")?.words[0] as Word);
    const submitted = submittedBy(this.#command);
    if (submitted === undefined) {
      this.#code(magic.result === "waited" ? "await __mapcell.waiting(" : "void __mapcell.command(");
      this.#code(`${JSON.stringify(magic.name)}, `);
      this.#values([...given.values()]);
      if (site.body !== undefined) this.#code(`, ${JSON.stringify(this.#bodyText(site.body))}`);
      this.#code(`${padding()})`);
      return;
    }
    const { before, after } = this.#frame(given.get("wait")?.on === true);
    const { operation, fixed } = submitted;
    this.#code(`${before}__mapcell.${taskMethod(operation, given.has("as"))}(${JSON.stringify(operation.name)}, `);
    const all = [...given.values()].filter(({ argument }) => argument.name !== "wait");
    const isHow = ({ argument }: Given): boolean => isRunOption(argument, operation);
    const script = site.body && namedParameters(operation.parameters).find(({ type }) => type.argument.isBody === true);
    this.#values(
      all.filter((one) => !isHow(one)),
      script === undefined ? fixed : { ...fixed, [script.name]: this.#bodyText(site.body!) },
    );
    this.#code(", ");
    this.#values(all.filter(isHow));
    if (site.body === undefined || script !== undefined) this.#code(padding());
    else this.#body(site.body);
    this.#code(`)${after}`);
  }

  /** What goes around the call. A body's variable gets its type from the call; other names are declared before. */
  #frame(waits: boolean): { readonly before: string; readonly after: string } {
    const { site, binds } = this.#options;
    const [open, close] = waits ? ["(await __mapcell.ended(", "))[0]"] : ["", ""];
    if (site.body !== undefined)
      return { before: `${binds === undefined ? "void" : `var ${binds} =`} ${open}`, after: close };
    const start = site.role === "statement" ? "void " : "";
    return binds === undefined
      ? { before: start + open, after: close }
      : { before: `${start}${open}(${binds} = `, after: `)${close}` };
  }

  /** The statement as it is, its expression wrapped; in a box, because a task alone would be awaited away. */
  #timed({ start, end }: Word): void {
    const writer = this.#writer;
    const [declared = ""] = /^(?:const|let|var)\s[^=]*=(?![=>])\s*/u.exec(writer.sourceText(start, end)) ?? [];
    if (declared !== "") writer.excerpt(start, start + declared.length);
    const stop = start + writer.sourceText(start, end).replace(/[;\s]+$/, "").length;
    this.#code("(await __mapcell.timed(async () => [(");
    writer.excerpt(start + declared.length, stop);
    this.#code(`)]${this.#options.padding()}))[0]`);
  }

  #bodyText({ start, end }: { readonly start: number; readonly end: number }): string {
    return this.#writer.sourceText(start, end).replace(/^\r?\n/, "");
  }

  /** @param fixed texts that go before what was given */
  #values(all: readonly Given[], fixed: Readonly<Record<string, string>> = {}): void {
    const first = Object.entries(fixed).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    this.#code(first.length === 0 ? "{" : `{ ${first.join(", ")}`);
    for (const [index, given] of all.entries()) {
      this.#code(`${index + first.length === 0 ? " " : ", "}${given.argument.name}: `);
      this.#value(given);
    }
    this.#code(all.length + first.length === 0 ? "}" : " }");
  }

  #value({ argument, words, on }: Given): void {
    if (argument.type === "flag") return this.#code(String(on));
    if (argument.many !== true) return this.#word(words[0] as Word, argument);
    this.#code("[");
    for (const [index, word] of words.flatMap(splitList).entries()) {
      if (index > 0) this.#code(", ");
      this.#word(word, argument);
    }
    this.#code("]");
  }

  #word(word: Word, argument: MagicArgument): void {
    const [only, ...others] = word.parts;
    if (only?.kind === "expression" && others.length === 0) return this.#expression(only.start, only.end);
    if (!isName(argument, word)) return this.#text(word);
    this.#code("__mapcell.name(", word);
    this.#text(word);
    const name = plainText(word);
    if (name !== undefined && isIdentifier(name) && this.#options.isVariable(name)) {
      this.#code(", () => ", word);
      // Quotes are not part of the identifier, so only a bare word is an excerpt that can be inspected.
      if (word.end - word.start === name.length) this.#writer.excerpt(word.start, word.end);
      else this.#code(name, word);
    }
    this.#code(")", word);
  }

  /** Text with expressions in it becomes a sum that begins with a string. */
  #text(word: Word): void {
    const plain = plainText(word);
    if (plain !== undefined) return this.#code(JSON.stringify(plain), word);
    const startsWithText = word.parts[0]?.kind === "text";
    if (!startsWithText) this.#code('"" + ', word);
    for (const [index, part] of word.parts.entries()) {
      if (index > 0) this.#code(" + ", word);
      if (part.kind === "text") this.#code(JSON.stringify(part.text), part);
      else this.#expression(part.start, part.end);
    }
  }

  #expression(start: number, end: number): void {
    this.#code("(", { start, end });
    this.#writer.excerpt(start, end);
    this.#code(")", { start, end });
  }

  /**
   * The body goes twice: as text, which is what a worker runs, and as a function that is never called, so that its types
   * are checked, its words completed and its mistakes shown at their own lines. The text is taken to begin on the
   * cell's second line, so a longer header leaves line breaks in front of it.
   */
  #body(body: { readonly start: number; readonly end: number }): void {
    const writer = this.#writer;
    const linesBefore = countLines(writer.sourceText(0, body.start));
    const source = "\n".repeat(linesBefore) + writer.sourceText(body.start, body.end).replace(/^\r?\n/, "");
    const parameters = ["ctx", ...this.#inputNames()].join(", ");
    this.#code(`, ${JSON.stringify(source)}, async (${parameters}) => {${this.#options.padding()}`);
    writer.excerpt(body.start, body.end);
    this.#code("\n}", body);
  }

  #inputNames(): string[] {
    const { magic, given } = this.#command;
    const named = namedParameters(magic.operation?.parameters ?? {}).filter(({ type }) => type.input?.named === true);
    const words = named.flatMap(({ name }) => given.get(name)?.words.flatMap(splitList) ?? []);
    return [...new Set(words.map((word) => plainText(word) ?? ""))].filter(
      (name) => isIdentifier(name) && name !== "ctx",
    );
  }

  #code(code: string, place: { readonly start: number; readonly end: number } = this.#options.site): void {
    this.#writer.write(code, place.start, place.end);
  }
}
