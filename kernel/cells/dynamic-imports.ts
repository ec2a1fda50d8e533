import type ts from "typescript-6";

type Compiler = typeof ts;

/** Makes `__import(x, require)` of `import(x)`, which would become a call of `require` otherwise. */
export function callImport(is: Compiler): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const visit = (node: ts.Node): ts.Node => {
      const visited = is.visitEachChild(node, visit, context);
      if (!is.isCallExpression(visited) || visited.expression.kind !== is.SyntaxKind.ImportKeyword) return visited;
      const [specifier] = visited.arguments;
      if (!specifier) return visited;
      const { factory } = is;
      const name = factory.createIdentifier("__import");
      return factory.updateCallExpression(visited, name, undefined, [specifier, factory.createIdentifier("require")]);
    };
    return is.visitEachChild(file, visit, context);
  };
}
