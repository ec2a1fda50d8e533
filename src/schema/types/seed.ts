import { parameter, type Stated } from "../parameter.ts";
import type { TypeFamily } from "../type-family.ts";
import { numberType } from "./number.ts";

const LARGEST = 2 ** 32 - 1;

/** Where random numbers begin: the same seed gives the same result. 0 if nothing is said, so that a notebook run twice agrees. */
export function seed(stated: Omit<Stated<number>, "optional">) {
  return parameter(numberType("seed", { min: 0, max: LARGEST }), { ...stated, default: stated.default ?? 0 });
}

export const seedFamily: TypeFamily = {
  id: "seed",
  members: "readonly default?: number",
  value: "number",
  given: "number",
  define: (definition) => seed({ doc: definition.stated().doc, default: definition.number("default") }),
};
