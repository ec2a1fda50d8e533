import type { ColumnBuilder } from "../../layers/column-builder.ts";
import { parseExact } from "../../layers/exact-json.ts";
import { Damage } from "./flat-table.ts";
import { FgbColumnType } from "./flatgeobuf-schema.ts";

/** A column of the file, and where its values go: nowhere for types that layers do not hold. */
export interface FileColumn {
  readonly type: FgbColumnType;
  readonly target: ColumnBuilder | undefined;
  /** The feature whose value came last. */
  last: number;
}

const utf8 = new TextDecoder();

/**
 * Reads a feature's properties: pairs of a column number (2 bytes) and a value, whose form follows from the column.
 * Throws Damage when the bytes end within a value.
 */
export function readProperties(bytes: Uint8Array, columns: readonly FileColumn[], index: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const checkEnd = (end: number): void => {
    if (end > bytes.length) throw new Damage("a value is longer than its feature");
  };
  for (let at = 0; at < bytes.length;) {
    checkEnd(at + 2);
    const column = columns[view.getUint16(at, true)];
    if (column === undefined) throw new Damage("a value of a column that does not exist");
    if (column.last === index) throw new Damage("two values of one column");
    column.last = index;
    at += 2;
    const { type, target } = column;
    if (isText(type)) {
      checkEnd(at + 4);
      const end = at + 4 + view.getUint32(at, true);
      checkEnd(end);
      if (target) setText(target, { type, index, text: bytes.subarray(at + 4, end) });
      at = end;
    } else {
      const [size, read] = FIXED[type];
      checkEnd(at + size);
      target?.set(index, read(view, at));
      at += size;
    }
  }
}

type TextType =
  | typeof FgbColumnType.String
  | typeof FgbColumnType.Json
  | typeof FgbColumnType.DateTime
  | typeof FgbColumnType.Binary;

function isText(type: FgbColumnType): type is TextType {
  return type >= FgbColumnType.String;
}

function setText(target: ColumnBuilder, value: { type: TextType; index: number; text: Uint8Array }): void {
  const { type, index, text } = value;
  if (type === FgbColumnType.String) target.setUtf8(index, text);
  else if (type === FgbColumnType.Binary) target.set(index, text);
  else if (type === FgbColumnType.Json) target.set(index, parseJson(utf8.decode(text)));
  else target.set(index, utf8.decode(text));
}

function parseJson(text: string): unknown {
  try {
    return parseExact(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text; // some writers put plain text there
    throw error;
  }
}

function whole(value: bigint): number | bigint {
  const double = Number(value);
  return Number.isSafeInteger(double) ? double : value;
}

/** Bytes and reader of the types of fixed size. Whole numbers beyond 2^53 stay bigints. */
const FIXED: Readonly<
  Record<Exclude<FgbColumnType, TextType>, readonly [number, (view: DataView, at: number) => number | bigint | boolean]>
> = {
  [FgbColumnType.Bool]: [1, (view, at) => view.getUint8(at) !== 0],
  [FgbColumnType.Byte]: [1, (view, at) => view.getInt8(at)],
  [FgbColumnType.UByte]: [1, (view, at) => view.getUint8(at)],
  [FgbColumnType.Short]: [2, (view, at) => view.getInt16(at, true)],
  [FgbColumnType.UShort]: [2, (view, at) => view.getUint16(at, true)],
  [FgbColumnType.Int]: [4, (view, at) => view.getInt32(at, true)],
  [FgbColumnType.UInt]: [4, (view, at) => view.getUint32(at, true)],
  [FgbColumnType.Long]: [8, (view, at) => whole(view.getBigInt64(at, true))],
  [FgbColumnType.ULong]: [8, (view, at) => whole(view.getBigUint64(at, true))],
  [FgbColumnType.Float]: [4, (view, at) => view.getFloat32(at, true)],
  [FgbColumnType.Double]: [8, (view, at) => view.getFloat64(at, true)],
};
