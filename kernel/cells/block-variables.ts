import type ts from "typescript-6";

type Compiler = typeof ts;

/**
 * Names that a file declares by `var` inside of its blocks and loops: they are variables of the whole file all the same,
 * which the compiler forgets both when it exports and when it declares them.
 */
function blockVariables(is: Compiler, file: ts.SourceFile): Map<string, ts.Identifier> {
  const names = new Map<string, ts.Identifier>();
  const visit = (node: ts.Node): void => {
    if (is.isFunctionLike(node) || is.isClassLike(node) || is.isModuleDeclaration(node)) return;
    if (is.isVariableDeclarationList(node) && (node.flags & is.NodeFlags.BlockScoped) === 0) {
      for (const { name } of node.declarations) addNames(is, name, names);
    }
    is.forEachChild(node, visit);
  };
  for (const statement of file.statements) if (!is.isVariableStatement(statement)) visit(statement);
  return names;
}

function addNames(is: Compiler, name: ts.BindingName, names: Map<string, ts.Identifier>): void {
  if (is.isIdentifier(name)) names.set(name.text, name);
  else for (const element of name.elements) if (is.isBindingElement(element)) addNames(is, element.name, names);
}

/** Their declarations for a `.d.ts` file, but of those that a statement at the top of the file declares, too. */
export function declareBlockVariables(is: Compiler, file: ts.SourceFile, checker: ts.TypeChecker): string {
  const printer = is.createPrinter();
  const { NoTruncation } = is.NodeBuilderFlags;
  return Array.from(blockVariables(is, file), ([name, node]) => {
    const symbol = checker.getSymbolAtLocation(node);
    if (!symbol || symbol.declarations?.some((declaration) => isAtTop(is, declaration)) === true) return "";
    const type = checker.typeToTypeNode(checker.getTypeOfSymbol(symbol), file, NoTruncation);
    return type ? `declare var ${name}: ${printer.printNode(is.EmitHint.Unspecified, type, file)};\n` : "";
  }).join("");
}

function isAtTop(is: Compiler, declaration: ts.Declaration): boolean {
  const statement = is.findAncestor(declaration, is.isVariableStatement);
  return statement !== undefined && is.isSourceFile(statement.parent);
}
