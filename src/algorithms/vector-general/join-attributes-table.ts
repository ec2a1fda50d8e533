import { takeColumn } from "../../geometry/append.ts";
import type { Feedback } from "../../feedback.ts";
import { takeColumns, valueAt } from "../../layers/attributes.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { choice } from "../../schema/types/choice.ts";
import { field } from "../../schema/types/field.ts";
import { fields } from "../../schema/types/fields.ts";
import { output } from "../../schema/types/output.ts";
import { table } from "../../schema/types/table.ts";
import { text } from "../../schema/types/text.ts";
import { joinedFields, madeOf } from "../../layers/joined-fields.ts";
import { NO_SOURCE } from "../runners/taken-rows.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";

const parameters = {
  input: table({ doc: "Features or rows that get attributes" }),
  input2: table({ qgis: "INPUT_2", doc: "Features or rows whose attributes they get" }),
  field: field({ doc: "Field of the input to match by" }),
  field2: field({ qgis: "FIELD_2", of: "input2", doc: "Field of the other layer with the same values" }),
  fieldsToCopy: fields({ of: "input2", doc: "Fields of the other layer to copy; all if none is named" }),
  method: choice(["one-to-many", "first"], {
    default: "first",
    doc: "A result for each match, or one with the first match",
  }),
  discardNonmatching: boolean({ doc: "Leave out features without a match" }),
  prefix: text({ optional: true, doc: "Goes before the names of the copied fields" }),
  restAs: output({ qgis: "NON_MATCHING", doc: "Name of a layer of the features without a match" }),
};
type Table = typeof parameters;

export const joinAttributesTable: WholeAlgorithm<Table> = {
  shape: "whole",
  name: "joinAttributesTable",
  id: "native:joinattributestable",
  title: "Join attributes by field value",
  group: "Vector general",
  doc:
    "Features with the attributes of the rows of another layer or table that have the same value in a field, in the order of " +
    "the input, and where one has several in the order of the other. Numbers and text are never the same, null and null are. " +
    "Features without a match have nulls in the copied fields.",
  tags: ["join", "merge", "attribute", "table", "lookup", "key", "left", "inner"],
  example:
    "%join-attributes-table places --input-2 countries --field name --field-2 name --fields-to-copy area --as joined",
  parameters,
  others: ["rest"],
  run(setup, { feedback }) {
    const [data, other] = [inputOf(setup, "input"), inputOf(setup, "input2")];
    const { fieldsToCopy: names, prefix } = setup.values;
    const { sources, partners, rest } = matched(setup, feedback);
    const joined = joinedFields(data.fields, other.fields, { names, prefix });
    const theirs = joined.map(({ at }) => other.columns[at]!);
    const layer: LayerData = {
      ...taken(data, sources),
      fields: [...data.fields, ...madeOf(joined)],
      columns: [...takeColumns(data.columns, sources), ...takeColumns(theirs, partners)],
    };
    return { layer, others: { rest: taken(data, rest) } };
  },
};

/** Rows of the input, each with one of the other layer or none, and the rows that have none. */
interface Matched {
  readonly sources: readonly number[];
  readonly partners: readonly number[];
  readonly rest: readonly number[];
}

function matched(setup: Setup<Table>, feedback: Feedback): Matched {
  const { field: own, field2, method, discardNonmatching } = setup.values;
  const [data, other] = [inputOf(setup, "input"), inputOf(setup, "input2")];
  const found = rowsByKey(keysOf(other, field2), method === "first");
  const [sources, partners, rest]: [number[], number[], number[]] = [[], [], []];
  const keyOf = keysOf(data, own).at;
  for (let row = 0; row < data.geometry.length; row++) {
    if (row % 10_000 === 0) {
      feedback.throwIfCanceled();
      feedback.progress(row / data.geometry.length);
    }
    const matches = found.get(keyOf(row));
    if (matches === undefined) rest.push(row);
    for (const partner of matches ?? (discardNonmatching ? [] : [NO_SOURCE])) {
      sources.push(row);
      partners.push(partner);
    }
  }
  if (rest.length > 0 && rest.length === data.geometry.length)
    feedback.log(
      "warning",
      `No value of ${own} (${typeOf(data, own)}) is one of ${field2} (${typeOf(other, field2)}).`,
    );
  return { sources, partners, rest };
}

interface Keys {
  readonly length: number;
  readonly at: (row: number) => string | number;
}

function rowsByKey({ length, at }: Keys, isFirst: boolean): ReadonlyMap<string | number, readonly number[]> {
  const rows = new Map<string | number, number[]>();
  for (let row = 0; row < length; row++) {
    const key = at(row);
    const known = rows.get(key);
    if (known === undefined) rows.set(key, [row]);
    else if (!isFirst) known.push(row);
  }
  return rows;
}

/** What is the same for the same values: numbers as they are, whatever holds them, all else as text. */
function keysOf({ fields: all, columns, geometry }: LayerData, name: string): Keys {
  const at = all.findIndex((one) => one.name === name);
  const [own, column] = [all[at]!, columns[at]!];
  return {
    length: geometry.length,
    at: (row) => {
      const value = valueAt(column, own, row);
      if (typeof value === "number") return value;
      if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : `bigint ${value}`;
      if (value === null) return "null";
      return `${typeof value} ${typeof value === "string" ? value : JSON.stringify(value)}`;
    },
  };
}

function typeOf({ fields: all }: LayerData, name: string): string {
  return all.find((one) => one.name === name)!.type;
}

function taken(data: LayerData, rows: readonly number[]): LayerData {
  return { ...data, geometry: takeColumn(data.geometry, rows), columns: takeColumns(data.columns, rows) };
}
