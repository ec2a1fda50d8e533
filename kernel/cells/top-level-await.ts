import type ts from "@tslab/typescript-for-tslab";

type Compiler = typeof ts;

/** Whether a cell says `for await` outside of functions, which tslab does not take for an await. */
export function awaitsInLoop(compiler: Compiler, code: string): boolean {
  if (!/\bfor\s+await\b/.test(code)) return false;
  const { isForOfStatement, isFunctionLike, isClassLike, forEachChild, createSourceFile, ScriptTarget } = compiler;
  const visit = (node: ts.Node): boolean => {
    if (isFunctionLike(node) || isClassLike(node)) return false;
    if (isForOfStatement(node) && node.awaitModifier !== undefined) return true;
    return forEachChild(node, visit) ?? false;
  };
  return visit(createSourceFile("cell.ts", code, ScriptTarget.Latest));
}
