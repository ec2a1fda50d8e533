import { checkFields } from "../check-fields.ts";
import { givenList, shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, type Parsing, plainType, readAlone } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

export interface FieldsStated extends Omit<Stated<readonly string[]>, "optional"> {
  /** The parameter that has their layer; the first layer if nothing is said. */
  readonly of?: string;
}

/** Names of fields; none if nothing is said. */
export function fields(stated: FieldsStated) {
  return parameter(fieldsType(stated.of), { ...stated, default: stated.default ?? [] });
}

function fieldsType(of: string | undefined): ParameterType<readonly string[]> {
  const parse = (given: unknown, at: Parsing): readonly string[] => {
    const names = givenList(given);
    if (names === undefined || !names.every((name) => typeof name === "string"))
      throw at.refuse(`is ${shownValue(given)}; expected names of fields`);
    const wanted = [...new Set(names.filter((name) => name !== ""))];
    checkFields(wanted, at.layer(of));
    return wanted;
  };
  return plainType({
    id: "fields",
    parse,
    typescript: () => "string | readonly string[]",
    argument: { type: "field", many: true, typeText: "field names, by comma", ...(of === undefined ? {} : { of }) },
    // a list in one string would be one word with commas in it
    toMagic: (given, at) => readAlone({ parse }, given, at),
    sample: "name",
  });
}

export const fieldsFamily: TypeFamily = {
  id: "fields",
  members: "readonly default?: readonly string[]",
  value: "readonly string[]",
  given: "string | readonly string[]",
  define: (definition) => fields({ doc: definition.stated().doc, default: definition.names("default") }),
};
