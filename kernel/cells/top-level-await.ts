import type ts from "typescript-6";
import { MODULE_MARK, parseCell } from "./parse-cell.ts";

type Compiler = typeof ts;

/** Whether a cell awaits outside of functions. tslab leaves that to its own compiler. */
export function awaitsAtTop(is: Compiler, code: string): boolean {
  if (!/\bawait\b/.test(code)) return false;
  const visit = (node: ts.Node): boolean => {
    if (is.isFunctionLike(node) || is.isClassLike(node)) return false;
    if (is.isAwaitExpression(node) || (is.isForOfStatement(node) && node.awaitModifier !== undefined)) return true;
    if (is.isVariableDeclarationList(node) && isAwaitUsing(is, node)) return true;
    return is.forEachChild(node, visit) ?? false;
  };
  // `await` is a name like others but in modules
  return visit(parseCell(is, MODULE_MARK + code));
}

function isAwaitUsing({ NodeFlags }: Compiler, { flags }: ts.VariableDeclarationList): boolean {
  const kind: ts.NodeFlags = flags & NodeFlags.BlockScoped;
  return kind === NodeFlags.AwaitUsing;
}
