import type ts from "typescript-6";

type Compiler = typeof ts;

/** Makes `__meta` of `import.meta`, which only ES modules have. */
export function nameModule(is: Compiler): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const visit = (node: ts.Node): ts.Node =>
      is.isMetaProperty(node) && node.keywordToken === is.SyntaxKind.ImportKeyword
        ? context.factory.createIdentifier("__meta")
        : is.visitEachChild(node, visit, context);
    return is.visitEachChild(file, visit, context);
  };
}
