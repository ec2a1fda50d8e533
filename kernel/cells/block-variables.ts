import type ts from "@tslab/typescript-for-tslab";

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

/** Exports them, those of them that the file says it exports, when all of it has run. */
export function exportBlockVariables(is: Compiler): ts.TransformerFactory<ts.SourceFile> {
  return ({ factory }) =>
    (file) => {
      const exported = file.statements.flatMap((statement) =>
        is.isExportDeclaration(statement) && statement.exportClause && is.isNamedExports(statement.exportClause)
          ? statement.exportClause.elements.map(({ name }) => name.text)
          : [],
      );
      const names = blockVariables(is, file);
      const exports = exported.filter((name) => names.has(name)).map((name) => exportOf(factory, name));
      return exports.length === 0 ? file : factory.updateSourceFile(file, [...file.statements, ...exports]);
    };
}

function exportOf(factory: ts.NodeFactory, name: string): ts.Statement {
  const target = factory.createPropertyAccessExpression(factory.createIdentifier("exports"), name);
  return factory.createExpressionStatement(factory.createAssignment(target, factory.createIdentifier(name)));
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
