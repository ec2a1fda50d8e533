import type ts from "typescript-6";

type Compiler = typeof ts;

/**
 * tslab prints anew, node by node and with every cell, what stays of the declarations of all earlier cells. This printer
 * copies their text, which is many times faster. tslab takes single names out of variable statements and of imports
 * before; only imports are printed.
 */
export function copyingPrinter(is: Compiler, options: ts.PrinterOptions): ts.Printer {
  const printer = is.createPrinter(options);
  const printFile = (file: ts.SourceFile): string =>
    file.statements
      .map((statement) => {
        if (is.isImportDeclaration(statement)) return printer.printNode(is.EmitHint.Unspecified, statement, file);
        const text = is.isVariableStatement(statement) ? variables(statement, file) : statement.getFullText(file);
        return text.trimStart();
      })
      .map((text) => `${text}\n`)
      .join("");
  return { ...printer, printFile };
}

function variables(statement: ts.VariableStatement, file: ts.SourceFile): string {
  const { pos, declarationList: list } = statement;
  const names = list.declarations.map((one) => file.text.slice(one.pos, one.end));
  return `${file.text.slice(pos, endOfKeyword(list, file))}${names.join(",")};`;
}

/** Where `const` or `let` ends; the declaration that stood behind it may be gone. */
function endOfKeyword(list: ts.VariableDeclarationList, file: ts.SourceFile): number {
  const keyword = /\w+/y;
  keyword.lastIndex = list.getStart(file);
  keyword.exec(file.text);
  return keyword.lastIndex;
}
