import type { DuckDBType } from "@duckdb/node-api";
import { parseExact } from "../../layers/exact-json.ts";
import type { FieldType } from "../../layers/layer-data.ts";

/** How a type of DuckDB's becomes one of ours. */
export interface ResultType {
  readonly type: FieldType | undefined;
  readonly read: (value: unknown) => unknown;
}

const MICROS = 1_000_000n;
const asIs = (value: unknown): unknown => value;
const bytesOf = (value: unknown): unknown => (value as { readonly bytes: Uint8Array }).bytes;

/** By the type's name. What is not here is text, as DuckDB writes it. */
const TYPES: Readonly<Record<string, ResultType>> = {
  BOOLEAN: { type: "boolean", read: asIs },
  TINYINT: { type: "integer", read: asIs },
  SMALLINT: { type: "integer", read: asIs },
  INTEGER: { type: "integer", read: asIs },
  UTINYINT: { type: "integer", read: asIs },
  USMALLINT: { type: "integer", read: asIs },
  UINTEGER: { type: "integer", read: asIs },
  // counts and sums: whole numbers that a double holds, where they are
  BIGINT: { type: undefined, read: wholeNumber },
  UBIGINT: { type: undefined, read: wholeNumber },
  HUGEINT: { type: undefined, read: wholeNumber },
  UHUGEINT: { type: undefined, read: wholeNumber },
  FLOAT: { type: "number", read: (value) => Number(Math.fround(value as number).toPrecision(7)) },
  DOUBLE: { type: "number", read: asIs },
  DATE: { type: "date", read: String },
  TIME: { type: "time", read: String },
  TIMESTAMP: { type: "datetime", read: (value) => momentText(value, "") },
  "TIMESTAMP WITH TIME ZONE": { type: "datetime", read: (value) => momentText(value, "Z") },
  BLOB: { type: "binary", read: bytesOf },
};

export function resultType(type: DuckDBType): ResultType {
  const name = String(type);
  if (type.alias === "JSON") return { type: undefined, read: (value) => parseExact(String(value)) };
  if (name.startsWith("DECIMAL")) return { type: "number", read: (value) => Number(String(value)) };
  if (/\]$|^(?:STRUCT|MAP)/.test(name)) return { type: undefined, read: plainValue };
  return TYPES[name] ?? { type: "string", read: String };
}

/** Places as bytes of WKB. */
export function wkbOfValue(value: unknown): Uint8Array {
  return bytesOf(value) as Uint8Array;
}

function wholeNumber(value: unknown): unknown {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Moments are counted in microseconds. */
function momentText(value: unknown, offset: string): string {
  const { micros } = value as { readonly micros: bigint };
  const rest = ((micros % MICROS) + MICROS) % MICROS;
  const seconds = Number((micros - rest) / MICROS);
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(value);
  const fraction = rest === 0n ? "" : `.${String(rest).padStart(6, "0").replace(/0+$/, "")}`;
  return `${date.toISOString().slice(0, -5)}${fraction}${offset}`;
}

/** Lists, structures and maps as JSON has them. */
function plainValue(value: unknown): unknown {
  if (typeof value === "bigint") return wholeNumber(value);
  if (typeof value !== "object" || value === null) return value;
  if ("items" in value) return (value.items as readonly unknown[]).map(plainValue);
  if (!("entries" in value)) return (value as { toString(): string }).toString();
  const { entries } = value as { readonly entries: object };
  if (!Array.isArray(entries))
    return Object.fromEntries(Object.entries(entries).map(([key, each]) => [key, plainValue(each)]));
  return Object.fromEntries(
    (entries as readonly { readonly key: unknown; readonly value: unknown }[]).map((each) => [
      String(plainValue(each.key)),
      plainValue(each.value),
    ]),
  );
}
