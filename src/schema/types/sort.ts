import { checkFields } from "../check-fields.ts";
import { givenList, shownValue } from "../given-value.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, type Parsing, plainType, readAlone } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

/** What rows are sorted by, the first counts most. */
export interface SortKey {
  readonly field: string;
  readonly descending: boolean;
}

export interface SortStated extends Omit<Stated<readonly string[]>, "optional"> {
  /** The parameter that has the fields' layer; the first layer if nothing is said. */
  readonly of?: string;
}

/** Fields to sort by: `state,population desc`; by none if nothing is said. */
export function sort(stated: SortStated) {
  return parameter(sortType(stated.of), { ...stated, default: stated.default ?? [] });
}

function sortType(of: string | undefined): ParameterType<readonly SortKey[]> {
  const parse = (given: unknown, at: Parsing): readonly SortKey[] => {
    const keys = (givenList(given) ?? [undefined]).filter((key) => key !== "").map(readKey);
    if (!keys.every((key) => key !== undefined))
      throw at.refuse(`is ${shownValue(given)}; expected names of fields, each with "desc" behind it or without`);
    checkFields(
      keys.map((key) => key.field),
      at.layer(of),
    );
    return keys;
  };
  const written = (given: unknown, at: Parsing): unknown => {
    const keys = readAlone({ parse }, given, at) as readonly SortKey[];
    return keys.map((key) => (key.descending ? `${key.field} desc` : key.field));
  };
  return plainType({
    id: "sort",
    parse,
    typescript: () => "string | readonly string[]",
    argument: {
      type: "field",
      many: true,
      typeText: "field names, by comma; 'NAME desc' turns the order",
      ...(of === undefined ? {} : { of }),
    },
    toMagic: written,
    toCode: (given, at) => JSON.stringify(written(given, at)),
    sample: "name",
  });
}

function readKey(given: unknown): SortKey | undefined {
  if (typeof given !== "string") return undefined;
  const [, field = "", order = "asc"] = /^(.*?)(?:\s+(asc|desc))?$/i.exec(given.trim()) ?? [];
  return field === "" ? undefined : { field, descending: order.toLowerCase() === "desc" };
}

export const sortFamily: TypeFamily = {
  id: "sort",
  members: "readonly default?: readonly string[]",
  value: "readonly { readonly field: string; readonly descending: boolean }[]",
  given: "string | readonly string[]",
  define: (definition) => sort({ doc: definition.stated().doc, default: definition.names("default") }),
};
