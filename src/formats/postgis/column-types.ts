import { parseExact } from "../../layers/exact-json.ts";
import type { FieldType } from "../../layers/layer-data.ts";
import { parseArray } from "./array-text.ts";

/** How a type of the server's becomes one of ours. Values come as the server writes them. */
export interface ColumnType {
  readonly type: FieldType;
  readonly read: (text: string) => unknown;
}

/** Of a declaration, before what it says. */
const HEAD = 4;
/** Digits of whole numbers that a double holds in any case, and that 64 bits can have. */
const [SAFE_DIGITS, MOST_DIGITS] = [15, 20];

const asIs = (text: string): string => text;
const moment = (text: string): string =>
  text
    .replace(" ", "T")
    .replace(/([+-]\d\d)$/, "$1:00")
    .replace("+00:00", "Z");
const bytes = (text: string): Uint8Array => Buffer.from(text.slice(2), "hex");

const STRING: ColumnType = { type: "string", read: asIs };
const INTEGER: ColumnType = { type: "integer", read: Number };
const INTEGER64: ColumnType = { type: "integer64", read: BigInt };
const NUMBER: ColumnType = { type: "number", read: Number };
const BOOLEAN: ColumnType = { type: "boolean", read: (text) => text === "t" };
const JSON_VALUE: ColumnType = { type: "json", read: parseExact };

/** By the server's own name of the type. What is not here is text, as the server writes it. */
const TYPES: Readonly<Record<string, ColumnType>> = {
  bool: BOOLEAN,
  int2: INTEGER,
  int4: INTEGER,
  oid: INTEGER,
  int8: INTEGER64,
  float4: NUMBER,
  float8: NUMBER,
  numeric: NUMBER,
  date: { type: "date", read: asIs },
  timestamp: { type: "datetime", read: moment },
  timestamptz: { type: "datetime", read: moment },
  time: { type: "time", read: asIs },
  bytea: { type: "binary", read: bytes },
  json: JSON_VALUE,
  jsonb: JSON_VALUE,
};

/** The types of one database by their numbers: those of its extensions have other ones everywhere. */
export class TypeNames {
  readonly #names = new Map<number, string>();
  readonly #elements = new Map<number, string>();

  /** @param rows what TYPES_QUERY gives */
  constructor(rows: readonly { readonly oid: number; readonly typname: string; readonly typarray: number }[]) {
    for (const { oid, typname, typarray } of rows) {
      this.#names.set(oid, typname);
      if (typarray !== 0) this.#elements.set(typarray, typname);
    }
  }

  /** Whether its values are places. */
  isPlace(oid: number): boolean {
    const name = this.#names.get(oid);
    return name === "geometry" || name === "geography";
  }

  isGeography(oid: number): boolean {
    return this.#names.get(oid) === "geography";
  }

  isNumeric(oid: number): boolean {
    return this.#names.get(oid) === "numeric";
  }

  /** @param modifier what its declaration says besides */
  columnType(oid: number, modifier = -1): ColumnType {
    const element = this.#elements.get(oid);
    if (this.isNumeric(oid) && modifier >= HEAD) return wholeType(modifier - HEAD) ?? NUMBER;
    if (element === undefined) return TYPES[this.#names.get(oid) ?? ""] ?? STRING;
    const { read, type } = TYPES[element] ?? STRING;
    const item = type === "integer64" ? wholeNumber : type === "binary" ? asIs : read;
    return { type: "list", read: (text) => parseArray(text, item) };
  }
}

/** A numeric that is declared to have no fraction, and not more digits than whole numbers of 64 bits. */
function wholeType(declared: number): ColumnType | undefined {
  const [digits, scale] = [declared >> 16, declared & 0x7ff];
  if (scale !== 0 || digits > MOST_DIGITS) return undefined;
  return digits > SAFE_DIGITS ? INTEGER64 : INTEGER;
}

/** All base types, enumerations and domains with their arrays. */
export const TYPES_QUERY =
  "select oid::int8::int as oid, typname, typarray::int8::int as typarray from pg_type where typtype in ('b', 'e', 'd') and typcategory <> 'A'";

function wholeNumber(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}
