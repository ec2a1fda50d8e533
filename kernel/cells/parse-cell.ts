import type ts from "typescript-6";

type Compiler = typeof ts;
/** The part of the compiler that its types leave out. */
type Parsed = ts.SourceFile & { readonly parseDiagnostics: readonly ts.Diagnostic[] };

/** What comes before the text of a cell: files without imports or exports would be no modules. */
export const MODULE_MARK = "export {};\n";

/**
 * A cell as the compiler reads it. It is JSX where it reads better so: in other files `<div>` is a type before a value,
 * and in those of JSX `<T>(x: T) => x` would be an element.
 */
export function parseCell(is: Compiler, code: string): Parsed {
  const plain = is.createSourceFile("cell.ts", code, is.ScriptTarget.Latest, true) as Parsed;
  return readAsJsx(is, plain) ?? plain;
}

/** The same text as JSX, where it reads better so. */
export function readAsJsx(is: Compiler, plain: ts.SourceFile): Parsed | undefined {
  const faults = (plain as Parsed).parseDiagnostics.length;
  if (faults === 0 || !/<[\p{ID_Start}>]/u.test(plain.text)) return undefined;
  const { fileName, text, languageVersion } = plain;
  const jsx = is.createSourceFile(fileName, text, languageVersion, true, is.ScriptKind.TSX) as Parsed;
  return jsx.parseDiagnostics.length < faults ? jsx : undefined;
}
