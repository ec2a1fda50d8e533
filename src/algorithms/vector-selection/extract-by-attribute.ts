import { SpatialError } from "../../errors.ts";
import { checkCondition } from "../../expressions/compile.ts";
import type { Field } from "../../layers/layer-data.ts";
import { choice } from "../../schema/types/choice.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { output } from "../../schema/types/output.ts";
import { table } from "../../schema/types/table.ts";
import { text } from "../../schema/types/text.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { RowsAlgorithm } from "../shapes.ts";

const OPERATORS = [
  "=",
  "<>",
  ">",
  ">=",
  "<",
  "<=",
  "begins-with",
  "contains",
  "is-null",
  "is-not-null",
  "does-not-contain",
] as const;
type Operator = (typeof OPERATORS)[number];

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  field: oneField({ doc: "The field that is looked at" }),
  operator: choice(OPERATORS, { default: "=", doc: "How it is compared with the value" }),
  value: text({ optional: true, doc: "What it is compared with; not for is-null and is-not-null" }),
  restAs: output({ qgis: "FAIL_OUTPUT", doc: "Name of a layer of the features that are left" }),
};
type Table = typeof parameters;

export const extractByAttribute: RowsAlgorithm<Table> = {
  shape: "rows",
  name: "extractByAttribute",
  id: "native:extractbyattribute",
  title: "Extract by attribute",
  group: "Vector selection",
  doc:
    "The features whose value of a field compares with one that is given, as they are and in their order. Where the field " +
    "is null a feature is among the rest, unless it is looked for by is-null. Text is compared by its characters, capitals " +
    "and small letters being different; begins-with, contains and does-not-contain are for text alone.",
  tags: ["select", "filter", "where", "attribute", "value", "contains", "null", "rest"],
  example: `%extract-by-attribute countries --field continent --value A --as some --rest-as others`,
  parameters,
  others: ["rest"],
  fields: (setup) => inputOf(setup, "input").fields.map(({ name, type }, from) => ({ name, type, from })),
  open(setup, { engine }) {
    const data = inputOf(setup, "input");
    const bound = checkCondition(conditionOf(setup), { fields: data.fields }).bind(data, { engine, crs: data.crs });
    return (start, end) => ({ rows: bound.where(start, end) });
  },
};

const NUMERIC: ReadonlySet<string> = new Set(["integer", "integer64", "number"]);

/** The question in the expression language. @throws SpatialError BAD_ARGUMENT for what can't be asked of the field */
function conditionOf(setup: Setup<Table>): string {
  const { field: name, operator, value } = setup.values;
  const field = inputOf(setup, "input").fields.find((one) => one.name === name)!;
  const asked = `"${name.replaceAll('"', '""')}"`;
  if (operator === "is-null") return `${asked} IS NULL`;
  if (operator === "is-not-null") return `${asked} IS NOT NULL`;
  if (value === undefined) throw refusal(`needs a value for the operator ${operator}`);
  switch (operator) {
    case "begins-with":
      return `${asked} LIKE ${pattern(field, operator, value)} || '%'`;
    case "contains":
      return `${asked} LIKE '%' || ${pattern(field, operator, value)} || '%'`;
    case "does-not-contain":
      return `${asked} NOT LIKE '%' || ${pattern(field, operator, value)} || '%'`;
    case "=":
    case "<>":
    case ">":
    case ">=":
    case "<":
    case "<=":
      return `${asked} ${operator} ${literal(field, value)}`;
  }
}

/** The value as a piece of a pattern that stands for itself. */
function pattern({ name, type }: Field, operator: Operator, value: string): string {
  if (type === "string") return quoted(value.replaceAll(/[\\%_]/g, "\\$&"));
  throw refusal(`has the operator ${operator}, which is for text, and the field ${name} is ${type}; use = or <`);
}

function literal({ name, type }: Field, value: string): string {
  if (NUMERIC.has(type)) {
    if (value.trim() !== "" && Number.isFinite(Number(value))) return String(Number(value));
    throw refusal(`has the value "${value}", and the field ${name} holds numbers; give a number`);
  }
  if (type !== "boolean") return quoted(value);
  if (/^(true|1)$/i.test(value.trim())) return "true";
  if (/^(false|0)$/i.test(value.trim())) return "false";
  throw refusal(`has the value "${value}", and the field ${name} is yes or no; give true or false`);
}

/** A text of the expression language. */
function quoted(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

function refusal(problem: string): SpatialError {
  return new SpatialError("BAD_ARGUMENT", `extractByAttribute ${problem}.`);
}
