import { valueAt } from "../layers/attributes.ts";
import type { AttributeColumn, FieldType, LayerData } from "../layers/layer-data.ts";

/** A field as compiled loops read it, where `valid` is 1. */
export interface ColumnReader {
  readonly valid: Uint8Array;
  /** Of numbers. */
  readonly values?: Float64Array;
  get(row: number): unknown;
  /** Of texts: in UTF-16 units, and whether the text is this one in UTF-8. */
  lengthOf?(row: number): number;
  equals?(row: number, utf8: Uint8Array): boolean;
}

const PLAIN_TEXTS: ReadonlySet<FieldType> = new Set(["string", "date", "datetime", "time"]);

type TextColumn = AttributeColumn & { readonly storage: "text" };

const decoder = new TextDecoder();
/** TextDecoder takes longer to begin than so many characters take by hand. */
const BY_HAND = 24;

export function columnReader({ fields, columns }: LayerData, index: number): ColumnReader {
  const [field, column] = [fields[index]!, columns[index]!];
  const { valid } = column;
  if (column.storage === "number") {
    const { values } = column;
    return { valid, values, get: (row) => values[row] };
  }
  if (column.storage !== "text" || !PLAIN_TEXTS.has(field.type))
    return { valid, get: (row) => valueAt(column, field, row) };
  return {
    valid,
    get: (row) => textOf(column, row),
    lengthOf: (row) => lengthOf(column, row),
    equals: (row, utf8) => equals(column, row, utf8),
  };
}

function textOf({ bytes, offsets }: TextColumn, row: number): string {
  const [start, end] = [offsets[row]!, offsets[row + 1]!];
  if (end - start > BY_HAND) return decoder.decode(bytes.subarray(start, end));
  let text = "";
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte > 127) return decoder.decode(bytes.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Bytes that go on with a character count nothing; one that begins four counts two. */
function lengthOf({ bytes, offsets }: TextColumn, row: number): number {
  const end = offsets[row + 1]!;
  let length = 0;
  for (let at = offsets[row]!; at < end; at++) {
    const byte = bytes[at]!;
    if ((byte & 0xc0) !== 0x80) length += byte >= 0xf0 ? 2 : 1;
  }
  return length;
}

function equals({ bytes, offsets }: TextColumn, row: number, utf8: Uint8Array): boolean {
  const start = offsets[row]!;
  if (offsets[row + 1]! - start !== utf8.length) return false;
  for (let at = 0; at < utf8.length; at++) if (bytes[start + at] !== utf8[at]) return false;
  return true;
}
