import type ts from "typescript-6";

/** The parts of the compiler that its types leave out. */
interface MapMaker {
  toString(): string;
}
type Inner = typeof ts & {
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  createTextWriter(newLine: string): { getText(): string };
  createSourceMapGenerator(host: object, file: string, root: string, folder: string, options: object): MapMaker;
};
interface WritingPrinter extends ts.Printer {
  writeFile(file: ts.SourceFile, writer: object, map: MapMaker): void;
}

const NAME = "custom.js";

export interface Script {
  readonly outputText: string;
  readonly sourceMapText: string;
}

/**
 * Translates an ES module of JavaScript that the transformers leave without imports and exports, as most cells are: it
 * is a script then, and the compiler need not check it for what its names mean, which takes most of the time.
 *
 * @returns undefined where imports or exports are left
 */
export function quickScript(
  compiler: typeof ts,
  text: string,
  transformers: readonly ts.TransformerFactory<ts.SourceFile>[],
): Script | undefined {
  const is = compiler as Inner;
  const target = is.ScriptTarget.Latest;
  const file = is.createSourceFile(NAME, text, target, true, is.ScriptKind.JS);
  is.bindSourceFile(file, { target });
  const result = is.transform(file, [...transformers], { target, allowJs: true });
  const [transformed] = result.transformed;
  const script = transformed && withoutEmptyExports(is, transformed);
  return script && print(is, script);
}

/** @returns undefined where other imports or exports are left */
function withoutEmptyExports(is: Inner, file: ts.SourceFile): ts.SourceFile | undefined {
  const isEmpty = (one: ts.Statement): boolean =>
    is.isExportDeclaration(one) &&
    !one.moduleSpecifier &&
    one.exportClause !== undefined &&
    is.isNamedExports(one.exportClause) &&
    one.exportClause.elements.length === 0;
  const statements = file.statements.filter((one) => !isEmpty(one));
  return statements.some((one) => isOfModules(is, one)) ? undefined : is.factory.updateSourceFile(file, statements);
}

function isOfModules(is: Inner, statement: ts.Statement): boolean {
  if (is.isImportDeclaration(statement) || is.isImportEqualsDeclaration(statement)) return true;
  if (is.isExportDeclaration(statement) || is.isExportAssignment(statement)) return true;
  const modifiers = is.canHaveModifiers(statement) ? is.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === is.SyntaxKind.ExportKeyword) === true;
}

function print(is: Inner, file: ts.SourceFile): Script {
  const host = { getCurrentDirectory: () => "", getCanonicalFileName: (name: string) => name };
  const map = is.createSourceMapGenerator(host, NAME, "", "", {});
  const writer = is.createTextWriter("\n");
  const printer = is.createPrinter({ newLine: is.NewLineKind.LineFeed }) as WritingPrinter;
  printer.writeFile(file, writer, map);
  return { outputText: writer.getText(), sourceMapText: map.toString() };
}
