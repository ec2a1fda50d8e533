import type { CodePosition } from "./text-position.ts";
import { ScriptMaps } from "./script-maps.ts";
import { offsetAt, positionAt } from "./text-position.ts";

/** What a cell's text became before it was compiled: magics are calls. Offsets count UTF-16 units. */
export interface TransformedText {
  readonly code: string;
  readonly toSource: (offset: number) => number;
  /** Undefined inside a magic's own words. */
  readonly toCode: (offset: number) => number | undefined;
  /** Set when the cell isn't fit to run. */
  readonly problem?: { readonly error: Error; readonly start: number; readonly end: number };
}

export type CellTransform = (text: string) => TransformedText;

/** A place in a cell as people count: lines and columns from 1. */
export interface CellPlace {
  readonly cell: number;
  readonly line: number;
  readonly column: number;
}

interface Page {
  readonly cell: number;
  readonly source: string;
  readonly text: TransformedText;
}

/** Every cell that ran, to say where in the user's own text something happened. */
export class CellBook {
  readonly maps = new ScriptMaps();
  readonly #pages = new Map<number, Page>();
  readonly #sources = new Map<number, string>();

  /** @param run unique for each execution, unlike the cell's number */
  add(run: number, page: Page): void {
    this.#pages.set(run, page);
    this.#sources.set(page.cell, page.source);
  }

  /** From a position in the script that an execution became. */
  placeInScript(run: number, inScript: CodePosition): CellPlace | undefined {
    const page = this.#pages.get(run);
    const inCode = page && this.maps.toCode(run, inScript);
    return inCode && this.placeInCode(run, offsetAt(page.text.code, inCode));
  }

  /** From an offset in an execution's code. */
  placeInCode(run: number, offset: number): CellPlace | undefined {
    const page = this.#pages.get(run);
    return page && placeOf(page.cell, page.source, page.text.toSource(offset));
  }

  /** The line with a caret under the place, for people. */
  excerpt({ cell, line, column }: CellPlace): string[] {
    const text = this.#sources.get(cell)?.split("\n")[line - 1];
    return text === undefined ? [] : excerptOf(text, { line, column });
  }
}

/** A line of a text with a caret under a column; both count from 1. */
export function excerptOf(
  text: string,
  { line, column }: { readonly line: number; readonly column: number },
): string[] {
  const margin = String(line).length;
  // tabs stay tabs, so that the caret stands right whatever their width
  const indent = text.slice(0, column - 1).replaceAll(/[^\t]/g, " ");
  return [`  ${line} | ${text}`, `  ${" ".repeat(margin)} | ${indent}^`];
}

export function placeOf(cell: number, source: string, offset: number): CellPlace {
  const { line, column } = positionAt(source, offset);
  return { cell, line: line + 1, column: column + 1 };
}

export function placeText({ cell, line, column }: CellPlace): string {
  return `Cell ${cell}, line ${line}, column ${column}`;
}
