import type ts from "typescript-6";

type Compiler = typeof ts;

/**
 * A cell with `using` at its top has become one statement that tries all the others and disposes in the end; tslab then
 * misses the last expression. @param name of the member that takes its value
 */
export function takeLastOfUsing(
  is: Compiler,
  make: ts.NodeFactory,
  statements: readonly ts.Statement[],
  name: string,
): readonly ts.Statement[] {
  const at = statements.findLastIndex((statement) => !is.isExportDeclaration(statement));
  const tried = statements[at];
  if (!tried || !is.isTryStatement(tried) || !disposes(is, tried)) return statements;
  const inside = tried.tryBlock.statements;
  const last = inside.at(-1);
  if (!last || !is.isExpressionStatement(last)) return statements;
  const member = make.createPropertyAccessExpression(make.createIdentifier("exports"), name);
  const taken = make.updateExpressionStatement(last, make.createAssignment(member, last.expression));
  const block = make.updateBlock(tried.tryBlock, [...inside.slice(0, -1), taken]);
  return statements.with(at, make.updateTryStatement(tried, block, tried.catchClause, tried.finallyBlock));
}

function disposes(is: Compiler, { finallyBlock }: ts.TryStatement): boolean {
  const visit = (node: ts.Node): boolean =>
    (is.isIdentifier(node) && node.text === "__disposeResources") || (is.forEachChild(node, visit) ?? false);
  return finallyBlock !== undefined && visit(finallyBlock);
}
