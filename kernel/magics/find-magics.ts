import { endOfRawLine, splitArguments } from "./arguments.ts";
import { isRawMagic, isTimedCell } from "./other-languages.ts";
import { type CellScan, type MagicSite, scanCell } from "./scanner.ts";

/**
 * The magics of a cell: the cell magic it begins with, or those among its statements.
 * @param isOperand see ScanOptions
 */
export function findMagics(text: string, isOperand: (name: string) => boolean): CellScan {
  const cellMagic = findCellMagic(text);
  if (cellMagic !== undefined) return { tokens: [], magics: [cellMagic] };
  const endOfArguments = (from: number, inBlock: boolean, name: string): number =>
    isRawMagic(name) ? endOfRawLine(text, from) : splitArguments(text, from, inBlock).end;
  return scanCell(text, { endOfArguments, isOperand });
}

/** Where the magic's name ends. */
export function endOfName({ start, double, name }: MagicSite): number {
  return start + (double ? 2 : 1) + name.length;
}

/** Where the magic's own line ends; a cell magic's body follows. */
export function endOfLine({ end, body }: MagicSite): number {
  return body?.start ?? end;
}

/** `%%name` on the first line that is not blank: the lines below it are its body. */
function findCellMagic(text: string): MagicSite | undefined {
  const [opening, name = ""] = /^\s*%%(\p{ID_Start}\w*(?:-\w*)*)/u.exec(text) ?? [];
  if (opening === undefined || isTimedCell(name)) return undefined; // its body is TypeScript like any other
  const start = opening.length - name.length - 2;
  const body = { start: splitArguments(text, opening.length, false).end, end: text.length };
  return { role: "statement", start, end: text.length, name, double: true, inBlock: false, body };
}
