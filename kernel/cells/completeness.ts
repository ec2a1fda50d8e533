import type ts from "typescript-6";
import type { Completeness } from "../protocol/text-help.ts";
import { parseCell } from "./parse-cell.ts";

type Compiler = typeof ts;

/** Parser errors at the text's end that more text could mend: an unterminated comment or template. */
const OPEN_ENDED = new Set([1010, 1160]);
/** A string ends with its line; the parser reports it at the text's end all the same. */
const UNTERMINATED_STRING = 1002;

/**
 * Whether a console should run this text or ask for more lines. Text that ends with two blank lines is taken as it is,
 * so that a console's user always gets out.
 */
export function completeness(compiler: Compiler, code: string): Completeness {
  const { parseDiagnostics: faults } = parseCell(compiler, code);
  if (faults.length === 0 && !/(?:^|[\n;{}])\s*(?:const|let|var)\s*$/.test(code)) return { status: "complete" };
  const end = code.trimEnd().length;
  const isOpen = faults.every((fault) => {
    if (fault.code === UNTERMINATED_STRING) return /\\\n?$/.test(code);
    return (fault.start ?? 0) >= end || OPEN_ENDED.has(fault.code);
  });
  if (!isOpen) return { status: "invalid" };
  if (/\n\s*\n\s*$/.test(code)) return { status: "complete" };
  return { status: "incomplete", indent: indentAfter(code) };
}

function indentAfter(code: string): string {
  const line = code.trimEnd().split("\n").at(-1) ?? "";
  const current = /^\s*/.exec(line)?.[0] ?? "";
  return /[{([]\s*$/.test(line) ? `${current}  ` : current;
}
