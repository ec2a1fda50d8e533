import { namedFields } from "../expressions/named-fields.ts";
import type { BinaryOperator, Node } from "../expressions/node.ts";
import { parseExpression } from "../expressions/parse.ts";
import { quoted } from "./quoted-name.ts";

/** What a column's values are to a comparison; columns of other types are left to the expression itself. */
export type ComparedAs = "number" | "text";

const COMPARISONS = new Set(["=", "<>", "<", "<=", ">", ">="]);

/**
 * The parts of a condition that SQL says as exactly, joined by AND: true of every row of which the condition is, so that a
 * database need not send the others. The condition itself is still to be applied. Nothing is told of one that calls a
 * function: that may look at all rows.
 * @param text which was checked already
 */
export function pushedCondition(text: string, typeOf: (field: string) => ComparedAs | undefined): readonly string[] {
  return namedFields(text) === undefined
    ? []
    : conjuncts(parseExpression(text)).flatMap((node) => sqlOf(node, typeOf) ?? []);
}

function conjuncts(node: Node): readonly Node[] {
  return node.kind === "binary" && node.operator === "and" ? [node.left, node.right].flatMap(conjuncts) : [node];
}

function sqlOf(node: Node, typeOf: (field: string) => ComparedAs | undefined): string | undefined {
  if (node.kind === "in" && !node.negated) return listSql(node, typeOf);
  if (node.kind !== "binary") return undefined;
  const { operator, left, right } = node;
  if (operator === "or") {
    const [one, two] = [left, right].map((side) => all(conjuncts(side).map((part) => sqlOf(part, typeOf))));
    return one === undefined || two === undefined ? undefined : `(${one} or ${two})`;
  }
  const type = left.kind === "field" ? typeOf(left.name) : undefined;
  if (left.kind !== "field" || type === undefined) return undefined;
  const said = comparison(operator, right, type);
  return said === undefined ? undefined : `${quoted(left.name)} ${said}`;
}

/** What follows the field. */
function comparison(operator: BinaryOperator, right: Node, type: ComparedAs): string | undefined {
  if (operator === "is" || operator === "is not") return right.kind === "null" ? `${operator} null` : undefined;
  const value = literal(right, type);
  // texts are put in order by rules of their own everywhere
  const isExact = COMPARISONS.has(operator) && (right.kind !== "text" || operator === "=");
  return value === undefined || !isExact ? undefined : `${operator} ${value}`;
}

/** Joined, if all of them are there: a side of OR that is said by half would leave rows out. */
function all(parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : `(${parts.join(" and ")})`;
}

function listSql(
  { value, list }: Node & { readonly kind: "in" },
  typeOf: (field: string) => ComparedAs | undefined,
): string | undefined {
  if (value.kind !== "field") return undefined;
  const items = list.map((item) => literal(item, typeOf(value.name)));
  return items.length === 0 || items.includes(undefined) ? undefined : `${quoted(value.name)} in (${items.join(", ")})`;
}

/** A value as SQL, if it is of the column's own type: databases make other ones alike by rules of their own. */
function literal(node: Node, type: ComparedAs | undefined): string | undefined {
  if (node.kind === "unary" && node.operator === "-") {
    const value = literal(node.operand, type);
    return value === undefined || type !== "number" ? undefined : `-${value}`;
  }
  if (node.kind === "number" && type === "number")
    return Math.abs(node.value) < Number.MAX_SAFE_INTEGER ? String(node.value) : undefined;
  if (node.kind !== "text" || type !== "text" || /[\0\\]/.test(node.value)) return undefined;
  return `'${node.value.replaceAll("'", "''")}'`;
}
