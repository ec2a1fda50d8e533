import { checkCondition, checkExpression } from "../../expressions/compile.ts";
import { parseExpression } from "../../expressions/parse.ts";
import { shownValue } from "../given-value.ts";
import { withName } from "../named-error.ts";
import { parameter, type Stated } from "../parameter.ts";
import { LATER, type ParameterType, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

export interface ExpressionStated extends Stated<string> {
  /** The parameter that has the layer whose fields it may name; the first layer if nothing is said. */
  readonly of?: string;
  /** It is a question of yes or no. */
  readonly condition?: boolean;
  /** A function of a feature may stand for it. */
  readonly orFunction?: boolean;
}

/** An expression over the fields of a layer, in QGIS's language; its mistakes are told when it is given. */
export function expression<const S extends ExpressionStated>(stated: S) {
  return parameter(expressionType(stated), stated);
}

function expressionType({ of, condition = false, orFunction = false }: ExpressionStated): ParameterType<string> {
  const check = condition ? checkCondition : checkExpression;
  return plainType({
    id: "expression",
    parse: (given, at) => {
      // it is run, not read: nothing can be said of it here, and who takes one looks at what was given
      if (orFunction && typeof given === "function") return LATER;
      const text = (typeof given === "string" || typeof given === "number" ? String(given) : "").trim();
      if (text === "") throw at.refuse(`is ${shownValue(given)}; expected an expression such as "population" > 1000`);
      const layer = at.layer(of);
      withName(at.what, () => (layer === undefined ? parseExpression(text) : check(text, layer)));
      return text;
    },
    typescript: (from) => (orFunction ? `string | ((feature: ${from}Feature, index: number) => unknown)` : "string"),
    argument: {
      type: "text",
      typeText: orFunction ? "expression or {function}" : "expression",
      ...(of === undefined ? {} : { of }),
    },
    toCode: (given) => (typeof given === "function" ? String(given) : JSON.stringify(given)),
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
