import { conditionOf, either } from "./convert.ts";
import { caseCode } from "./branches.ts";
import { type Code, type Emitter, NULL } from "./emitter.ts";
import { equalsCode, fieldCode } from "./field-code.ts";
import { callCode } from "./generate-call.ts";
import type { Node, Span } from "./node.ts";
import { binaryCode, logicCode, negativeCode, notCode } from "./operators.ts";

import type { ValueType } from "./value-type.ts";

type Writers = { readonly [K in Node["kind"]]: (node: Node & { kind: K }, emitter: Emitter) => Code };

const WRITERS: Writers = {
  number: ({ value, whole }) => literalCode(whole ? "integer" : "number", value),
  text: ({ value }) => literalCode("text", value),
  boolean: ({ value }) => literalCode("boolean", value),
  null: () => NULL,
  field: (node, emitter) => fieldCode(node.name, emitter, node),
  variable: (node, emitter) => variableCode(node.name, emitter, node),
  call: callCode,
  unary: ({ operator, operand }, emitter) => {
    const code = nodeCode(operand, emitter);
    return operator === "not" ? notCode(code, emitter, operand) : negativeCode(code, emitter, operand);
  },
  binary: (node, emitter) => {
    const { operator } = node;
    if (operator === "and" || operator === "or") return logic(node, operator, emitter);
    const quick =
      operator === "="
        ? (equalsCode(node.left, node.right, emitter) ?? equalsCode(node.right, node.left, emitter))
        : undefined;
    if (quick) return quick;
    return binaryCode(
      operator,
      { left: nodeCode(node.left, emitter), right: nodeCode(node.right, emitter), at: node },
      emitter,
    );
  },
  in: inCode,
  between: betweenCode,
  index: ({ container, index, start, end }, emitter) =>
    callCode({ kind: "call", name: "array_get", args: [{ value: container }, { value: index }], start, end }, emitter),
  case: ({ whens, otherwise }, emitter) => caseCode(whens, otherwise, emitter),
};

/** Writes the statements that find a node's value. @throws SpatialError BAD_EXPRESSION at the place that is wrong */
export function nodeCode(node: Node, emitter: Emitter): Code {
  const write = WRITERS[node.kind] as (node: Node, emitter: Emitter) => Code;
  return write(node, emitter);
}

function literalCode(type: ValueType, literal: string | number | boolean): Code {
  return { type, value: JSON.stringify(literal), isNull: "false", literal };
}

const ROW_VARIABLES: Readonly<Record<string, Code>> = {
  row_number: { type: "integer", value: "(i + 1)", isNull: "false" },
  id: { type: "integer", value: "i", isNull: "false" },
};

function variableCode(name: string, emitter: Emitter, span: Span): Code {
  const own = emitter.variables.get(name) ?? ROW_VARIABLES[name];
  if (own !== undefined) return own;
  if (name === "geometry") return callCode({ ...span, kind: "call", name: "$geometry", args: [] }, emitter);
  const names = [...emitter.variables.keys(), ...Object.keys(ROW_VARIABLES), "geometry"];
  throw emitter.error(
    span,
    `there is no variable @${name}; there are ${names.map((one) => `@${one}`).join(", ")}. A variable of the notebook is written {${name}}.`,
  );
}

function logic(node: Node & { kind: "binary" }, operator: "and" | "or", emitter: Emitter): Code {
  const left = conditionOf(nodeCode(node.left, emitter), emitter, node.left);
  const right = emitter.block(() => conditionOf(nodeCode(node.right, emitter), emitter, node.right));
  return logicCode(operator, left, right, emitter);
}

/** NULL in the list makes a miss NULL, as in SQL. */
function inCode(node: Node & { kind: "in" }, emitter: Emitter): Code {
  const left = nodeCode(node.value, emitter);
  const tests = node.list.map((item) => {
    const at = { start: item.start, end: item.end, left: node.value, right: item };
    return binaryCode("=", { left, right: nodeCode(item, emitter), at }, emitter);
  });
  const hit = tests
    .map((test) => (test.isNull === "false" ? test.value : `(!${test.isNull} && ${test.value})`))
    .join(" || ");
  const found = emitter.keep("boolean", `!!(${hit})`, "false");
  const unsure = tests.map((test) => test.isNull).reduce(either, left.isNull);
  const isNull = unsure === "false" ? "false" : `(!${found.value} && ${unsure})`;
  return { type: "boolean", value: node.negated ? `!${found.value}` : found.value, isNull };
}

function betweenCode(node: Node & { kind: "between" }, emitter: Emitter): Code {
  const { value, low, high, start, end } = node;
  const above: Node = { kind: "binary", operator: ">=", left: value, right: low, start, end };
  const below: Node = { kind: "binary", operator: "<=", left: value, right: high, start, end };
  const both = nodeCode({ kind: "binary", operator: "and", left: above, right: below, start, end }, emitter);
  return node.negated ? notCode(both, emitter, node) : both;
}
