import { type ArrayExpression, type Expression, type ObjectExpression, parseExpressionAt } from "acorn";

/**
 * The TypeScript type of the code of a list or an object of plain values, as the compiler widens it: `[1, "a"]` is
 * `(number | string)[]`.
 *
 * @returns undefined where the code does not show it: a call, a name, a list without elements
 */
export function literalType(code: string): string | undefined {
  try {
    return typeOf(parseExpressionAt(code, 0, { ecmaVersion: "latest" }));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // types within it: `[1 as number]`
    throw error;
  }
}

function typeOf(node: Expression): string | undefined {
  if (node.type === "Literal") return /^(?:string|number|boolean|bigint)$/.exec(typeof node.value)?.[0];
  if (node.type === "TemplateLiteral") return node.expressions.length === 0 ? "string" : undefined;
  if (node.type === "UnaryExpression") return /^[-+]$/.test(node.operator) ? typeOf(node.argument) : undefined;
  if (node.type === "ArrayExpression") return typeOfList(node);
  if (node.type === "ObjectExpression") return typeOfObject(node);
  return undefined;
}

function typeOfList({ elements }: ArrayExpression): string | undefined {
  const types = elements.map((element) =>
    element === null || element.type === "SpreadElement" ? undefined : typeOf(element),
  );
  if (types.length === 0 || !isComplete(types)) return undefined;
  const union = [...new Set(types)].join(" | ");
  return union.includes(" | ") ? `(${union})[]` : `${union}[]`;
}

function typeOfObject({ properties }: ObjectExpression): string | undefined {
  const members = properties.map((property) => {
    if (property.type === "SpreadElement" || property.computed || property.kind !== "init") return undefined;
    const { key, value } = property;
    const name = key.type === "Identifier" ? key.name : key.type === "Literal" ? key.raw : undefined;
    const type = typeOf(value);
    return type && name && `${name}: ${type}`;
  });
  return members.length > 0 && isComplete(members) ? `{ ${members.join("; ")} }` : undefined;
}

function isComplete(parts: readonly (string | undefined)[]): parts is readonly string[] {
  return !parts.some((part) => part === undefined || part === "");
}
