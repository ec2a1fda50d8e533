import type ts from "typescript-6";

type Compiler = typeof ts;

/** The part of the compiler that its types leave out. */
type Resolving = ts.TypeChecker & {
  resolveName(name: string, at: ts.Node, meaning: ts.SymbolFlags, excludeGlobals: boolean): ts.Symbol | undefined;
};

/**
 * tslab rewrites names of earlier cells, but not in `{ name }`, which then throws. This lets it see `{ name: name }`
 * there, and what elements of JSX call: two functions of the compiler that tslab alone calls with the cell's own tree.
 * It also takes what an enum or a namespace has become for the cell's last expression, but for what follows; and names
 * of all scripts, such as `String`, for names of earlier cells where one of these has said more of them.
 */
export function spellOutShorthand(
  original: Compiler,
  onProgram: (builder: ts.BuilderProgram) => void,
): Pick<Compiler, "createWatchProgram" | "visitEachChild"> {
  const createWatchProgram = (host: ts.WatchCompilerHost<ts.BuilderProgram>): unknown => {
    const created = host.afterProgramCreate?.bind(host);
    host.afterProgramCreate = (builder) => {
      onProgram(builder);
      meanVariables(builder.getProgram(), original);
      created?.(builder);
    };
    return (original.createWatchProgram as (created: typeof host) => unknown)(host);
  };
  const visitEachChild = (node: ts.Node, ...rest: unknown[]): unknown => {
    const visit = original.visitEachChild as (visited: ts.Node, ...others: unknown[]) => unknown;
    if (original.isSourceFile(node)) return endedByDeclaration(original, visit(node, ...rest) as ts.SourceFile);
    return visit(original.isObjectLiteralExpression(node) ? spelledOut(node, original) : node, ...rest);
  };
  return { createWatchProgram, visitEachChild } as Pick<Compiler, "createWatchProgram" | "visitEachChild">;
}

/** The name of a shorthand property is then asked about as the variable, no longer as the property. */
function meanVariables(program: ts.Program, original: Compiler): void {
  const getTypeChecker = program.getTypeChecker.bind(program);
  let tuned: ts.TypeChecker | undefined;
  program.getTypeChecker = () => {
    if (tuned) return tuned;
    const checker = getTypeChecker() as Resolving;
    const meaning = (node: ts.Node): ts.Symbol | undefined => {
      const { parent } = node as { readonly parent?: ts.Node };
      if (parent && isCopiedMember(original, parent, node)) return undefined;
      if (parent && original.isShorthandPropertyAssignment(parent) && parent.name === node)
        return checker.getShorthandAssignmentValueSymbol(parent);
      return parent && isCalledBy(original, parent, node)
        ? checker.resolveName(node.text, parent, original.SymbolFlags.Value, false)
        : checker.getSymbolAtLocation(node);
    };
    tuned = { ...checker, getSymbolAtLocation: (node) => notDeclaredByCell(original, meaning(node)) };
    return tuned;
  };
}

/** tslab looks where a name is declared; that of `declare global` is no variable of cells. */
function notDeclaredByCell(is: Compiler, symbol: ts.Symbol | undefined): ts.Symbol | undefined {
  const isGlobal = ({ flags }: ts.Node): boolean => (flags & is.NodeFlags.GlobalAugmentation) > 0;
  const isOfAll = (one: ts.Declaration): boolean => is.findAncestor(one, isGlobal) !== undefined;
  if (symbol?.declarations?.some(isOfAll) !== true) return symbol;
  const declarations = symbol.declarations.filter((one) => !isOfAll(one));
  return Object.create(symbol, { declarations: { value: declarations } }) as ts.Symbol;
}

function spelledOut(node: ts.ObjectLiteralExpression, is: Compiler): ts.ObjectLiteralExpression {
  const { factory } = is;
  if (!node.properties.some(is.isShorthandPropertyAssignment)) return node;
  const properties = node.properties.map((property) => {
    if (!is.isShorthandPropertyAssignment(property)) return property;
    const { name, objectAssignmentInitializer: fallback } = property;
    const value = fallback === undefined ? name : factory.createAssignment(name, fallback);
    return is.setTextRange(factory.createPropertyAssignment(factory.createIdentifier(name.text), value), property);
  });
  return factory.updateObjectLiteralExpression(node, properties);
}

/** Whether the compiler has made a name for what an element of JSX calls, `React` for example. */
function isCalledBy(is: Compiler, element: ts.Node, node: ts.Node): node is ts.Identifier {
  if (!is.isIdentifier(node)) return false;
  return is.isJsxOpeningLikeElement(element) ? element.tagName !== node : is.isJsxOpeningFragment(element);
}

/** Whether a node stands for the `Inner` of `import Short = Outer.Inner` in what the compiler makes of it. */
function isCopiedMember(is: Compiler, parent: ts.Node, node: ts.Node): boolean {
  return is.isQualifiedName(parent) && parent.right !== node && is.getOriginalNode(node) === parent.right;
}

/** The file with something after what a declaration has become, if that is its end. */
function endedByDeclaration(is: Compiler, file: ts.SourceFile): ts.SourceFile {
  const at = file.statements.findLastIndex((statement) => !is.isExportDeclaration(statement));
  const last = file.statements[at];
  const written = last && is.getOriginalNode(last);
  if (!written || !(is.isEnumDeclaration(written) || is.isModuleDeclaration(written))) return file;
  const end = is.factory.createNotEmittedStatement(last);
  return is.factory.updateSourceFile(file, file.statements.toSpliced(at + 1, 0, end));
}
