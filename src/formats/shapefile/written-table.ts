import { hexOf, textAt, valueAt } from "../../layers/attributes.ts";
import type { AttributeColumn, Field } from "../../layers/layer-data.ts";
import { doubleText } from "../../layers/whole-number.ts";

/** A column of a .dbf file. */
export interface DbfColumn {
  /** Ten bytes at most. */
  readonly name: string;
  readonly type: "C" | "N" | "L" | "D";
  readonly width: number;
  readonly decimals: number;
  /** The value of a row, no longer than the width; empty for none. */
  readonly text: (index: number) => string;
  /** What is not as it was. */
  readonly changes: readonly string[];
}

const NAME_BYTES = 10;
/** More bytes no text has in GDAL's and Esri's reading. */
const TEXT_BYTES = 254;
/** Of whole numbers that GDAL reads as such. */
const WHOLE_DIGITS = 18;
/** Of numbers, as GDAL makes them. */
const NUMBER = { width: 24, decimals: 15 } as const;

export function dbfColumns(fields: readonly Field[], columns: readonly AttributeColumn[]): DbfColumn[] {
  const taken = new Set<string>();
  return fields.map((field, i) => {
    const name = freeName(field.name, taken);
    taken.add(name.toLowerCase());
    const column = columnOf(field, columns[i]!);
    const renamed = name === field.name ? [] : [`"${field.name}" is called "${name}"`];
    return { ...column, name, changes: [...renamed, ...column.changes] };
  });
}

/** Cut to what has room, and told apart by a number where that is taken; case does not count. */
function freeName(given: string, taken: ReadonlySet<string>): string {
  let name = cut(given, NAME_BYTES) || "field";
  for (let n = 1; taken.has(name.toLowerCase()); n++) {
    const end = `_${n}`;
    name = cut(given, NAME_BYTES - end.length) + end;
  }
  return name;
}

/** The longest beginning of so many bytes of UTF-8, by whole characters. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let [length, at] = [0, 0];
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    at += character.length;
  }
  return text.slice(0, at);
}

type Made = Omit<DbfColumn, "name">;

function columnOf(field: Field, column: AttributeColumn): Made {
  const value = (index: number): unknown => valueAt(column, field, index);
  const shown = (show: (given: unknown) => string) => (index: number) => {
    const given = value(index);
    return given === null ? "" : show(given);
  };
  const length = column.valid.length;
  switch (field.type) {
    case "boolean":
      return {
        type: "L",
        width: 1,
        decimals: 0,
        text: (i) => ({ true: "T", false: "F" })[String(value(i))] ?? "?",
        changes: [],
      };
    case "integer":
    case "integer64": {
      const text = shown(String);
      const width = widest(text, length);
      if (width <= WHOLE_DIGITS) return { type: "N", width, decimals: 0, text, changes: [] };
      return textColumn(text, { length, name: field.name, as: "numbers of more than 18 digits" });
    }
    case "number":
      return { type: "N", ...NUMBER, text: shown((given) => numberText(given as number)), changes: [] };
    case "date":
      return { type: "D", width: 8, decimals: 0, text: shown((day) => String(day).replaceAll("-", "")), changes: [] };
    case "string":
      return textColumn(shown(String), { length, name: field.name });
    case "datetime":
    case "time":
      return textColumn(shown(String), { length, name: field.name, as: "times" });
    case "binary":
      return textColumn(
        shown((bytes) => hexOf(bytes as Uint8Array)),
        { length, name: field.name, as: "bytes" },
      );
    case "list":
    case "json":
      return textColumn(jsonText(column), { length, name: field.name, as: field.type === "list" ? "lists" : "JSON" });
  }
}

function jsonText(column: AttributeColumn): (index: number) => string {
  return (index) => (column.storage === "text" && column.valid[index] === 1 ? textAt(column, index) : "");
}

/** The shortest that is read as the same double. */
function numberText(value: number): string {
  const text = doubleText(value);
  return text.length > NUMBER.width ? value.toExponential() : text;
}

function widest(text: (index: number) => string, length: number): number {
  let width = 1;
  for (let i = 0; i < length; i++) width = Math.max(width, Buffer.byteLength(text(i)));
  return width;
}

interface About {
  readonly length: number;
  readonly name: string;
  /** What the field holds, where it is no text. */
  readonly as?: string;
}

function textColumn(text: (index: number) => string, { length, name, as }: About): Made {
  const width = widest(text, length);
  let long = 0;
  if (width > TEXT_BYTES) for (let i = 0; i < length; i++) if (Buffer.byteLength(text(i)) > TEXT_BYTES) long++;
  const changes = [
    ...(as === undefined ? [] : [`the ${as} of "${name}" are text`]),
    ...(long === 0
      ? []
      : [`${long} text${long === 1 ? "" : "s"} of "${name}" ${long === 1 ? "is" : "are"} cut at 254 bytes`]),
  ];
  return { type: "C", width: Math.min(width, TEXT_BYTES), decimals: 0, text: (i) => cut(text(i), TEXT_BYTES), changes };
}

/** A table without fields has the numbers of its rows, as GDAL makes it. */
const NUMBERS: DbfColumn = { name: "FID", type: "N", width: 11, decimals: 0, text: String, changes: [] };

/** The head of a .dbf file. */
export function dbfHead(given: readonly DbfColumn[], rows: number): Uint8Array {
  const columns = columnsOr(given);
  const head = Buffer.alloc(32 + 32 * columns.length + 1);
  // the day of the last change is one that GDAL writes, too: equal layers make equal files
  head.set([3, 95, 7, 26]);
  head.writeUInt32LE(rows, 4);
  head.writeUInt16LE(head.length, 8);
  head.writeUInt16LE(widthOf(columns), 10);
  for (const [i, { name, type, width, decimals }] of columns.entries()) {
    const at = 32 + 32 * i;
    head.write(name, at);
    head.write(type, at + 11);
    head.set([width, decimals], at + 16);
  }
  head[head.length - 1] = 0x0d;
  return head;
}

/** A row of it; numbers stand right, what has no value is spaces. */
export function dbfRow(given: readonly DbfColumn[], index: number): Uint8Array {
  const columns = columnsOr(given);
  const row = Buffer.alloc(widthOf(columns), 0x20);
  let at = 1;
  for (const { type, width, text } of columns) {
    const bytes = Buffer.from(text(index));
    bytes.copy(row, type === "N" ? at + width - bytes.length : at);
    at += width;
  }
  return row;
}

function columnsOr(given: readonly DbfColumn[]): readonly DbfColumn[] {
  return given.length === 0 ? [NUMBERS] : given;
}

function widthOf(columns: readonly DbfColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width, 1);
}
