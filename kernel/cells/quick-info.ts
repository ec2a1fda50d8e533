import type ts from "typescript-6";

/** The part of the compiler that its types leave out. */
type Inner = typeof ts & {
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node;
  getContainerNode(node: ts.Node): ts.Node | undefined;
  createTextSpanFromNode(node: ts.Node, file: ts.SourceFile): ts.TextSpan;
  typeToDisplayParts(checker: ts.TypeChecker, type: ts.Type, around?: ts.Node): ts.SymbolDisplayPart[];
  readonly SymbolDisplay: {
    getSymbolModifiers(checker: ts.TypeChecker, symbol: ts.Symbol): string;
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      around: ts.Node | undefined,
      at: ts.Node,
    ): Pick<ts.QuickInfo, "displayParts" | "documentation" | "tags"> & { readonly symbolKind: ts.ScriptElementKind };
  };
};

/**
 * What is known about the name at a position. The compiler's own way to tell is a language service, which would read all
 * files once more.
 */
export function quickInfo(
  compiler: typeof ts,
  file: ts.SourceFile,
  checker: ts.TypeChecker,
  position: number,
): ts.QuickInfo | undefined {
  const is = compiler as Inner;
  const node = nodeToTellOf(is, is.getTouchingPropertyName(file, position));
  if (is.isSourceFile(node)) return undefined;
  const symbol = symbolAt(is, node, checker);
  const textSpan = is.createTextSpanFromNode(node, file);
  if (!symbol || (symbol as { readonly escapedName?: string }).escapedName === "unknown") {
    const isTyped =
      is.isIdentifier(node) || is.isPropertyAccessExpression(node) || node.kind === is.SyntaxKind.ThisKeyword;
    if (!isTyped) return undefined;
    const displayParts = is.typeToDisplayParts(checker, checker.getTypeAtLocation(node), is.getContainerNode(node));
    return { kind: is.ScriptElementKind.unknown, kindModifiers: "", textSpan, displayParts };
  }
  const { symbolKind, ...told } = is.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
    checker,
    symbol,
    file,
    is.getContainerNode(node),
    node,
  );
  return { kind: symbolKind, kindModifiers: is.SymbolDisplay.getSymbolModifiers(checker, symbol), textSpan, ...told };
}

/** Of `new Task(`, the class. */
function nodeToTellOf(is: Inner, node: ts.Node): ts.Node {
  return node.parent !== undefined && is.isNewExpression(node.parent) && node.pos === node.parent.pos
    ? node.parent.expression
    : node;
}

/** A key of an object literal is the property of the type that is asked for there. */
function symbolAt(is: Inner, node: ts.Node, checker: ts.TypeChecker): ts.Symbol | undefined {
  const property = node.parent;
  if (is.isIdentifier(node) && property !== undefined && is.isPropertyAssignment(property) && property.name === node) {
    const known = checker.getContextualType(property.parent)?.getProperty(node.text);
    if (known) return known;
  }
  return checker.getSymbolAtLocation(node);
}
