import type { Node } from "./node.ts";
import { parseExpression } from "./parse.ts";

/**
 * Names of the fields that an expression reads, as they are written in it; undefined where a function may look at any of
 * them. @throws SpatialError BAD_EXPRESSION
 */
export function namedFields(text: string): readonly string[] | undefined {
  const names = new Set<string>();
  return visit(parseExpression(text), names) ? [...names] : undefined;
}

/** False where the fields are not known. */
function visit(node: Node, names: Set<string>): boolean {
  if (node.kind === "call") return false;
  if (node.kind === "field") names.add(node.name);
  return partsOf(node).every((part) => visit(part, names));
}

function partsOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case "unary":
      return [node.operand];
    case "binary":
      return [node.left, node.right];
    case "in":
      return [node.value, ...node.list];
    case "between":
      return [node.value, node.low, node.high];
    case "index":
      return [node.container, node.index];
    case "case":
      return [...node.whens.flatMap(({ when, result }) => [when, result]), ...(node.otherwise ? [node.otherwise] : [])];
    case "call":
    case "field":
    case "variable":
    case "number":
    case "text":
    case "boolean":
    case "null":
      return [];
  }
}
