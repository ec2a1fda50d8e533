import { givenNumber, shownValue } from "../given-value.ts";
import { isWithin, type Limits, limitsHelp, limitsText } from "../limits.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

export interface NumberStated extends Stated<number>, Limits {}

export function number<const S extends NumberStated>(stated: S) {
  return parameter(numberType("number", stated), stated);
}

/** @param id "integer" takes whole numbers only */
export function numberType(id: "number" | "integer" | "band" | "seed", limits: Limits): ParameterType<number> {
  const isWhole = id !== "number";
  const kind = isWhole ? "whole number" : "number";
  return plainType({
    id,
    parse: (given, at) => {
      const value = givenNumber(given);
      if (value !== undefined && (!isWhole || Number.isInteger(value)) && isWithin(value, limits)) return value;
      throw at.refuse(`is ${shownValue(given)}; expected a ${kind} ${limitsText(limits)}`.trimEnd());
    },
    typescript: () => "number",
    argument: { type: "number", typeText: `${kind}${limitsHelp(limits)}` },
    sample: String(limits.min ?? 1),
  });
}

export const numberFamily: TypeFamily = {
  id: "number",
  members: "readonly default?: number; readonly min?: number; readonly max?: number",
  value: "number",
  given: "number",
  define: (definition) => number({ ...definition.stated(), ...definition.limits() }),
};
