import type ts from "typescript-6";

type Compiler = typeof ts;

/** The compiler's "Cannot assign to '…' because it is a constant." */
const CONSTANT = 2588;
/** What ends in an assertion and is assigned, or counted up or down. */
const MAY_HIDE = /[)!]\s*(?:[-+*/%&|^?<>]*=|\+\+|--)|(?:\+\+|--)\s*\(/;

/**
 * Assignments to constants that an assertion hides from the compiler: `(fixed as any) = 2`. In a script they throw; what
 * cells declare are members of one object, which would take the value.
 */
export function constantWrites(is: Compiler, checker: ts.TypeChecker, file: ts.SourceFile): ts.Diagnostic[] {
  if (!MAY_HIDE.test(file.text)) return [];
  const found: ts.Diagnostic[] = [];
  const visit = (node: ts.Node): void => {
    const target = assignedBy(is, node);
    const name = target && hiddenName(is, target);
    if (name && isConstant(is, checker, name)) found.push(diagnosticOf(is, file, name));
    is.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function assignedBy(is: Compiler, node: ts.Node): ts.Expression | undefined {
  const { SyntaxKind } = is;
  if (is.isPrefixUnaryExpression(node) || is.isPostfixUnaryExpression(node))
    return node.operator === SyntaxKind.PlusPlusToken || node.operator === SyntaxKind.MinusMinusToken
      ? node.operand
      : undefined;
  if (!is.isBinaryExpression(node)) return undefined;
  const { kind } = node.operatorToken;
  return kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment ? node.left : undefined;
}

/** The name within assertions; parentheses alone hide none from the compiler. */
function hiddenName(is: Compiler, target: ts.Expression, isHidden = false): ts.Identifier | undefined {
  if (is.isAssertionExpression(target) || is.isSatisfiesExpression(target))
    return hiddenName(is, target.expression, true);
  if (is.isParenthesizedExpression(target) || is.isNonNullExpression(target))
    return hiddenName(is, target.expression, isHidden);
  return isHidden && is.isIdentifier(target) ? target : undefined;
}

function isConstant(is: Compiler, checker: ts.TypeChecker, name: ts.Identifier): boolean {
  const declaration = checker.getSymbolAtLocation(name)?.valueDeclaration;
  return (
    declaration !== undefined &&
    (is.isVariableDeclaration(declaration) || is.isBindingElement(declaration)) &&
    (is.getCombinedNodeFlags(declaration) & is.NodeFlags.Constant) !== 0
  );
}

function diagnosticOf(is: Compiler, file: ts.SourceFile, name: ts.Identifier): ts.Diagnostic {
  const messageText = `Cannot assign to '${name.text}' because it is a constant.`;
  const start = name.getStart(file);
  return { file, start, length: name.end - start, code: CONSTANT, category: is.DiagnosticCategory.Error, messageText };
}
