import { SpatialError } from "../errors.ts";
import { takeColumns, valueAt } from "./attributes.ts";
import { joinedFields, madeOf } from "./joined-fields.ts";
import type { LayerData } from "./layer-data.ts";
import { takeRows } from "./row-functions.ts";
import { eachRow, type RowFunction } from "./row-reader.ts";
import { toText } from "./mixed-values.ts";
import { fieldPositions } from "./unknown-field.ts";

/** What the rows of one of the layers are known by: a field, or what a function says of each. */
type Key = string | RowFunction;

/** How the rows of two layers find each other. */
export interface JoinOptions {
  /**
   * The field that both have, or the layer's and the table's: `{ iso: "ISO_A3" }`; or a function that says of each row
   * what it is known by, for both or in a list of two.
   */
  readonly on: Key | Readonly<Record<string, string>> | readonly [own: Key, theirs: Key];
  /** Fields of the table to copy; all but the one it is joined on if nothing is said. */
  readonly fields?: readonly string[];
  /** Goes before the names of the copied fields. */
  readonly prefix?: string;
  /** "left" (if nothing is said) keeps rows without a match, with nulls; "inner" leaves them out. */
  readonly how?: "left" | "inner";
  /** Whether a row that several match stands once for each; else with the first alone. */
  readonly many?: boolean;
}

/** Stands for the row of the table where there is none: its values are null. */
const NO_ROW = 0xffff_ffff;

/**
 * The layer's rows with the fields of the first row of a table (or, with `many`, of each row) that has the same value.
 * Numbers and text are never the same; null matches nothing.
 */
export function joinedTable(data: LayerData, table: LayerData, options: JoinOptions): LayerData {
  const { prefix = "" } = options;
  const [own, theirs] = keysOf(options.on);
  const { rows, partners } = matched(data, table, { own, theirs, ...options });
  const names = options.fields ?? table.fields.flatMap(({ name }) => (name === theirs ? [] : [name]));
  fieldPositions(table.fields, names);
  const copied = names.length === 0 ? [] : joinedFields(data.fields, table.fields, { names, prefix });
  const kept = takeRows(data, rows);
  const theirColumns = copied.map((one) => table.columns[one.at]!);
  return {
    ...kept,
    fields: [...data.fields, ...madeOf(copied)],
    columns: [...kept.columns, ...takeColumns(theirColumns, partners)],
  };
}

/** The layer's rows, each with one of the table's or none. */
function matched(
  data: LayerData,
  table: LayerData,
  { own, theirs, how = "left", many = false }: JoinOptions & { readonly own: Key; readonly theirs: Key },
) {
  if (how !== "left" && how !== "inner")
    throw new SpatialError("BAD_ARGUMENT", `join: how is ${JSON.stringify(how)}; expected "left" or "inner".`);
  const keyAt = keysIn(data, own);
  const found = rowsByKey(table.geometry.length, keysIn(table, theirs));
  const [rows, partners]: [number[], number[]] = [[], []];
  for (let row = 0; row < data.geometry.length; row++) {
    const matches = found.get(keyAt(row)) ?? [];
    const taken = many ? matches : matches.slice(0, 1);
    for (const partner of taken.length === 0 && how === "left" ? [NO_ROW] : taken) {
      rows.push(row);
      partners.push(partner);
    }
  }
  return { rows, partners };
}

function keysOf(on: unknown): readonly [own: Key, theirs: Key] {
  if (isKey(on)) return [on, on];
  if (Array.isArray(on) && on.length === 2 && on.every(isKey)) return on as unknown as readonly [Key, Key];
  const pairs = typeof on === "object" && on !== null ? Object.entries(on) : [];
  const [[own, theirs] = ["", undefined]] = pairs;
  if (pairs.length === 1 && typeof theirs === "string") return [own, theirs];
  throw new SpatialError(
    "BAD_ARGUMENT",
    `join: on is ${JSON.stringify(on) ?? "missing"}; expected the field that both have, { layersField: "tablesField" }, a function of a row, or a list of two of these. Example: cities.join(countries, { on: "iso" })`,
  );
}

function isKey(given: unknown): given is Key {
  return typeof given === "string" || typeof given === "function";
}

function rowsByKey(length: number, keyAt: (row: number) => unknown): ReadonlyMap<unknown, readonly number[]> {
  const rows = new Map<unknown, number[]>();
  for (let row = 0; row < length; row++) {
    const key = keyAt(row);
    if (key === undefined) continue;
    const known = rows.get(key);
    if (known === undefined) rows.set(key, [row]);
    else known.push(row);
  }
  return rows;
}

/** What each row is known by; undefined for null. */
function keysIn(data: LayerData, key: Key): (row: number) => unknown {
  if (typeof key === "string") {
    const [at = 0] = fieldPositions(data.fields, [key]);
    return (row) => comparable(valueAt(data.columns[at]!, data.fields[at]!, row));
  }
  const keys: unknown[] = [];
  eachRow(data, { fn: key, asked: "join" }, (answer) => keys.push(comparable(answer)));
  return (row) => keys[row];
}

/** Numbers are the same whatever holds them. */
function comparable(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "bigint" && BigInt(Number(value)) === value) return Number(value);
  return typeof value === "object" ? toText(value) : value;
}
