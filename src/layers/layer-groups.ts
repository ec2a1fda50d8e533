import { SpatialError } from "../errors.ts";
import { AGGREGATE_WORDS, type AggregateName, shortAggregate } from "./aggregate-names.ts";
import { aggregated, type AggregateEntry } from "./aggregate-values.ts";
import { type AttributeValue, valueAt } from "./attributes.ts";
import { ColumnBuilder } from "./column-builder.ts";
import { absentGeometry } from "../geometry/shared-column.ts";
import type { Field, LayerData } from "./layer-data.ts";
import { toText } from "./mixed-values.ts";
import { didYouMean } from "./near-names.ts";
import { answered, eachRow, type Row, type RowFunction, rowReader } from "./row-reader.ts";
import { fieldPositions } from "./unknown-field.ts";

/** What the groups' rows get: `{ pop: "sum", cities: "join(name)", n: "count" }`, or what a function says of their rows. */
export type WantedAggregates = Readonly<Record<string, string | GroupFunction>>;

/** What a user's function says of the rows of a group. */
export type GroupFunction = (rows: Row[]) => unknown;

/** `firstId` is that of a chunk's first row. */
interface Rows {
  readonly data: LayerData;
  readonly firstId: number;
}

/** Rows of a layer that have the same values in some fields, or for which a function says the same. */
export class LayerGroups<L> {
  readonly #data: LayerData;
  readonly #firstId: number;
  readonly #keys: readonly Key[];
  readonly #members: readonly (readonly number[])[];
  readonly #make: (data: LayerData) => L;

  constructor({ data, firstId }: Rows, by: string | readonly string[] | RowFunction, make: (data: LayerData) => L) {
    this.#data = data;
    this.#firstId = firstId;
    this.#keys = typeof by === "function" ? [functionKey(data, by, firstId)] : fieldKeys(data, [by].flat());
    this.#members = membersOf(data.geometry.length, this.#keys);
    this.#make = make;
  }

  get length(): number {
    return this.#members.length;
  }

  /**
   * A table with a row for each group, in the order of their first rows: what makes the group, then the aggregates.
   * Nulls are left out, except that first_value and last_value take what there is.
   */
  aggregate(wanted: WantedAggregates): L {
    const columns = new Map<string, ColumnBuilder>();
    for (const { name, at } of this.#keys) {
      const builder = new ColumnBuilder();
      this.#members.forEach((rows, group) => builder.set(group, at(rows[0]!)));
      columns.set(name, builder);
    }
    for (const [name, what] of Object.entries(wanted)) {
      if (columns.has(name))
        throw new SpatialError("BAD_ARGUMENT", `"${name}" makes the groups already; give its aggregate another name.`);
      columns.set(name, typeof what === "function" ? this.#madeColumn(what) : this.#aggregateColumn(name, what));
    }
    const made = Array.from(columns, ([name, builder]) => ({ name, ...builder.finish(this.length) }));
    return this.#make({
      ...this.#data,
      geometry: absentGeometry(this.length),
      fields: made.map(({ name, type }) => ({ name, type })),
      columns: made.map(({ column }) => column),
    });
  }

  #madeColumn(fn: GroupFunction): ColumnBuilder {
    const rowAt = rowReader(this.#data, this.#firstId);
    const builder = new ColumnBuilder();
    this.#members.forEach((rows, group) => builder.set(group, answered(fn(rows.map(rowAt)), "aggregate") ?? null));
    return builder;
  }

  #aggregateColumn(name: string, text: string): ColumnBuilder {
    const short = typeof text === "string" ? shortAggregate(text) : undefined;
    if (short === undefined) throw unknownAggregate(name, text);
    const { fields, columns } = this.#data;
    const of = short.of ?? name;
    // how many rows there are is nothing that needs a field
    const countsRows = short.aggregate === "count" && short.of === undefined && !fields.some((f) => f.name === of);
    const [position = -1] = countsRows ? [] : fieldPositions(fields, [of]);
    const builder = new ColumnBuilder();
    this.#members.forEach((rows, group) => {
      const value = countsRows
        ? rows.length
        : aggregateOf(
            short.aggregate,
            rows.map((row) => valueAt(columns[position]!, fields[position]!, row)),
          );
      builder.set(group, value);
    });
    return builder;
  }
}

/** One value of several, null where there is nothing to say; the sum of none is 0. */
export function aggregateOf(kind: AggregateName, values: readonly unknown[], between = ","): unknown {
  if (kind === "first_value") return values[0] ?? null;
  if (kind === "last_value") return values.at(-1) ?? null;
  const entries = values.map((value): AggregateEntry => ({ value: value ?? null, order: undefined }));
  return aggregated(kind, entries, between) ?? (kind === "sum" ? 0 : null);
}

interface Key {
  readonly name: string;
  readonly at: (row: number) => unknown;
}

function fieldKeys({ fields, columns }: LayerData, names: readonly string[]): readonly Key[] {
  return fieldPositions(fields, names).map((at): Key => {
    const field: Field = fields[at]!;
    return { name: field.name, at: (row): AttributeValue => valueAt(columns[at]!, field, row) };
  });
}

function functionKey(data: LayerData, fn: RowFunction, firstId: number): Key {
  const keys: unknown[] = [];
  eachRow(data, { fn, asked: "groupBy", firstId }, (answer) => keys.push(answer ?? null));
  return { name: "group", at: (row) => keys[row] };
}

/** Null is a value of its own; without keys all rows are one group. */
function membersOf(length: number, keys: readonly Key[]): readonly (readonly number[])[] {
  const groups = new Map<unknown, number[]>();
  const [only] = keys;
  const keyOf =
    keys.length === 1 && only !== undefined
      ? (row: number) => identity(only.at(row))
      : (row: number) => JSON.stringify(keys.map(({ at }) => textOf(at(row))));
  for (let row = 0; row < length; row++) {
    const key = keyOf(row);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [row]);
    else members.push(row);
  }
  return [...groups.values()];
}

function identity(value: unknown): unknown {
  return typeof value === "object" && value !== null ? `o${toText(value)}` : value;
}

function textOf(value: unknown): unknown {
  return value === null ? null : `${typeof value} ${toText(value)}`;
}

function unknownAggregate(name: string, given: unknown): SpatialError {
  const near = typeof given === "string" ? didYouMean(given.replace(/\(.*/s, ""), AGGREGATE_WORDS) : "";
  return new SpatialError(
    "BAD_ARGUMENT",
    `The aggregate of "${name}" is ${JSON.stringify(given) ?? typeof given}; expected one of ${AGGREGATE_WORDS.join(", ")}, ` +
      `such as "sum(pop)" for that of another field, or a function of the group's rows.${near}`,
  );
}
