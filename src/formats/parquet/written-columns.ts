import type { SchemaElement } from "hyparquet/src/types.js";
import { textAt, valueAt } from "../../layers/attributes.ts";
import type { AttributeColumn, Field } from "../../layers/layer-data.ts";
import { clockUnits, momentsOf } from "./written-moments.ts";

/** A column as the file has it. */
export interface WrittenColumn {
  readonly name: string;
  /** Its schema, the outermost element first. */
  readonly elements: readonly SchemaElement[];
  readonly valueAt: (index: number) => unknown;
  /** What is not as it was. */
  readonly change?: string;
}

type Written = Omit<WrittenColumn, "name" | "elements"> & { readonly element: Omit<SchemaElement, "name"> };

/** A field as Parquet has it. */
export function writtenColumn(field: Field, column: AttributeColumn): WrittenColumn {
  const { name } = field;
  if (field.type === "list") return listColumn(field, column);
  const { element, ...rest } = written(field, column);
  return { name, elements: [{ repetition_type: "OPTIONAL", ...element, name }], ...rest };
}

function written(field: Field, column: AttributeColumn): Written {
  const value = (index: number): unknown => valueAt(column, field, index);
  switch (field.type) {
    case "boolean":
      return { element: { type: "BOOLEAN" }, valueAt: value };
    case "integer":
      return { element: { type: "INT64" }, valueAt: orNull(value, (given) => BigInt(given as number)) };
    case "integer64":
      return largeNumbers(field, column);
    case "number":
      return { element: { type: "DOUBLE" }, valueAt: value };
    case "date":
      return {
        element: { type: "INT32", ...DATE },
        valueAt: orNull(value, (text) => Date.parse(String(text)) / DAY_MS),
      };
    case "datetime":
      return (
        momentsOf(field, column) ?? {
          ...TEXT,
          valueAt: value,
          change: `"${field.name}" mixes days, or moments with and without a zone, and is written as text`,
        }
      );
    case "time":
      return { element: { type: "INT64", ...TIME }, valueAt: orNull(value, (text) => clockUnits(String(text), 9)) };
    case "binary":
      return { element: { type: "BYTE_ARRAY" }, valueAt: value };
    case "json":
    case "list":
      return { element: { type: "BYTE_ARRAY", logical_type: { type: "JSON" } }, valueAt: jsonBytes(column) };
    case "string":
      return { ...TEXT, valueAt: value };
  }
}

const DAY_MS = 86_400_000;
const DATE = { converted_type: "DATE", logical_type: { type: "DATE" } } as const;
const TIME = { logical_type: { type: "TIME", isAdjustedToUTC: false, unit: "NANOS" } } as const;
const STRING = { converted_type: "UTF8", logical_type: { type: "STRING" } } as const;
const TEXT = { element: { type: "BYTE_ARRAY", ...STRING } } as const;
/** The newer way to say it is written by the library as Arrow does not read it. */
const UNSIGNED = { converted_type: "UINT_64" } as const;

function orNull(value: (index: number) => unknown, convert: (given: unknown) => unknown): (index: number) => unknown {
  return (index) => {
    const given = value(index);
    return given === null ? null : convert(given);
  };
}

/** Some are below zero or some beyond 2^63: no column holds both. */
function largeNumbers(field: Field, column: AttributeColumn): Written {
  const value = (index: number): bigint | null => valueAt(column, field, index) as bigint | null;
  const values = Array.from(column.valid.keys(), value).filter((each) => each !== null);
  const isUnsigned = values.some((each) => each >= 2n ** 63n);
  if (!isUnsigned) return { element: { type: "INT64" }, valueAt: value };
  if (values.every((each) => each >= 0n)) return { element: { type: "INT64", ...UNSIGNED }, valueAt: value };
  const change = `"${field.name}" has numbers below zero and beyond 2^63, and is written as text`;
  return { ...TEXT, valueAt: orNull(value, String), change };
}

function jsonBytes(column: AttributeColumn): (index: number) => unknown {
  return (index) =>
    column.storage === "text" && column.valid[index] === 1 ? new TextEncoder().encode(textAt(column, index)) : null;
}

/** Lists whose items are of one type; others are JSON. */
function listColumn(field: Field, column: AttributeColumn): WrittenColumn {
  const { name } = field;
  const value = (index: number): unknown => valueAt(column, field, index);
  const items = Array.from(column.valid.keys(), value).flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  const item = itemElement(items);
  if (item === undefined)
    return {
      name,
      elements: [{ name, repetition_type: "OPTIONAL", type: "BYTE_ARRAY", logical_type: { type: "JSON" } }],
      valueAt: jsonBytes(column),
    };
  const elements: SchemaElement[] = [
    { name, repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST", logical_type: { type: "LIST" } },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { ...item, name: "element", repetition_type: "OPTIONAL" },
  ];
  const isWhole = item.type === "INT64";
  const list = (given: unknown): unknown =>
    (given as unknown[]).map((each) => (isWhole ? BigInt(each as number) : each));
  return { name, elements, valueAt: orNull(value, list) };
}

function itemElement(items: readonly unknown[]): Omit<SchemaElement, "name"> | undefined {
  const types = new Set(items.map((item) => (typeof item === "bigint" ? "number" : typeof item)));
  const [type = "string"] = types;
  if (types.size > 1) return undefined;
  if (type === "string") return { type: "BYTE_ARRAY", ...STRING };
  if (type === "boolean") return { type: "BOOLEAN" };
  const isWhole = items.every((item) => typeof item === "bigint" || Number.isSafeInteger(item));
  if (!isWhole) return items.some((item) => typeof item === "bigint") ? undefined : { type: "DOUBLE" };
  return items.some((item) => typeof item === "bigint" && item >= 2n ** 63n) ? undefined : { type: "INT64" };
}
