import { didYouMean } from "../../layers/near-names.ts";
import type { FieldType } from "../../layers/layer-data.ts";
import { readObjects } from "../given-objects.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, type Parsing, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";

/** One field of a result, and what makes its values. */
export interface MappedField {
  readonly name: string;
  /** In the expression language. */
  readonly expression: string;
  /** That of the expression's values where nothing is said. */
  readonly type: FieldType | undefined;
}

/** The fields of a result, in their order, each made by an expression; QGIS's own list of them is taken as it is. */
export function fieldMapping<const S extends Stated<readonly object[]>>(stated: S) {
  return parameter(FIELD_MAPPING, stated);
}

const FIELD_MAPPING: ParameterType<readonly MappedField[]> = plainType({
  id: "fieldMapping",
  parse,
  typescript: (from) => `readonly ${from}MappedFieldInput[]`,
  argument: { type: "text", typeText: "{[{ name, expression, type? }, …]}" },
  toMagic: (given, at) => parse(given, at),
  sample: `{[{ name: "id", expression: "$id" }]}`,
});

function parse(given: unknown, at: Parsing): readonly MappedField[] {
  return readObjects(given, at, "{ name, expression, type? }").map((object) => ({
    name: object.text("name"),
    expression: object.text("expression"),
    type: fieldTypeOf(object.optional("type_name") ?? object.optional("type"), at),
  }));
}

/** Ours, QGIS's names of them, and the numbers that QGIS's field mappings have (QMetaType). */
const TYPES: readonly (readonly [FieldType, readonly string[]])[] = [
  ["string", ["string", "text", "10"]],
  ["integer", ["integer", "int", "2"]],
  ["integer64", ["integer64", "int8", "4"]],
  ["number", ["number", "double", "double precision", "real", "6"]],
  ["boolean", ["boolean", "bool", "1"]],
  ["date", ["date", "14"]],
  ["json", ["json"]],
];

/** The type that a field is to have. @throws BAD_ARGUMENT naming those there are */
export function fieldTypeOf(given: string | undefined, at: Parsing): FieldType | undefined {
  if (given === undefined) return undefined;
  const found = TYPES.find(([, names]) => names.includes(given.toLowerCase()));
  if (found !== undefined) return found[0];
  const names = TYPES.map(([type]) => type);
  throw at.refuse(`has a field of the type "${given}"; expected ${names.join(", ")}.${didYouMean(given, names)}`);
}

export const fieldMappingFamily: TypeFamily = {
  id: "fieldMapping",
  members: "",
  value: "readonly { readonly name: string; readonly expression: string; readonly type: string | undefined }[]",
  given: "readonly MappedFieldInput[]",
  define: (definition) => fieldMapping(definition.stated()),
};
