import { type MagicProblem, splitArguments } from "./arguments.ts";
import { type AskedName, askedName } from "./asked-name.ts";
import { endOfLine, endOfName } from "./find-magics.ts";
import { submittedBy } from "./command.ts";
import { taskMethod, writeCommand } from "./generate.ts";
import { CodeWriter, countLines, type PositionMap } from "./position-map.ts";
import { type MagicContext, ReadCell, type ReadMagic } from "./read-cell.ts";
import type { MagicSite } from "./scanner.ts";

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
  const asked = askedName(text);
  if (asked !== undefined) return helpCell(text, asked);
  const cell = new CellTransform(text, context);
  const { code, map } = cell.write();
  return {
    code,
    toSource: (offset) => map.toSource(offset),
    toCode: (offset) => map.toCode(offset),
    ...(cell.problem === undefined ? {} : { problem: cell.problem }),
  };
}

function helpCell(text: string, { name, detail }: AskedName): TransformedCell {
  const writer = new CodeWriter(text);
  writer.write(`await __mapcell.about(${JSON.stringify(name)}, ${detail});`, 0, text.length);
  writer.skip(text.length);
  const { code, map } = writer.finish();
  return { code, toSource: (offset) => map.toSource(offset), toCode: (offset) => map.toCode(offset) };
}

class CellTransform {
  readonly #text: string;
  readonly #cell: ReadCell;

  constructor(text: string, context: MagicContext) {
    this.#text = text;
    this.#cell = new ReadCell(text, context);
  }

  get problem(): MagicProblem | undefined {
    return this.#cell.problem;
  }

  write(): { readonly code: string; readonly map: PositionMap } {
    const { magics } = this.#cell;
    const bound = new Map<string, ReadMagic[]>();
    for (const magic of magics)
      if (magic.site.body === undefined && magic.binds !== undefined)
        bound.set(magic.binds, [...(bound.get(magic.binds) ?? []), magic]);
    const writer = new CodeWriter(this.#text);
    for (const [name, makers] of bound)
      writer.write(`var ${name} = __mapcell.bound(${[name, ...typing(makers)].map(quoted).join(", ")}); `);
    for (const magic of magics) {
      writer.copy(magic.site.start);
      this.#writeMagic(writer, magic, (name) => bound.has(name) || this.#cell.isVariable(name, magic.site.start));
      writer.skip(magic.site.end);
    }
    return writer.finish();
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

/** The magics that say what a variable holds; none where it is a layer. */
function typing(magics: readonly ReadMagic[]): readonly string[] {
  const operations = magics.flatMap(({ command }) => (command && submittedBy(command)?.operation) ?? []);
  const isLayer = operations.every((operation) => taskMethod(operation, true) === "layerTask");
  return isLayer ? [] : [...new Set(operations.map(({ name }) => name))];
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
