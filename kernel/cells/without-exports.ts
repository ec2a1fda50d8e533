import type ts from "typescript-6";
import { parseCell } from "./parse-cell.ts";

type Compiler = typeof ts;

/**
 * A cell's names are there for all cells, whether it exports them or not: `export` goes, and of `export … from` an import
 * stays. Every character stays in its place.
 */
export function withoutExports(is: Compiler, code: string): string {
  if (!/\bexport\b/.test(code)) return code;
  const file = parseCell(is, code);
  let text = code;
  const replace = (start: number, end: number, by = ""): void => {
    const blank = text.slice(start + by.length, end).replaceAll(/[^\n]/g, " ");
    text = text.slice(0, start) + by + blank + text.slice(end);
  };
  for (const statement of file.statements) {
    const start = statement.getStart(file);
    if (is.isExportDeclaration(statement)) {
      if (!statement.moduleSpecifier) replace(start, statement.end);
      else if (statement.exportClause) replace(start, start + "export".length, "import");
    } else if (is.isExportAssignment(statement)) {
      if (!statement.isExportEquals) replace(start, statement.expression.getStart(file));
    } else if (hasName(is, statement)) {
      for (const word of modifiersOf(is, statement)) replace(word.getStart(file), word.end);
    }
  }
  return text;
}

/** Without one, only `default` says that it is a declaration. */
function hasName(is: Compiler, statement: ts.Statement): boolean {
  const isDeclaration = is.isFunctionDeclaration(statement) || is.isClassDeclaration(statement);
  return !isDeclaration || statement.name !== undefined;
}

function modifiersOf(is: Compiler, statement: ts.Statement): ts.Modifier[] {
  const all = is.canHaveModifiers(statement) ? (is.getModifiers(statement) ?? []) : [];
  return all.filter(({ kind }) => kind === is.SyntaxKind.ExportKeyword || kind === is.SyntaxKind.DefaultKeyword);
}
