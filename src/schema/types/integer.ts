import { parameter } from "../parameter.ts";
import type { TypeFamily } from "../type-family.ts";
import { type NumberStated, numberType } from "./number.ts";

/** A whole number. */
export function integer<const S extends NumberStated>(stated: S) {
  return parameter(numberType("integer", stated), stated);
}

export const integerFamily: TypeFamily = {
  id: "integer",
  members: "readonly default?: number; readonly min?: number; readonly max?: number",
  value: "number",
  given: "number",
  define: (definition) => integer({ ...definition.stated(), ...definition.limits() }),
};
