import { didYouMean } from "../layers/near-names.ts";
import type { Code, Emitter } from "./emitter.ts";
import type { Node, Span } from "./node.ts";
import { typeOfField } from "./value-type.ts";

/** @throws SpatialError BAD_EXPRESSION naming near fields */
export function fieldCode(name: string, emitter: Emitter, span: Span): Code {
  const index = fieldIndex(name, emitter, span);
  const type = typeOfField(emitter.facts.fields[index]!.type);
  const isNumber = type === "integer" || type === "number";
  return emitter.keep(type, isNumber ? `c${index}.values[i]` : `c${index}.get(i)`, isNullCode(index, emitter));
}

/** Reads the length of a text field without making the text; undefined for anything else. */
export function lengthCode(node: Node, emitter: Emitter): Code | undefined {
  const index = textField(node, emitter);
  return index === undefined ? undefined : emitter.keep("integer", `c${index}.lengthOf(i)`, isNullCode(index, emitter));
}

/** Compares a text field with a text that is written in the expression, without making texts; undefined for anything else. */
export function equalsCode(field: Node, text: Node, emitter: Emitter): Code | undefined {
  const index = text.kind === "text" ? textField(field, emitter) : undefined;
  if (index === undefined || text.kind !== "text") return undefined;
  const bytes = emitter.constant(new TextEncoder().encode(text.value));
  return emitter.keep("boolean", `c${index}.equals(i, ${bytes})`, isNullCode(index, emitter));
}

function textField(node: Node, emitter: Emitter): number | undefined {
  if (node.kind !== "field") return undefined;
  const index = fieldIndex(node.name, emitter, node);
  return emitter.facts.fields[index]!.type === "string" ? index : undefined;
}

function isNullCode(index: number, emitter: Emitter): string {
  return emitter.keep("boolean", `c${index}.valid[i] !== 1`, "false").value;
}

function fieldIndex(name: string, emitter: Emitter, span: Span): number {
  const { fields } = emitter.facts;
  const exact = fields.findIndex((field) => field.name === name);
  const index = exact >= 0 ? exact : fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase());
  emitter.used.add(index);
  if (index >= 0) return index;
  const names = fields.map((one) => one.name);
  const have = names.length === 0 ? "the layer has none" : `the layer has ${names.slice(0, 20).join(", ")}`;
  throw emitter.error(span, `there is no field "${name}"; ${have}.${didYouMean(name, names)}`);
}
