import type { SchemaElement, SchemaTree } from "hyparquet/src/types.js";
import { isListLike, isMapLike } from "hyparquet/src/schema.js";
import { parseExact } from "../../layers/exact-json.ts";
import type { FieldType } from "../../layers/layer-data.ts";
import { clockText } from "./value-parsers.ts";

/** A column of a file that becomes a field. */
export interface ParquetField {
  readonly name: string;
  readonly type: FieldType;
  /** A value as a layer takes it, of one as it was read. */
  readonly valueOf: (raw: unknown) => unknown;
}

/** What a top-level column becomes: lists of plain values are lists, maps and structs JSON. */
export function fieldOf(column: SchemaTree): ParquetField {
  const { name } = column.element;
  if (column.children.length === 0) return { name, ...leafOf(column.element) };
  const item = isListLike(column) ? itemOf(column) : undefined;
  const isPlain = item?.children.length === 0 && !["json", "binary"].includes(leafOf(item.element).type);
  return { name, type: isPlain ? "list" : "json", valueOf: valueReader(column) };
}

type Leaf = Pick<ParquetField, "type" | "valueOf">;

function valueReader(column: SchemaTree): (raw: unknown) => unknown {
  if (column.children.length === 0) return orNull(leafOf(column.element).valueOf);
  if (isListLike(column)) return listReader(valueReader(itemOf(column)));
  const [entries] = column.children;
  if (isMapLike(column) && entries !== undefined) {
    const value = valueReader(entries.children[1]!);
    return orNull((raw) => mapped(raw, () => value));
  }
  const readers = new Map(column.children.map((child) => [child.element.name, valueReader(child)]));
  const struct = orNull((raw) => mapped(raw, (name) => readers.get(name) ?? same));
  return column.element.repetition_type === "REPEATED" ? listReader(struct) : struct;
}

/** Of a list of three levels, or of two, as older writers made them. */
function itemOf(list: SchemaTree): SchemaTree {
  const [entries] = list.children;
  const [item] = entries?.children ?? [];
  return entries?.children.length === 1 && item !== undefined ? item : entries!;
}

function listReader(read: (raw: unknown) => unknown): (raw: unknown) => unknown {
  return orNull((raw) =>
    Array.isArray(raw) || ArrayBuffer.isView(raw) ? Array.from(raw as ArrayLike<unknown>, read) : raw,
  );
}

function mapped(raw: unknown, readerOf: (name: string) => (raw: unknown) => unknown): unknown {
  if (typeof raw !== "object" || raw === null) return raw;
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, readerOf(name)(value)]));
}

const same = (raw: unknown): unknown => raw;

function orNull(read: (raw: unknown) => unknown): (raw: unknown) => unknown {
  return (raw) => (raw === null || raw === undefined ? null : read(raw));
}

function leafOf(element: SchemaElement): Leaf {
  const { type, converted_type: converted, logical_type: logical } = element;
  const says = (...meanings: readonly string[]): boolean =>
    meanings.includes(logical?.type ?? "") || meanings.includes(converted ?? "");
  if (says("DECIMAL")) return decimal(element);
  if (says("DATE")) return { type: "date", valueOf: same };
  if (says("JSON")) return { type: "json", valueOf: jsonOf };
  if (says("UTF8", "STRING", "ENUM", "UUID", "NULL")) return { type: "string", valueOf: textOf };
  return momentOf(element) ?? clockOf(element) ?? plainLeaf(type, logical?.type);
}

function plainLeaf(type: SchemaElement["type"], logical: string | undefined): Leaf {
  if (type === "BOOLEAN") return { type: "boolean", valueOf: same };
  if (type === "INT32" || type === "INT64") return { type: "integer", valueOf: narrowed };
  const isNumber = type === "FLOAT" || type === "DOUBLE" || logical === "FLOAT16";
  return { type: isNumber ? "number" : "binary", valueOf: same };
}

const DIGITS = { MILLIS: 3, MICROS: 6, NANOS: 9 } as const;

/** Moments that are said to be in UTC end in Z; the others are of no zone. */
function momentOf({ type, converted_type: converted, logical_type: logical }: SchemaElement): Leaf | undefined {
  if (logical?.type === "TIMESTAMP") {
    const zone = logical.isAdjustedToUTC ? "Z" : "";
    return { type: "datetime", valueOf: (raw) => (typeof raw === "string" ? raw + zone : raw) };
  }
  if (converted?.startsWith("TIMESTAMP") === true)
    return { type: "datetime", valueOf: (raw) => (typeof raw === "string" ? `${raw}Z` : raw) };
  return type === "INT96" ? { type: "datetime", valueOf: same } : undefined;
}

function clockOf({ converted_type: converted, logical_type: logical }: SchemaElement): Leaf | undefined {
  const unit = logical?.type === "TIME" ? logical.unit : /^TIME_(MILLIS|MICROS)$/.exec(converted ?? "")?.[1];
  if (unit === undefined) return undefined;
  return { type: "time", valueOf: (raw) => clockText(raw, DIGITS[unit as keyof typeof DIGITS]) };
}

function textOf(raw: unknown): unknown {
  return raw instanceof Uint8Array ? Buffer.from(raw).toString("utf8") : raw;
}

function jsonOf(raw: unknown): unknown {
  const text = textOf(raw);
  if (typeof text !== "string") return text;
  try {
    return parseExact(text);
  } catch {
    return text; // said to be JSON, and is none
  }
}

function narrowed(raw: unknown): unknown {
  if (typeof raw !== "bigint") return raw;
  const value = Number(raw);
  return Number.isSafeInteger(value) ? value : raw;
}

/** The nearest number to the digits: to multiply by 0.01 would round twice. */
function decimal({ scale = 0 }: SchemaElement): Leaf {
  const valueOf = (raw: unknown): unknown => {
    if (raw === null || raw === undefined) return null;
    const digits = raw instanceof Uint8Array ? wholeOf(raw) : raw;
    return typeof digits === "bigint" || typeof digits === "number" ? Number(`${digits}e${-scale}`) : null;
  };
  return { type: "number", valueOf };
}

/** Big-endian, in two's complement. */
function wholeOf(bytes: Uint8Array): bigint {
  const { length } = bytes;
  return length === 0 ? 0n : BigInt.asIntN(8 * length, BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
}
