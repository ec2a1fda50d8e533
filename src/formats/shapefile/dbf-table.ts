import { isUtf8 } from "node:buffer";
import { SpatialError } from "../../errors.ts";
import type { FieldType } from "../../layers/layer-data.ts";
import type { LayerDataBuilder } from "../../layers/table-builder.ts";
import type { RandomSource } from "../sources/source.ts";

const FIELD = 32;
const DELETED = 0x2a;

/** What the byte 29 says of the encoding; dBase's own tables are not known to TextDecoder. */
const LANGUAGES: Readonly<Record<number, string>> = {
  0x03: "windows-1252",
  0x57: "windows-1252",
  0x13: "shift_jis",
  0x4d: "gb18030",
  0x4e: "euc-kr",
  0x4f: "big5",
  0x65: "ibm866",
  0x7a: "gb18030",
  0x7b: "shift_jis",
  0xc8: "windows-1250",
  0xc9: "windows-1251",
  0xca: "windows-1254",
  0xcb: "windows-1253",
};

interface DbfField {
  readonly name: string;
  readonly kind: string;
  readonly type: FieldType;
  readonly start: number;
  readonly length: number;
}

/** The rows of a .dbf file. */
export interface DbfTable {
  readonly length: number;
  isDeleted(row: number): boolean;
  /** Adds a row's values to feature `index`. */
  addTo(builder: LayerDataBuilder, row: number, index: number): void;
  /** Makes the fields, in their order. */
  declare(builder: LayerDataBuilder): void;
}

/** @param encoding as it was said; else .cpg, the file's own byte and its text tell. Throws LAYER_UNREADABLE. */
export async function openDbf(
  source: RandomSource,
  encoding: string | undefined,
  cpg: string | undefined,
): Promise<DbfTable> {
  const bytes = await source.readAt(0, source.size);
  const damaged = (what: string): SpatialError =>
    new SpatialError("LAYER_UNREADABLE", `Cannot read "${source.name}": the table is damaged: ${what}.`);
  if (bytes.length < FIELD + 1) throw damaged("it is too short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [stated, head, size] = [view.getUint32(4, true), view.getUint16(8, true), view.getUint16(10, true)];
  if (head < FIELD + 1 || head > bytes.length || size === 0) throw damaged("its header makes no sense");
  const length = Math.min(stated, Math.floor((bytes.length - head) / size));
  if (length < stated) throw damaged(`it holds ${length} of ${stated} rows (was it cut off?)`);
  const decoder = decoderFor({ encoding, cpg, language: bytes[29]!, bytes });
  const fields = fieldsOf(bytes.subarray(0, head), size, decoder);
  const rowAt = (row: number): number => head + row * size;
  return {
    length,
    isDeleted: (row) => bytes[rowAt(row)] === DELETED,
    declare: (builder) => {
      for (const { name, type } of fields) builder.column(name, type);
    },
    addTo: (builder, row, index) => {
      for (const field of fields) {
        const start = rowAt(row) + field.start;
        const value = valueOf(field, bytes.subarray(start, start + field.length), decoder);
        if (value !== undefined) builder.column(field.name).set(index, value);
      }
    },
  };
}

interface Hints {
  readonly encoding: string | undefined;
  readonly cpg: string | undefined;
  readonly language: number;
  readonly bytes: Uint8Array;
}

type Decoder = InstanceType<typeof TextDecoder>;

function decoderFor({ encoding, cpg, language, bytes }: Hints): Decoder {
  const likely = isUtf8(bytes.subarray(FIELD)) ? "utf-8" : "windows-1252";
  const names = [encoding, cpg && nameOfPage(cpg), LANGUAGES[language], likely];
  for (const name of names) {
    if (name === undefined || name === "") continue;
    try {
      return new TextDecoder(name);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // another name for it is tried
      if (name === encoding)
        throw new SpatialError("BAD_ARGUMENT", `"${name}" is not an encoding mapcell knows.`, { cause: error });
    }
  }
  return new TextDecoder();
}

/** "ANSI 1252", "1252", "88591", "UTF-8" … */
function nameOfPage(text: string): string {
  const page = text
    .trim()
    .toLowerCase()
    .replace(/^(?:ansi|oem|cp)\s*/, "");
  if (/^125\d$/.test(page)) return `windows-${page}`;
  const [, part] = /^8859[-_ ]?(\d+)$/.exec(page) ?? [];
  if (part !== undefined) return `iso-8859-${part}`;
  return (
    { "65001": "utf-8", "936": "gb18030", "950": "big5", "932": "shift_jis", "949": "euc-kr", "866": "ibm866" }[page] ??
    page
  );
}

function fieldsOf(head: Uint8Array, size: number, decoder: Decoder): DbfField[] {
  const fields: DbfField[] = [];
  const names = new Set<string>();
  let start = 1;
  for (let at = FIELD; at + FIELD <= head.length && head[at] !== 0x0d; at += FIELD) {
    const end = head.indexOf(0, at);
    let name = decoder.decode(head.subarray(at, Math.min(end < 0 ? at + 11 : end, at + 11))).trim();
    if (name === "") name = `field_${fields.length + 1}`;
    while (names.has(name)) name += "_2";
    names.add(name);
    const kind = String.fromCharCode(head[at + 11]!);
    const length = head[at + 16]!;
    if (start + length > size) break;
    fields.push({ name, kind, type: typeOf(kind, head[at + 17]!), start, length });
    start += length;
  }
  return fields;
}

function typeOf(kind: string, decimals: number): FieldType {
  switch (kind) {
    case "N":
    case "F":
      return decimals === 0 && kind === "N" ? "integer" : "number";
    case "I":
      return "integer";
    case "O":
    case "B":
      return "number";
    case "L":
      return "boolean";
    case "D":
      return "date";
    default:
      return "string";
  }
}

function valueOf({ kind, length }: DbfField, bytes: Uint8Array, decoder: Decoder): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (kind === "I" && length === 4) return view.getInt32(0, true);
  if ((kind === "O" || kind === "B") && length === 8) return view.getFloat64(0, true);
  if (kind === "C" || !"NFLD".includes(kind)) return textOf(bytes, decoder);
  const text = Buffer.from(bytes).toString("latin1").replaceAll("\0", "").trim();
  if (text === "") return undefined;
  if (kind === "L") return truthOf(text);
  return kind === "D" ? dayOf(text) : numberOf(text);
}

function truthOf(text: string): boolean | undefined {
  if (/^[TtYy]$/.test(text)) return true;
  return /^[FfNn]$/.test(text) ? false : undefined;
}

function dayOf(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.exec(text) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}

/** dBase fills a field with stars where a number is too long. */
function numberOf(text: string): number | bigint | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  const isLarge = /^[+-]?\d+$/.test(text) && !Number.isSafeInteger(value);
  return isLarge && text.length < 20 ? BigInt(text.replace("+", "")) : value;
}

/** Without the spaces that fill it up; nothing but spaces is no value. */
function textOf(bytes: Uint8Array, decoder: Decoder): string | undefined {
  const end = bytes.indexOf(0);
  const text = decoder.decode(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd();
  return text === "" ? undefined : text;
}
