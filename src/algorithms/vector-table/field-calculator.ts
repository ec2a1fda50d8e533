import { checkExpression } from "../../expressions/compile.ts";
import { fieldTypeOf } from "../../expressions/value-type.ts";
import { storageOf, valueAt } from "../../layers/attributes.ts";
import { ColumnBuilder } from "../../layers/column-builder.ts";
import type { AttributeColumn, Field, FieldType } from "../../layers/layer-data.ts";
import { choice } from "../../schema/types/choice.ts";
import { expression } from "../../schema/types/expression.ts";
import { integer } from "../../schema/types/integer.ts";
import { table } from "../../schema/types/table.ts";
import { text } from "../../schema/types/text.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { RowField, RowsAlgorithm } from "../shapes.ts";
import { converted } from "./converted-value.ts";

/** QGIS's, in its order; then ours: what the expression gives. */
const TYPES = ["float", "integer", "string", "date", "auto"] as const;
const FIELD_TYPES: Readonly<Record<Exclude<(typeof TYPES)[number], "auto">, FieldType>> = {
  float: "number",
  integer: "integer",
  string: "string",
  date: "date",
};

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  fieldName: text({ doc: "The field to fill: a new one, or one of the layer, whose values are replaced" }),
  formula: expression({ doc: "What its values are, in QGIS's language" }),
  fieldType: choice(TYPES, {
    default: "float",
    doc: "What a new field holds, auto being what the expression gives; a field that is there keeps its type",
  }),
  fieldLength: integer({ default: 0, min: 0, doc: "Most characters of text, 0 for any number" }),
  fieldPrecision: integer({
    default: 0,
    min: 0,
    doc: "Digits behind the point that numbers are rounded to, 0 for all",
  }),
};
type Table = typeof parameters;

export const fieldCalculator: RowsAlgorithm<Table> = {
  shape: "rows",
  name: "fieldCalculator",
  id: "native:fieldcalculator",
  title: "Field calculator",
  group: "Vector table",
  doc:
    "The layer with a field whose values an expression makes. What does not fit the field's type becomes null: text that " +
    "is no number, for example. Whole numbers are rounded.",
  tags: ["calculate", "expression", "attribute", "field", "column", "formula"],
  example: `%field-calculator countries --field-name density --formula '"population" / "area"' --as dense`,
  parameters,
  fields: resultFields,
  open(setup, { engine }) {
    const data = inputOf(setup, "input");
    const checked = checkExpression(setup.values.formula, { fields: data.fields });
    const expressionOf = checked.bind(data, { engine, crs: data.crs });
    const made = resultFields(setup).find(({ from }) => from === undefined)!;
    return (start, end) => ({ made: [columnOf(made, expressionOf.column(start, end), setup)] });
  },
};

function resultFields(setup: Setup<Table>): readonly RowField[] {
  const { fields } = inputOf(setup, "input");
  const { fieldName, fieldType } = setup.values;
  const kept = fields.map((field, from): RowField => (field.name === fieldName ? field : { ...field, from }));
  const isNew = !fields.some(({ name }) => name === fieldName);
  return isNew
    ? [...kept, { name: fieldName, type: fieldType === "auto" ? typeOf(setup) : FIELD_TYPES[fieldType] }]
    : kept;
}

function typeOf(setup: Setup<Table>): FieldType {
  const { fields } = inputOf(setup, "input");
  return fieldTypeOf(checkExpression(setup.values.formula, { fields }).type) ?? "string";
}

/** The values as the field holds them. */
function columnOf(
  field: Field,
  { type, column }: { readonly type: FieldType; readonly column: AttributeColumn },
  { values }: Setup<Table>,
): AttributeColumn {
  const builder = new ColumnBuilder(field.type);
  const { length } = column.valid;
  for (let i = 0; i < length; i++) {
    const value = valueAt(column, { name: field.name, type }, i);
    if (value !== null) builder.set(i, converted(value, field.type, values));
  }
  const made = builder.finish(length);
  if (storageOf(made.type) === storageOf(field.type)) return made.column;
  throw new Error(`${field.name} became ${made.type} instead of ${field.type}`);
}
