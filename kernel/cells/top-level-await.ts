import type ts from "@tslab/typescript-for-tslab";

type Compiler = typeof ts;

/** Whether a cell awaits outside of functions. tslab overlooks `for await`, and `await (…)` where there is no other. */
export function awaitsAtTop(is: Compiler, code: string): boolean {
  if (!/\bawait\b/.test(code)) return false;
  const visit = (node: ts.Node): boolean => {
    if (is.isFunctionLike(node) || is.isClassLike(node)) return false;
    if (is.isAwaitExpression(node) || (is.isForOfStatement(node) && node.awaitModifier !== undefined)) return true;
    return is.forEachChild(node, visit) ?? false;
  };
  // `await` is a name like others but in modules
  return visit(is.createSourceFile("cell.ts", `export {};\n${code}`, is.ScriptTarget.Latest));
}
