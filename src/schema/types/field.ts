import { checkFields } from "../check-fields.ts";
import { shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

export interface FieldStated extends Stated<string> {
  /** The parameter that has its layer; the first layer if nothing is said. */
  readonly of?: string;
}

/** The name of one field. */
export function field<const S extends FieldStated>(stated: S) {
  return parameter(fieldType(stated.of), stated);
}

function fieldType(of: string | undefined): ParameterType<string> {
  return plainType({
    id: "field",
    parse: (given, at) => {
      if (typeof given !== "string" || given === "")
        throw at.refuse(`is ${shownValue(given)}; expected a field's name`);
      checkFields([given], at.layer(of));
      return given;
    },
    typescript: () => "string",
    argument: { type: "field", typeText: "a field's name", ...(of === undefined ? {} : { of }) },
    sample: "name",
  });
}

export const fieldFamily: TypeFamily = {
  id: "field",
  members: "readonly default?: string; readonly optional?: boolean",
  value: "K extends { readonly optional: true } ? string | undefined : string",
  given: "string",
  define: (definition) => field({ ...definition.stated(), default: definition.text("default") }),
};
