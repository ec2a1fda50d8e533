import compiler from "typescript-6";
import { expect, test } from "vitest";
import { copyingPrinter } from "../../kernel/cells/copied-declarations.ts";

const DECLARATIONS = `export {};
/** How many. */
declare const a: number, b: { c: string }, d: () => void;
declare let x:
  | 1
  | 2;
export declare const e: typeof import("m").e;
type T = "a" | 'b';
interface I {
    /** Told. */
    member(): T;
}
declare class C<K> extends Map<K, T> { private n; }
declare function f(): void;
declare function f(a: 1): string;
declare enum E { A = 0 }
import g, { h, i as j } from "m";
`;

function parse(text: string): compiler.SourceFile {
  return compiler.createSourceFile("d.d.ts", text, compiler.ScriptTarget.Latest, true);
}

function printed(printer: compiler.Printer, file: compiler.SourceFile): string {
  return compiler.createPrinter().printFile(parse(printer.printFile(file)));
}

test("copied declarations say what printed ones say", () => {
  const [own, theirs] = [copyingPrinter(compiler, {}), compiler.createPrinter()];
  expect(printed(own, parse(DECLARATIONS))).toBe(printed(theirs, parse(DECLARATIONS)));
});

test.each([0, 1, 2])("variable %i that tslab takes out of its statement is gone, the others stay", (at) => {
  const without = (): compiler.SourceFile => {
    const file = parse(DECLARATIONS);
    const statement = file.statements.find(compiler.isVariableStatement);
    if (!statement) throw new Error("there is one");
    const { declarations } = statement.declarationList;
    const kept = compiler.factory.createNodeArray(declarations.toSpliced(at, 1));
    Object.assign(statement.declarationList, { declarations: kept });
    return file;
  };
  expect(printed(copyingPrinter(compiler, {}), without())).toBe(printed(compiler.createPrinter(), without()));
});
