import { shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

export interface ExpressionStated extends Stated<string> {
  /** The parameter that has the layer whose fields it may name; the first layer if nothing is said. */
  readonly of?: string;
}

/** An expression over the fields of a layer, in QGIS's language. */
export function expression<const S extends ExpressionStated>(stated: S) {
  return parameter(expressionType(stated.of), stated);
}

function expressionType(of: string | undefined): ParameterType<string> {
  return plainType({
    id: "expression",
    parse: (given, at) => {
      const text = typeof given === "number" || typeof given === "boolean" ? String(given) : given;
      if (typeof text === "string" && text.trim() !== "") return text.trim();
      throw at.refuse(`is ${shownValue(given)}; expected an expression such as "population" > 1000`);
    },
    typescript: () => "string",
    argument: { type: "text", typeText: "expression", ...(of === undefined ? {} : { of }) },
    sample: "'$area > 10'",
  });
}

export const expressionFamily: TypeFamily = {
  id: "expression",
  members: "readonly default?: string",
  value: "string",
  given: "string",
  define: (definition) => expression({ ...definition.stated(), default: definition.text("default") }),
};
