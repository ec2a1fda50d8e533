import type ts from "@tslab/typescript-for-tslab";

type Compiler = typeof ts;

/**
 * tslab rewrites names of earlier cells, but not in `{ name }`, which then throws. This lets it see `{ name: name }`
 * there: two functions of the compiler that tslab alone calls with the cell's own tree.
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
    const checker = getTypeChecker();
    const meaning = (node: ts.Node): ts.Symbol | undefined =>
      node.parent !== undefined && original.isShorthandPropertyAssignment(node.parent) && node.parent.name === node
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : checker.getSymbolAtLocation(node);
    tuned = { ...checker, getSymbolAtLocation: meaning };
    return tuned;
  };
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
