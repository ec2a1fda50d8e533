import { checkExpression } from "../../expressions/compile.ts";
import { fieldTypeOf } from "../../expressions/value-type.ts";
import { SpatialError } from "../../errors.ts";
import { valueAt } from "../../layers/attributes.ts";
import { ColumnBuilder } from "../../layers/column-builder.ts";
import type { AttributeColumn, Field, FieldType } from "../../layers/layer-data.ts";
import { fieldMapping, type MappedField } from "../../schema/types/field-mapping.ts";
import { table } from "../../schema/types/table.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { RowsAlgorithm } from "../shapes.ts";
import { converted, NO_LIMITS } from "./converted-value.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  fieldsMapping: fieldMapping({ doc: "The fields of the result in their order, each with what makes its values" }),
};
type Table = typeof parameters;

export const refactorFields: RowsAlgorithm<Table> = {
  shape: "rows",
  name: "refactorFields",
  id: "native:refactorfields",
  title: "Refactor fields",
  group: "Vector table",
  doc:
    "The layer with other fields: those of a list, each with a name, an expression that makes its values, and a type, " +
    "which is that of the expression if nothing is said. What does not fit a field's type becomes null.",
  tags: ["rename", "reorder", "retype", "drop", "fields", "columns", "schema", "cast"],
  example: `%refactor-fields countries --fields-mapping {[{ name: "millions", expression: '"population" / 1000000' }]} --as tidy`,
  parameters,
  fields: resultFields,
  open(setup, { engine }) {
    const data = inputOf(setup, "input");
    const makers = resultFields(setup).map((field, i) => {
      const { expression } = setup.values.fieldsMapping[i]!;
      const bound = checkExpression(expression, { fields: data.fields }).bind(data, { engine, crs: data.crs });
      return (start: number, end: number) => columnOf(field, bound.column(start, end));
    });
    return (start, end) => ({ made: makers.map((make) => make(start, end)) });
  },
};

/** @throws SpatialError BAD_ARGUMENT for a name that comes twice, BAD_EXPRESSION for what no field can hold */
function resultFields(setup: Setup<Table>): readonly Field[] {
  const mapping = setup.values.fieldsMapping;
  const twice = mapping.find(({ name }, i) => mapping.findIndex((other) => other.name === name) < i);
  if (twice !== undefined)
    throw new SpatialError(
      "BAD_ARGUMENT",
      `refactorFields: fieldsMapping names the field "${twice.name}" twice; give each a name of its own.`,
    );
  return mapping.map((mapped) => ({ name: mapped.name, type: mapped.type ?? typeFrom(mapped, setup) }));
}

/** A field that is taken as it is keeps its type. */
function typeFrom({ expression }: MappedField, setup: Setup<Table>): FieldType {
  const { fields } = inputOf(setup, "input");
  const same = fields.find(({ name }) => [name, `"${name.replaceAll('"', '""')}"`].includes(expression.trim()));
  if (same !== undefined) return same.type;
  const type = fieldTypeOf(checkExpression(expression, { fields }).type);
  if (type !== undefined) return type;
  throw new SpatialError(
    "BAD_EXPRESSION",
    `refactorFields: the expression ${expression} gives what no field can hold; give a number, a text or a date.`,
  );
}

/** The values as the field holds them. */
function columnOf(
  field: Field,
  { type, column }: { readonly type: FieldType; readonly column: AttributeColumn },
): AttributeColumn {
  const builder = new ColumnBuilder(field.type);
  const { length } = column.valid;
  for (let i = 0; i < length; i++) {
    const value = valueAt(column, { name: field.name, type }, i);
    if (value !== null) builder.set(i, converted(value, field.type, NO_LIMITS));
  }
  return builder.finish(length).column;
}
