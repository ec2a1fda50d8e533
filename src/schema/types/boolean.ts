import { shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, type Parsing, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

/** Off if nothing is said, unless it is optional. */
export function boolean<const S extends Stated<boolean>>(stated: S) {
  return parameter(BOOLEAN, stated.optional === true ? stated : { ...stated, default: stated.default ?? false });
}

const BOOLEAN: ParameterType<boolean> = plainType({
  id: "boolean",
  parse,
  typescript: () => "boolean",
  argument: { type: "flag" },
  toMagic: parse,
  sample: "true",
});

function parse(given: unknown, at: Parsing): boolean {
  const text = String(given).toLowerCase();
  if (["true", "1", "yes", "on"].includes(text)) return true;
  if (["false", "0", "no", "off"].includes(text)) return false;
  throw at.refuse(`is ${shownValue(given)}; expected true or false`);
}

export const booleanFamily: TypeFamily = {
  id: "boolean",
  members: "readonly default?: boolean",
  value: "boolean",
  given: "boolean",
  define: (definition) => boolean({ doc: definition.stated().doc, default: definition.flag("default") }),
};
