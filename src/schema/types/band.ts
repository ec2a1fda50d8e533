import { parameter } from "../parameter.ts";
import type { TypeFamily } from "../type-family.ts";
import { type NumberStated, numberType } from "./number.ts";

/** The number of a band of a raster, from 1. */
export function band<const S extends Omit<NumberStated, "min" | "max">>(stated: S) {
  return parameter(numberType("band", { min: 1 }), stated);
}

export const bandFamily: TypeFamily = {
  id: "band",
  members: "readonly default?: number",
  value: "number",
  given: "number",
  define: (definition) => band({ ...definition.stated(), default: definition.number("default") }),
};
